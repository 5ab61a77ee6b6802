/** A column of a data file: its physical type and what a reader must know of it. */
export interface Column {
  name: string
  type: 'int32' | 'double' | 'boolean' | 'text'
  nullable: boolean
  /** `ms`, `bytes`, … or empty for plain counts and names. */
  unit: string
  meaning: string
}

const msFromOrigin = (name: string, meaning: string, nullable = true): Column => ({
  name,
  type: 'double',
  nullable,
  unit: 'ms',
  meaning: `${meaning}, counted from the origin of the run`,
})

const stage = (name: string, meaning: string): Column => ({ name, type: 'double', nullable: true, unit: 'ms', meaning })

/** The columns of `requests.parquet`, one row per request, in the order in which they ended. */
export const requestColumns = [
  { name: 'id', type: 'int32', nullable: false, unit: '', meaning: 'place in the order in which requests became due, from 0' },
  { name: 'phase', type: 'text', nullable: false, unit: '', meaning: 'phase of the load' },
  { name: 'request', type: 'text', nullable: true, unit: '', meaning: 'request of the mix that was sent; null where the phase has no mix' },
  { name: 'warmup', type: 'boolean', nullable: false, unit: '', meaning: 'true in phases that are driven but counted in no result' },
  { name: 'replica', type: 'text', nullable: true, unit: '', meaning: 'replica that it was sent to; null when none got it' },
  msFromOrigin('intended_ms', 'when the schedule wanted it to be sent', false),
  msFromOrigin('sent_ms', 'when its bytes were handed to a connection (self-fed: when the inference began)'),
  msFromOrigin('first_byte_ms', 'when the head of the answer had come'),
  msFromOrigin('end_ms', 'when the last byte of the answer had come, or when it failed'),
  { name: 'status', type: 'int32', nullable: true, unit: '', meaning: 'HTTP status; null without an answer' },
  { name: 'outcome', type: 'text', nullable: false, unit: '', meaning: 'how it ended; `ok` is a good answer' },
  { name: 'sent_bytes', type: 'int32', nullable: false, unit: 'bytes', meaning: 'size of the body sent' },
  { name: 'received_bytes', type: 'int32', nullable: false, unit: 'bytes', meaning: 'size of the body received' },
  stage('decode_ms', 'time in the server: reading the request'),
  stage('queue_ms', 'time in the server: waiting for the model'),
  stage('infer_ms', 'time in the server: inference'),
  stage('encode_ms', 'time in the server: writing the answer'),
] as const satisfies readonly Column[]

/** The columns of `samples.parquet`, one row per reading of a signal at an entity. */
export const sampleColumns = [
  msFromOrigin('time_ms', 'when the value was read', false),
  { name: 'signal', type: 'text', nullable: false, unit: '', meaning: 'name in the catalogue of signals' },
  {
    name: 'entity',
    type: 'text',
    nullable: false,
    unit: '',
    meaning: 'what it was read at: machine, driver (driver/<n> of several), conductor, replica/<id>',
  },
  { name: 'value', type: 'double', nullable: true, unit: 'by signal', meaning: 'the reading, counters raw; null when there was none' },
  { name: 'reason', type: 'text', nullable: true, unit: '', meaning: 'why there is no value' },
] as const satisfies readonly Column[]
