import type { Reporter, TestModule } from 'vitest/node'

/** Lists what was skipped and why, then prints the one closing line that CI reads. */
export default class ClosingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts = { passed: 0, failed: errors.length, skipped: 0 }
    const skipped: string[] = []
    for (const module of modules) {
      if (module.state() === 'failed' && [...module.children.allTests()].length === 0) counts.failed++
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed' || state === 'failed') counts[state]++
        else {
          counts.skipped++
          skipped.push(`  ${module.relativeModuleId}: ${test.fullName}`)
        }
      }
    }
    if (skipped.length > 0) console.log(`\nSkipped:\n${skipped.join('\n')}`)
    console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
  }
}
