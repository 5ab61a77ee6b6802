import { type Pressure, parsePressure } from '../kernel/parse-cgroup.ts'
import { absent, fileSource, type Source, type SourceContext } from './source.ts'

const resources = ['cpu', 'memory', 'io'] as const

/** Stall times of the machine. */
export function machinePressure(context: SourceContext): Source[] {
  return [
    pressureFile('/proc/pressure/cpu', 'cpu', ['some'], context),
    absent(['psi_cpu_full_seconds_total'], 'the kernel defines it for cgroups only and says 0 for a machine', context),
    pressureFile('/proc/pressure/memory', 'memory', ['some', 'full'], context),
    pressureFile('/proc/pressure/io', 'io', ['some', 'full'], context),
  ]
}

/** Stall times of a cgroup, whose folder may be unknown. */
export function cgroupPressure(folder: string | null, context: SourceContext): Source[] {
  const degrees = ['some', 'full'] as const
  if (folder !== null) return resources.map((resource) => pressureFile(`${folder}/${resource}.pressure`, resource, degrees, context))
  const gives = resources.flatMap((resource) => degrees.map((degree) => signalOf(resource, degree)))
  return [absent(gives, 'it is in no cgroup2 of its own, and the kernel keeps pressure nowhere else', context)]
}

function pressureFile(path: string, resource: string, degrees: readonly ('some' | 'full')[], context: SourceContext): Source {
  const { outlet, text } = context
  const gives = degrees.map((degree) => signalOf(resource, degree))
  const pressure: Pressure = { someUs: 0, fullUs: 0 }
  return fileSource(path, gives, context, (timeMs) => {
    parsePressure(text, pressure)
    degrees.forEach((degree, index) => {
      outlet.value(gives[index] as string, (degree === 'some' ? pressure.someUs : pressure.fullUs) / 1e6, timeMs, path)
    })
  })
}

function signalOf(resource: string, degree: string): string {
  return `psi_${resource}_${degree}_seconds_total`
}
