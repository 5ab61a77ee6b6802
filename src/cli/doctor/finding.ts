/** One thing that a run needs or can use; `missing` does without it, `broken` cannot. */
export interface Finding {
  topic: string
  state: 'ok' | 'missing' | 'broken'
  found: string
  /** What it means for a run that it is missing. */
  means: string
  mend: string | null
}
