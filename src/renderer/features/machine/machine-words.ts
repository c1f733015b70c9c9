import type { CacheEntry, DeviceEntry, DeviceSetting, MachineState, ModelEntry } from '../../../shared/machine.ts'
import { bytes, count, counted } from '../../ui/format/numbers.ts'

type Device = Pick<DeviceEntry, 'provider' | 'precision'>

export const providerNames: Readonly<Record<DeviceEntry['provider'], string>> = {
  cuda: 'CUDA',
  webgpu: 'WebGPU',
  dml: 'DirectML',
  coreml: 'Core ML',
  cpu: 'CPU',
}

export const deviceKey = ({ provider, precision }: DeviceSetting): string => `${provider} ${precision}`

export const AUTOMATIC: DeviceSetting = { provider: 'auto', precision: 'auto' }

/** What is chosen for a device: the CPU's precision is its own affair. */
export const settingOf = ({ provider, precision }: Device): DeviceSetting =>
  provider === 'cpu' ? { provider, precision: 'auto' } : { provider, precision }

/** The row of the table that is chosen: `auto` in one of the two leaves the choice to the other. */
export function isChosen(device: Device, chosen: DeviceSetting): boolean {
  const { provider, precision } = settingOf(device)
  return provider === chosen.provider && (precision === chosen.precision || chosen.precision === 'auto')
}

/** What computes: `Ryzen 9 7950X, 16 cores`, or the graphics card where there is one alone; null where it is not known. */
export function deviceInWords({ provider }: Device, { cpu, cores, gpus }: MachineState): string | null {
  if (provider === 'cpu') return `${cpu}, ${counted(cores, 'core')}`
  return gpus.length === 1 ? gpus[0]! : null
}

export const speedInWords = ({ imagesPerHour }: DeviceEntry): string =>
  imagesPerHour === null ? 'not measured' : count(Math.max(1, Math.round(imagesPerHour)))

const cacheWords: Readonly<Record<CacheEntry['cache'], { readonly name: string; readonly rebuilt: string }>> = {
  thumbnails: { name: 'Thumbnails', rebuilt: 'made again as pictures come into sight' },
  weights: { name: 'Converted weights', rebuilt: 'made again when the model is next used' },
  latents: { name: 'Latents', rebuilt: 'computed again when they are needed' },
  verdicts: { name: 'Checks of devices', rebuilt: 'measured again when you ask for it' },
}

export const cacheName = ({ cache }: CacheEntry): string => cacheWords[cache].name

/** `44,192 files, made again as pictures come into sight`. */
export const cacheInWords = ({ cache, files }: CacheEntry): string =>
  files === 0 ? 'Empty' : `${counted(files, 'file')}, ${cacheWords[cache].rebuilt}`

/** Under the name of a model. */
export const modelInWords = ({ demonstration, description, path }: ModelEntry): string =>
  demonstration
    ? 'Built in. Small and trained on drawn scenes: it shows how things work, not how good results get.'
    : `${description} · ${path}`

export const memoryInWords = ({ memoryBytes, freeMemoryBytes }: MachineState): string =>
  `${bytes(memoryBytes)} memory, ${bytes(freeMemoryBytes)} free`
