import type { Effects } from '../../base/effects.ts'
import { originAfter } from '../../base/origin.ts'
import type { SignalAvailability } from '../../signals/index.ts'
import type { Finding } from './finding.ts'

const groups = [
  {
    topic: 'CPU, memory and traffic of the machine',
    belongs: /^(cpu|memory|network|disk)_/,
    mend: 'run on Linux, where /proc tells all of them',
  },
  { topic: 'pressure (PSI)', belongs: /^psi_/, mend: 'use a kernel with CONFIG_PSI, and boot it with psi=1 where it is off' },
  { topic: 'GPU', belongs: /^gpu_/, mend: 'install the NVIDIA driver, which brings nvidia-smi' },
  {
    topic: 'energy (RAPL)',
    belongs: /^energy_/,
    mend: 'let this user read /sys/class/powercap (root may); virtual machines rarely have it',
  },
]

/** The kernel defines it for groups of processes only, never for the whole machine. */
const neverOfTheMachine = 'psi_cpu_full_seconds_total'

/** Time for every source to tell something once. */
const watchMs = 1500

/** Which signals of the machine can be had, found out by sampling them for a moment. */
export async function signalParts(effects: Effects): Promise<Finding[]> {
  const { startSampler } = await import('../../signals/index.ts')
  const machine = { entity: 'machine', kind: 'machine', pids: [], threadIds: [], cgroup: null, metricsUrl: null } as const
  const sampler = startSampler(
    { intervalMs: 250, signals: null, origin: originAfter(effects.clock, 0), targets: () => [machine], onReadings() {}, onClockStep() {} },
    effects,
  )
  await effects.clock.sleep(watchMs, new AbortController().signal)
  await sampler.close()
  const seen = sampler.availability()
  return groups.map(({ topic, belongs, mend }) =>
    findingOf(
      topic,
      mend,
      seen.filter(({ signal }) => belongs.test(signal)),
    ),
  )
}

function findingOf(topic: string, mend: string, seen: readonly SignalAvailability[]): Finding {
  const missing = seen.filter(({ available, signal }) => !available && signal !== neverOfTheMachine)
  const here = seen.filter(({ available }) => available)
  const reasons = [...new Set(missing.map(({ reason }) => reason))].join('; ')
  const sources = [...new Set(here.map(({ source }) => source))].join(', ')
  return {
    topic,
    state: missing.length === 0 && here.length > 0 ? 'ok' : 'missing',
    found: [
      here.length > 0 ? `${here.length} signals, from ${sources}` : '',
      missing.length > 0 ? `${missing.length} missing: ${reasons}` : '',
    ]
      .filter(Boolean)
      .join('; '),
    means: 'these signals are recorded as missing, with the reason',
    mend,
  }
}
