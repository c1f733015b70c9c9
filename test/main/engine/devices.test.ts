import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Device } from '../../../src/main/diffusion/session.ts'
import { chooseDevice, thisMachine, type Machine } from '../../../src/main/engine/devices.ts'
import { Verdicts } from '../../../src/main/engine/devices/verdicts.ts'
import type { PrecisionChoice, Provider, ProviderChoice } from '../../../src/shared/compute.ts'
import { ProviderError, UsageError } from '../../../src/shared/errors.ts'
import { temporaryFolder } from '../diffusion/safetensors-files.ts'

let cacheFolder: string
let checks: string[]
beforeEach(() => {
  cacheFolder = temporaryFolder()
  checks = []
})

/** What a device does: its speed in times of the CPU's, and what it computes wrong; a reason where it does not start. */
type Behaviour = { readonly speed: number; readonly faults?: string[] } | string

/** A machine of devices such as `webgpu fp16`; those not named don't start. */
function machineOf(devices: Readonly<Record<string, Behaviour>>, listed?: Provider[]): Machine {
  const behaviour = ({ provider, precision }: Device) => {
    const found = devices[`${provider} ${precision}`] ?? 'no device'
    if (typeof found === 'string')
      throw new ProviderError(`The provider ${provider} could not load the model: ${found}.`)
    return found
  }
  return {
    listed: () => listed ?? ['cpu', 'webgpu', 'cuda'],
    speed: (device) => {
      if (device.provider === 'cpu') return Promise.resolve(100)
      checks.push(`${device.provider} ${device.precision}`)
      return new Promise((resolve) => resolve(100 * behaviour(device).speed))
    },
    faults: (device) => Promise.resolve(behaviour(device).faults ?? []),
  }
}

async function choose(machine: Machine, provider: ProviderChoice, precision: PrecisionChoice = 'auto') {
  const { device, warnings } = await chooseDevice({ provider, precision }, { cacheFolder, machine })
  return { device: `${device.provider} ${device.precision}`, warnings }
}

describe('auto', () => {
  it('takes the CPU where there is no GPU, and says nothing', async () => {
    expect(await choose(machineOf({}), 'auto')).toEqual({ device: 'cpu fp32', warnings: [] })
  })

  it('prefers cuda to webgpu and fp16 to fp32', async () => {
    const all = Object.fromEntries(
      ['cuda', 'webgpu'].flatMap((p) => [`${p} fp16`, `${p} fp32`].map((d) => [d, { speed: 20 }])),
    )
    expect((await choose(machineOf(all), 'auto')).device).toBe('cuda fp16')
    expect(
      (await choose(machineOf({ 'webgpu fp32': { speed: 9 }, 'cuda fp32': { speed: 2 } }), 'auto', 'fp32')).device,
    ).toBe('cuda fp32')
  })

  it('asks only for providers that ONNX Runtime has', async () => {
    await choose(machineOf({}, ['cpu', 'dml']), 'auto', 'fp32')
    expect(checks).toEqual(['dml fp32'])
  })

  it('takes fp32 where the GPU has no fp16, and says so only where fp16 was asked for', async () => {
    const machine = machineOf({ 'webgpu fp16': 'requires f16', 'webgpu fp32': { speed: 5 } })
    expect(await choose(machine, 'auto')).toEqual({ device: 'webgpu fp32', warnings: [] })
    const { device, warnings } = await choose(machine, 'auto', 'fp16')
    expect([device, warnings.join()]).toEqual([
      'webgpu fp32',
      'It computes in fp32: fp16 does not work on webgpu here.',
    ])
  })

  it('leaves a software driver alone that is slower than the CPU, without checking its numbers', async () => {
    const machine = machineOf({ 'webgpu fp32': { speed: 0.002, faults: ['never asked'] } })
    expect(await choose(machine, 'auto')).toEqual({ device: 'cpu fp32', warnings: [] })
  })

  it('does not trust a GPU that computes wrong', async () => {
    const machine = machineOf({ 'webgpu fp32': { speed: 20, faults: ['the decoder differs from the CPU by 0.4'] } })
    const { device, warnings } = await choose(machine, 'auto')
    expect(device).toBe('cpu fp32')
    expect(warnings).toEqual(['The provider webgpu is not used in fp32: the decoder differs from the CPU by 0.4.'])
  })
})

