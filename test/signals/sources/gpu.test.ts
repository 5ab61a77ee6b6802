import { chmodSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { realEffects } from '../../../src/base/effects.ts'
import { parseGpuRow, sumGpus } from '../../../src/signals/sources/gpu.ts'
import { folderWith } from '../folder.ts'
import { sample, target } from '../sampling.ts'

const gpuSignals = ['gpu_utilization_ratio', 'gpu_memory_used_bytes', 'gpu_power_watts', 'gpu_temperature_celsius']

describe('a line of nvidia-smi', () => {
  test('gives the values of one GPU', () => {
    expect(parseGpuRow('2, 1, 87, 40536, 312.45, 61')).toEqual({
      count: 2,
      index: 1,
      utilizationPercent: 87,
      memoryMiB: 40536,
      powerWatts: 312.45,
      temperatureCelsius: 61,
    })
  })

  test('leaves out what the GPU does not tell', () => {
    expect(parseGpuRow('1, 0, [N/A], 10, [Not Supported], ')).toMatchObject({
      utilizationPercent: Number.NaN,
      memoryMiB: 10,
      powerWatts: Number.NaN,
      temperatureCelsius: Number.NaN,
    })
  })

  test.each(['No devices were found', '', '1, 0, 3', '1, 0, 1, 2, 3, 4, 5', 'x, y, 1, 2, 3, 4'])('%j is none', (line) => {
    expect(parseGpuRow(line)).toBeNull()
  })
})

test('several GPUs make one machine: mean use, all memory and power, the hottest', () => {
  const rows = ['2, 0, 50, 1024, 100.5, 40', '2, 1, 100, 2048, 200, 70'].map(
    (line) => parseGpuRow(line) as NonNullable<ReturnType<typeof parseGpuRow>>,
  )
  expect(sumGpus(rows)).toEqual({
    gpu_utilization_ratio: 0.75,
    gpu_memory_used_bytes: 3072 * 2 ** 20,
    gpu_power_watts: 300.5,
    gpu_temperature_celsius: 70,
  })
})

/** Samples with a program on the path that prints what nvidia-smi would; there is no GPU to ask on a usual machine. */
function sampleWith(script: string) {
  const { path } = folderWith({ 'nvidia-smi': `#!/bin/sh\n${script}` })
  chmodSync(`${path}/nvidia-smi`, 0o755)
  return sample([target('machine')], {
    signals: gpuSignals,
    effects: { ...realEffects, environment: { PATH: `/nowhere:${path}` } },
  })
}

test('readings carry the time at which they were told, and the program ends with the sampler', async () => {
  const { sampler, values, of, turns } = sampleWith(
    'while :; do echo "2, 0, 50, 10, 100, 40"; echo "2, 1, 70, 10, [N/A], 50"; sleep 0.02; done',
  )
  while (values('gpu_utilization_ratio').length < 3) await turns(1)
  await sampler.close()
  expect(values('gpu_utilization_ratio')[0]).toBeCloseTo(0.6, 12)
  const [starting, ...told] = of('gpu_utilization_ratio')
  expect(starting).toMatchObject({ value: null, reason: expect.stringContaining('has told nothing yet') })
  expect(new Set(told.map(({ timeMs }) => timeMs)).size).toBe(told.length)
  expect(of('gpu_power_watts')).toMatchObject([{ value: null }])
})

test('a round in which a GPU says nothing useful is left out whole, and the next one counts', async () => {
  const { sampler, values, turns } = sampleWith(
    'echo "2, 0, 90, 1, 1, 1"; echo "Unable to determine the device handle"; while :; do echo "2, 0, 10, 1, 1, 1"; echo "2, 1, 20, 1, 1, 1"; sleep 0.02; done',
  )
  while (values('gpu_utilization_ratio').length < 1) await turns(1)
  await sampler.close()
  expect(values('gpu_utilization_ratio')[0]).toBeCloseTo(0.15, 12)
})

test('a program that fails is missing with what it said', async () => {
  const { sampler, of, turns } = sampleWith('echo "NVIDIA-SMI has failed"; exit 9')
  const reason = () => sampler.availability().find(({ signal }) => signal === 'gpu_power_watts')?.reason
  while (!reason()?.includes('has ended')) await turns(1)
  await sampler.close()
  expect(of('gpu_power_watts')).toMatchObject([{ value: null }])
  expect(reason()).toContain('has ended: NVIDIA-SMI has failed')
})

test('a machine without the program says so', async () => {
  const { sampler, of } = sample([target('machine')], { signals: gpuSignals, effects: { ...realEffects, environment: {} } })
  await sampler.close()
  expect(of('gpu_power_watts')).toMatchObject([{ value: null, reason: expect.stringContaining('no NVIDIA GPU here') }])
})
