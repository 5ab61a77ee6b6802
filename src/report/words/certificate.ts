import type { RunFacts } from '../../analysis/index.ts'
import { formatDuration } from '../../base/duration.ts'
import { wordsFor } from './counted.ts'
import { formatNumber } from './number-format.ts'

/** The evidence behind a certificate, as pairs of a name and a text. */
export function certificatePairs(facts: RunFacts): [string, string][] {
  const { evidence } = facts.certificate
  const words = wordsFor(facts)
  const fixed = (value: number | null, digits: number) => (value === null ? 'unknown' : value.toFixed(digits))
  const share = (value: number | null) => (value === null ? 'unknown' : formatNumber(value, 'share', 2))
  const time = (value: number | null) => (value === null ? 'unknown' : formatDuration(value))
  const pairs: [string, string][] = evidence.phases.map(({ phase, asked, delivered, gapDistance, gapDistanceByChance }) => [
    `arrivals of ${phase}`,
    `${asked.count} asked, ${delivered.count} in time; variation of gaps ${fixed(asked.gapCv, 3)} asked, ${fixed(delivered.gapCv, 3)} delivered; index of dispersion ${fixed(asked.dispersion, 2)} asked, ${fixed(delivered.dispersion, 2)} delivered${
      gapDistance === null ? '' : `; distance of gaps (KS) ${fixed(gapDistance, 3)}, by chance up to ${fixed(gapDistanceByChance, 3)}`
    }`,
  ])
  pairs.push([words.lag, `p50 ${time(evidence.sendLag.p50)}, p99 ${time(evidence.sendLag.p99)}, at most ${time(evidence.sendLag.max)}`])
  const failed = Object.entries(evidence.outcomes).filter(([outcome, count]) => outcome !== 'ok' && count > 0)
  pairs.push(['errors by kind', failed.length === 0 ? 'none' : failed.map(([outcome, count]) => `${outcome} ${count}`).join(', ')])
  if (!evidence.selfFed) {
    pairs.push(
      ['waited for a connection', share(evidence.waitedShare)],
      ['held back, no more connections could be opened', share(evidence.descriptorShare)],
      [
        'driver',
        `${evidence.driverCores === null ? 'unknown' : share(evidence.driverCores)} of a core at most; held up for ${time(evidence.eventLoopLagMaxMs)} at most, by garbage collection for ${time(evidence.collectionMaxMs)}`,
      ],
    )
  }
  if (evidence.scheduleSha256) pairs.push(['schedule', `sha256 ${evidence.scheduleSha256}`])
  const steps = evidence.clockStepsMs
  pairs.push(
    ['taken by the hypervisor', share(evidence.stolenShare)],
    ['used by other programs', share(evidence.othersShare)],
    [
      'clock',
      steps.length === 0
        ? 'did not jump'
        : `jumped by ${steps.map((step) => formatDuration(step)).join(', ')}; times are measured by one that does not`,
    ],
  )
  return pairs
}
