import { escaped, family } from './family.ts'

/** What Triton counts of a model, from its start; durations in milliseconds. */
export interface TritonCounts {
  model: string
  success: number
  failure: number
  /** Rows that were inferred, and the inferences that held them. */
  rows: number
  executions: number
  pending: number
  requestMs: number
  queueMs: number
  inputMs: number
  inferMs: number
  outputMs: number
}

/** The same counts under the names and labels that dashboards for Triton ask for. */
export function tritonFamilies(counts: TritonCounts): string[] {
  const labels = `model="${escaped(counts.model)}",version="1"`
  const one = (value: number) => (name: string) => [`${name}{${labels}} ${value}`]
  const microseconds = (ms: number) => one(Math.round(ms * 1000))
  return [
    family('nv_inference_request_success', 'counter', 'Requests that were answered well.', one(counts.success)),
    family('nv_inference_request_failure', 'counter', 'Requests that were not.', one(counts.failure)),
    family('nv_inference_count', 'counter', 'Rows that were inferred.', one(counts.rows)),
    family('nv_inference_exec_count', 'counter', 'Inferences, each of one batch.', one(counts.executions)),
    family('nv_inference_pending_request_count', 'gauge', 'Requests that wait for the model.', one(counts.pending)),
    family('nv_inference_request_duration_us', 'counter', 'Time from arrival to answer, added up.', microseconds(counts.requestMs)),
    family('nv_inference_queue_duration_us', 'counter', 'Time of waiting for the model, added up.', microseconds(counts.queueMs)),
    family('nv_inference_compute_input_duration_us', 'counter', 'Time of reading requests, added up.', microseconds(counts.inputMs)),
    family('nv_inference_compute_infer_duration_us', 'counter', 'Time of inferring, added up.', microseconds(counts.inferMs)),
    family('nv_inference_compute_output_duration_us', 'counter', 'Time of writing answers, added up.', microseconds(counts.outputMs)),
  ].flat()
}
