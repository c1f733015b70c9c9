import { expect, it } from 'vitest'
import { providerTable } from '../../../src/main/cli/provider-table.ts'
import type { VerifiedDevice } from '../../../src/main/engine/verify-devices.ts'

const cpu: VerifiedDevice = {
  provider: 'cpu',
  precision: 'fp32',
  bundled: true,
  remedy: null,
  passed: true,
  speed: { device: 50, cpu: 50 },
  parts: [],
  fullSize: null,
  problems: [],
}
const absent: VerifiedDevice = { ...cpu, provider: 'cuda', bundled: false, passed: false, speed: null }

it('has a line for each device, with the largest difference of all parts', () => {
  const webgpu: VerifiedDevice = {
    ...cpu,
    provider: 'webgpu',
    speed: { device: 1000, cpu: 50 },
    parts: [
      { part: 'encoder', difference: 2e-6, bound: 1e-3 },
      { part: 'U-Net', difference: 8e-6, bound: 1e-3 },
    ],
    fullSize: {
      parts: [{ part: 'U-Net', difference: 5e-5, bound: 1e-3 }],
      secondsPerEvaluation: 0.5,
      cpuSecondsPerEvaluation: 10,
      secondsPerImage: 30,
      peakMemoryBytes: 2.5e9,
    },
  }
  const [header, first, second] = providerTable([cpu, webgpu]).split('\n')
  expect(header).toMatch(/provider +in the package +starts +largest difference +speed +per image +memory +verdict/)
  expect(first).toMatch(/cpu fp32 +yes +yes +- +1\.0 x CPU +- +- +right/)
  expect(second).toMatch(/webgpu fp32 +yes +yes +5\.0e-5 +20 x CPU +30\.0 s +2\.5 GB +right/)
})

it('says each problem and each remedy once', () => {
  const problem = 'The provider cuda could not load the model: no library.'
  const devices = (['fp16', 'fp32'] as const).map((precision) => ({
    ...absent,
    precision,
    problems: [problem],
    remedy: 'run node install.js',
  }))
  const lines = providerTable(devices).split('\n').slice(3)
  expect(lines).toEqual([`  cuda fp16, cuda fp32: ${problem}`, '  to use cuda, run node install.js', ''])
})

it('calls a device wrong whose numbers are', () => {
  const broken = { ...cpu, passed: false, parts: [{ part: 'decoder', difference: null, bound: 1e-3 }] } as const
  expect(providerTable([broken]).split('\n')[1]).toMatch(/NaN +1\.0 x CPU +- +- +wrong/)
})