describe('a provider that is named', () => {
  it('need not be fast', async () => {
    expect((await choose(machineOf({ 'webgpu fp32': { speed: 0.01 } }), 'webgpu')).device).toBe('webgpu fp32')
  })

  it('is checked even where auto found it slow before', async () => {
    const machine = machineOf({ 'webgpu fp32': { speed: 0.01, faults: ['the U-Net differs'] } })
    await choose(machine, 'auto')
    const { device, warnings } = await choose(machine, 'webgpu')
    expect([device, warnings]).toEqual(['cpu fp32', ['The CPU computes instead of webgpu: the U-Net differs.']])
  })

  it('that does not start falls back to the CPU with the reason', async () => {
    const { device, warnings } = await choose(machineOf({}), 'webgpu')
    expect(device).toBe('cpu fp32')
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain('The CPU computes instead of webgpu, which does not start here (no device)')
  })

  it.runIf(process.platform === 'linux' && process.arch === 'x64')(
    'comes with the command that installs it',
    async () => {
      const { warnings } = await choose(machineOf({}), 'cuda')
      expect(warnings[0]).toMatch(
        /: (run node .*install\.js --onnxruntime-node-install=cuda12|install the NVIDIA driver, CUDA 12)/,
      )
    },
  )

  it('that this platform lacks falls back to the CPU', async () => {
    const { device, warnings } = await choose(machineOf({}), 'coreml')
    expect(device).toBe('cpu fp32')
    expect(warnings[0]).toMatch(/coreml is not in ONNX Runtime/)
  })

  it('and is the CPU has no fp16', async () => {
    await expect(choose(machineOf({}), 'cpu', 'fp16')).rejects.toBeInstanceOf(UsageError)
  })
})

describe('verdicts', () => {
  const machine = machineOf({ 'webgpu fp16': { speed: 3 } })

  it('are remembered', async () => {
    await choose(machine, 'webgpu')
    expect(await choose(machine, 'webgpu')).toEqual({ device: 'webgpu fp16', warnings: [] })
    expect(checks).toEqual(['webgpu fp16'])
  })

  it('are not given on a device that does not start', async () => {
    await choose(machineOf({}), 'webgpu', 'fp32')
    expect((await choose(machineOf({ 'webgpu fp32': { speed: 2 } }), 'webgpu', 'fp32')).device).toBe('webgpu fp32')
  })

  it('hold for this machine and these drivers', async () => {
    await choose(machine, 'webgpu')
    const before = process.env['VK_ICD_FILENAMES']
    process.env['VK_ICD_FILENAMES'] = '/another/driver.json'
    try {
      await choose(machine, 'webgpu')
    } finally {
      if (before === undefined) delete process.env['VK_ICD_FILENAMES']
      else process.env['VK_ICD_FILENAMES'] = before
    }
    expect(checks).toHaveLength(2)
  })

  it('are found again where the file was damaged', async () => {
    writeFileSync(path.join(cacheFolder, 'providers.json'), '{"webgpu')
    expect((await choose(machine, 'webgpu')).device).toBe('webgpu fp16')
  })

  it('are not needed to compute: a cache that cannot be written only costs the next check', async () => {
    const file = path.join(cacheFolder, 'file')
    writeFileSync(file, '')
    const { device } = await chooseDevice({ provider: 'webgpu', precision: 'auto' }, { cacheFolder: file, machine })
    expect(device.provider).toBe('webgpu')
  })

  it('are against a device whose check ended its process twice', async () => {
    const crash = async () => {
      await new Verdicts(cacheFolder).begin({ provider: 'webgpu', precision: 'fp16' })
      const file = path.join(cacheFolder, 'providers.json')
      const gone = spawnSync(process.execPath, ['--version']).pid
      writeFileSync(file, readFileSync(file, 'utf8').replace(`"pid": ${process.pid}`, `"pid": ${gone}`))
    }
    await crash()
    await crash()
    const { device, warnings } = await choose(machine, 'webgpu', 'fp16')
    expect(device).toBe('cpu fp32')
    expect(checks).toEqual(['webgpu fp32'])
    expect(warnings.join()).toContain('CPU computes instead of webgpu')
  })
})

it('this machine has the CPU, whose speed is a number', async () => {
  expect(thisMachine.listed()).toContain('cpu')
  expect(await thisMachine.speed({ provider: 'cpu', precision: 'fp32' })).toBeGreaterThan(0.1)
  expect(existsSync(cacheFolder)).toBe(true)
})
