import { openModel } from '../diffusion/model-source.ts'
import type { Device } from '../diffusion/session.ts'
import { StableDiffusion } from '../diffusion/stable-diffusion.ts'
import { defaultCacheFolder } from '../diffusion/weights-cache.ts'
import { UsageError } from '../../shared/errors.ts'
import type { ModelChoice } from './protocol.ts'

/** Room for the converted weights of a few models: SD 1.5 in float32 takes 4.3 GB. */
const weightsCacheBytes = 20e9

/** Where a model runs: `auto` is the CPU, in float32. */
export function chooseDevice({ provider, precision }: Pick<ModelChoice, 'provider' | 'precision'>): Device {
  const chosen = provider === 'auto' ? 'cpu' : provider
  if (chosen === 'cpu' && precision === 'fp16')
    throw new UsageError('The provider "cpu" computes in fp32 only: choose another provider, or the precision fp32.')
  return { provider: chosen, precision: precision === 'auto' ? (chosen === 'cpu' ? 'fp32' : 'fp16') : precision }
}

/** Keeps the model that was used last, with what it has loaded, for the next job. */
export class ModelLoader {
  #key = ''
  #model: StableDiffusion | null = null

  /** @throws what `openModel` and the constructor of `StableDiffusion` throw */
  async load(choice: ModelChoice): Promise<StableDiffusion> {
    const device = chooseDevice(choice)
    const source = await openModel(choice.model, device.precision === 'fp16' ? { variant: 'fp16' } : {})
    const folder = choice.weightsCache ?? defaultCacheFolder()
    const key = JSON.stringify([source.path, source.fingerprint, device, folder])
    if (this.#model && this.#key === key) return this.#model
    await this.#model?.release()
    this.#model = new StableDiffusion(source, { device, cache: { folder, maxBytes: weightsCacheBytes } })
    this.#key = key
    return this.#model
  }
}
