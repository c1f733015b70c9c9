import type { Device } from '../diffusion/session.ts'
import type { WeightsCache } from '../diffusion/weights-cache.ts'
import { MemoryError, ProviderError } from '../../shared/errors.ts'
import { describeFault, hasPassed, type PartCheck } from './devices/comparison.ts'
import { checkFullSize, type FullSizeCheck } from './devices/full-size-check.ts'
import { measureMatrixSpeed } from './devices/matrix-speed.ts'
import { checkSmallModel } from './devices/small-check.ts'

export type { FullSizeCheck, PartCheck }

/** What a check of a device found. */
export interface Verification extends Device {
  readonly passed: boolean
  /** Products of matrices, in GFLOP/s; null where the device does not start. */
  readonly speed: { readonly device: number; readonly cpu: number } | null
  /** Differences from the CPU with a tiny model; empty for the CPU itself, and where the device does not start. */
  readonly parts: readonly PartCheck[]
  /** Null without a model, and where the small check failed. */
  readonly fullSize: FullSizeCheck | null
  /** One sentence for each thing that is wrong. */
  readonly problems: readonly string[]
}

/** A Stable Diffusion model to try at full size, and where its converted weights are kept. */
export interface FullSizeModel {
  readonly model: string
  readonly cache: WeightsCache
}

const cpu: Device = { provider: 'cpu', precision: 'fp32' }

/**
 * Compares a device with the CPU: whether it starts, how fast it is, each part of a tiny model of random weights, and with a model
 * one denoising step at full size. What a device does wrong is in the result; a device that crashes takes its process along, so
 * this belongs into the inference process.
 * @throws what a person can get wrong about the model
 */
export async function verifyProvider(device: Device, fullSize: FullSizeModel | null = null): Promise<Verification> {
  const found: { -readonly [Key in keyof Verification]: Verification[Key] } = {
    ...device,
    passed: false,
    speed: null,
    parts: [],
    fullSize: null,
    problems: [],
  }
  const isCpu = device.provider === 'cpu'
  try {
    const speed = await measureMatrixSpeed(device)
    found.speed = { device: speed, cpu: isCpu ? speed : await measureMatrixSpeed(cpu) }
    if (!isCpu) found.parts = await checkSmallModel(device)
    if (fullSize && found.parts.every(hasPassed)) {
      found.fullSize = await checkFullSize(device, fullSize.model, fullSize.cache)
    }
  } catch (error) {
    if (!(error instanceof ProviderError || error instanceof MemoryError)) throw error
    found.problems = [error.message]
  }
  const wrong = [
    ...found.parts.map((part) => ['With a tiny model', part] as const),
    ...(found.fullSize?.parts ?? []).map((part) => ['At full size', part] as const),
  ].filter(([, part]) => !hasPassed(part))
  found.problems = [...found.problems, ...wrong.map(([where, part]) => `${where} ${describeFault(part)}.`)]
  found.passed = found.problems.length === 0
  return found
}
