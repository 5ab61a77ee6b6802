import { seededRandom, shuffled } from '../../base/random.ts'

const sentences = [
  'The train to the coast was late again this morning.',
  'She keeps three hives of bees behind the old barn.',
  'Can you tell me where the next charging station is?',
  'Rain is expected in the valley from noon, with gusts along the ridge.',
  'The parcel was left with a neighbour on the second floor.',
  'Our meeting has moved to Thursday at ten; please bring the figures for the last quarter.',
  'He fried the onions slowly until they were soft and golden.',
  'The pump stopped because a valve had been closed by mistake.',
  'Most of the houses here were built before the bridge.',
  'I would like to cancel my subscription and get a refund for the month that I have not used.',
  'The children had never seen so many stars.',
  'A short walk after lunch helps more than a second coffee.',
  'Please restart the router, wait two minutes, and try to log in once more.',
  'The museum shows maps that sailors drew four hundred years ago, some of them on whale skin.',
  'Nobody had read the manual, and it showed.',
  'Good service, friendly people, but the soup was cold.',
] as const

/** Sentences of usual lengths, in an order that the seed decides. */
export function sampleSentences(seed: number): string[] {
  return shuffled(sentences, seededRandom(seed, 'sentences'))
}
