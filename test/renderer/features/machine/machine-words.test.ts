import { describe, expect, it } from 'vitest'
import {
  cacheInWords,
  deviceInWords,
  isChosen,
  modelInWords,
  settingOf,
  speedInWords,
} from '../../../../src/renderer/features/machine/machine-words.ts'
import {
  deviceChoiceSchema,
  type DeviceEntry,
  type MachineState,
  type ModelEntry,
} from '../../../../src/shared/machine.ts'

const device: DeviceEntry = {
  provider: 'webgpu',
  precision: 'fp16',
  state: 'works',
  message: 'It computes right.',
  gflops: 9000,
  imagesPerHour: 296.4,
}
const machine: MachineState = {
  versions: {},
  cpu: 'Ryzen 9 7950X',
  cores: 16,
  memoryBytes: 64e9,
  freeMemoryBytes: 12e9,
  gpus: ['NVIDIA RTX 4090'],
  devices: [device],
  chosen: { provider: 'auto', precision: 'auto' },
  caches: [],
}

describe('the choice of a device', () => {
  it('leaves the precision of the CPU to itself', () => {
    const setting = settingOf({ provider: 'cpu', precision: 'fp32' })
    expect(deviceChoiceSchema.parse(setting)).toEqual({ provider: 'cpu', precision: 'auto' })
    expect(isChosen({ provider: 'cpu', precision: 'fp32' }, setting)).toBe(true)
  })

  it('is one provider in one precision', () => {
    const setting = settingOf(device)
    expect(isChosen(device, setting)).toBe(true)
    expect(isChosen({ ...device, precision: 'fp32' }, setting)).toBe(false)
    expect(isChosen({ ...device, provider: 'cuda' }, setting)).toBe(false)
  })

  it('is none of the rows while it is left to Weatherglass', () => {
    expect(isChosen(device, machine.chosen)).toBe(false)
  })
})

describe('the machine in words', () => {
  it('names the card behind a provider where there is no doubt', () => {
    expect(deviceInWords(device, machine)).toBe('NVIDIA RTX 4090')
    expect(deviceInWords(device, { ...machine, gpus: ['A', 'B'] })).toBeNull()
    expect(deviceInWords({ provider: 'cpu', precision: 'fp32' }, machine)).toBe('Ryzen 9 7950X, 16\u00a0cores')
  })

  it('says no speed that was not measured, and none of zero', () => {
    expect(speedInWords(device)).toBe('296')
    expect(speedInWords({ ...device, imagesPerHour: 0.2 })).toBe('1')
    expect(speedInWords({ ...device, imagesPerHour: null })).toBe('not measured')
  })

  it('says what clearing a cache costs', () => {
    const entry = { cache: 'thumbnails', folder: '/w', bytes: 1e9, files: 44_192 } as const
    expect(cacheInWords({ ...entry, bytes: 0, files: 0 })).toBe('Empty')
    expect(cacheInWords(entry)).toBe('44,192\u00a0files, made again as pictures come into sight')
  })

  it('marks the embedded model as a demonstration', () => {
    const model = { demonstration: true, description: 'small', path: '/x' } as ModelEntry
    expect(modelInWords(model)).toMatch(/^Built in\..*not how good results get/)
    expect(modelInWords({ ...model, demonstration: false })).toBe('small · /x')
  })
})
