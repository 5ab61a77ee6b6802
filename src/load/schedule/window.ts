/** A stretch of the run's time axis; `untilMs` is no longer part of it. */
export interface Window {
  fromMs: number
  untilMs: number
}
