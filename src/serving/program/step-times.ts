/** Times the steps of one inference; a step that was not done took no time. */
export function stepTimes<Step extends string>(steps: readonly Step[]) {
  const taken = new Map<Step, number>()
  return {
    async timed<Result>(step: Step, act: () => Promise<Result>): Promise<Result> {
      const fromMs = performance.now()
      const result = await act()
      taken.set(step, performance.now() - fromMs)
      return result
    },
    stepsMs: () => steps.map((step) => taken.get(step) ?? 0),
  }
}
