import { z } from 'zod'
import { precisionChoices, providerChoices, type Precision, type Provider } from './compute.ts'
import { folderSchema } from './workspaces.ts'

export const addModelSchema = z.strictObject({ path: folderSchema }).readonly()
export const modelIdSchema = z.strictObject({ model: z.string().min(1).max(100) }).readonly()
export const deviceChoiceSchema = z
  .strictObject({ provider: z.enum(providerChoices), precision: z.enum(precisionChoices) })
  .readonly()
export type DeviceSetting = z.infer<typeof deviceChoiceSchema>
export const clearCacheSchema = z
  .strictObject({ cache: z.enum(['weights', 'latents', 'thumbnails', 'verdicts']) })
  .readonly()

/** A model that a person added, or the embedded one. */
export interface ModelEntry {
  /** `embedded`, or the identity that it was given when it was added. */
  readonly id: string
  readonly name: string
  readonly path: string
  /** The small one that comes with the application: shows the method, not its quality. */
  readonly demonstration: boolean
  /** The one that previews and runs take. */
  readonly chosen: boolean
  readonly bytes: number
  /** What is wrong with it, in sentences; empty where it can be used. */
  readonly problems: readonly string[]
  /** What it is, in a few words: architecture, precision, form. */
  readonly description: string
}

export interface DeviceEntry {
  readonly provider: Provider
  readonly precision: Precision
  /** Passed the comparison with the CPU, failed it, or was never compared. */
  readonly state: 'works' | 'fails' | 'unchecked' | 'absent'
  /** One sentence: what was found, or how to install what is missing. */
  readonly message: string
  readonly gflops: number | null
  /** Images per hour at 512x1024 with the settings of the paper, from the measured speed; null where it was not measured. */
  readonly imagesPerHour: number | null
}

export interface CacheEntry {
  readonly cache: 'weights' | 'latents' | 'thumbnails' | 'verdicts'
  readonly folder: string
  readonly bytes: number
  readonly files: number
}

export interface MachineState {
  readonly versions: Readonly<Record<string, string>>
  readonly cpu: string
  readonly cores: number
  readonly memoryBytes: number
  readonly freeMemoryBytes: number
  readonly gpus: readonly string[]
  readonly devices: readonly DeviceEntry[]
  readonly chosen: DeviceSetting
  readonly caches: readonly CacheEntry[]
}
