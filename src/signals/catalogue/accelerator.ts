import type { SignalDefinition } from '../contract.ts'

const gpu = {
  kind: 'gauge',
  entities: ['machine'],
  missing: 'no NVIDIA GPU or no nvidia-smi here; the GPU does not tell it',
} as const

export const acceleratorSignals: readonly SignalDefinition[] = [
  {
    name: 'gpu_utilization_ratio',
    unit: 'ratio',
    meaning: 'Part of the time in which a GPU ran at least one kernel; the mean over all GPUs.',
    source: 'nvidia-smi: utilization.gpu',
    ...gpu,
  },
  {
    name: 'gpu_memory_used_bytes',
    unit: 'bytes',
    meaning: 'GPU memory in use, over all GPUs.',
    source: 'nvidia-smi: memory.used',
    ...gpu,
  },
  {
    name: 'gpu_power_watts',
    unit: 'watts',
    meaning: 'Power that the boards draw, over all GPUs, as the board measures it.',
    source: 'nvidia-smi: power.draw',
    ...gpu,
  },
  {
    name: 'gpu_temperature_celsius',
    unit: 'celsius',
    meaning: 'Temperature of the hottest GPU.',
    source: 'nvidia-smi: temperature.gpu',
    ...gpu,
  },
  {
    name: 'energy_joules_total',
    unit: 'joules',
    kind: 'counter',
    meaning:
      'Energy that the processor packages used, cores and caches included, memory and the rest of the machine not; over package zones only, as all others overlap them. A zone that begins anew at its highest value goes on counting.',
    entities: ['machine'],
    source: '/sys/class/powercap/intel-rapl:N/energy_uj, zones named package-N (Intel and AMD)',
    missing: 'no RAPL: most virtual machines, other processors; energy_uj is readable by root only',
  },
]
