import path from 'node:path'
import { openModel } from '../diffusion/model-source.ts'
import { StableDiffusion } from '../diffusion/stable-diffusion.ts'
import { defaultCacheFolder } from '../diffusion/weights-cache.ts'
import { chooseDevice } from './devices.ts'
import type { ModelChoice } from './protocol.ts'

/** Room for the converted weights of a few models: SD 1.5 in float32 takes 4.3 GB. */
export const weightsCacheBytes = 20e9

export interface LoadedModel {
  readonly model: StableDiffusion
  /** Sentences, where it does not compute where it was asked to. */
  readonly warnings: readonly string[]
}

/** Keeps the model that was used last, with what it has loaded, for the next job. */
export class ModelLoader {
  #key = ''
  #model: StableDiffusion | null = null

  /** @throws what `chooseDevice`, `openModel` and the constructor of `StableDiffusion` throw */
  async load(choice: ModelChoice): Promise<LoadedModel> {
    const folder = choice.weightsCache ?? defaultCacheFolder()
    const { device, warnings } = await chooseDevice(choice, { cacheFolder: folder })
    const source = await openModel(choice.model, device.precision === 'fp16' ? { variant: 'fp16' } : {})
    const key = JSON.stringify([source.path, source.fingerprint, device, folder])
    if (this.#model && this.#key === key) return { model: this.#model, warnings }
    await this.#model?.release()
    this.#model = new StableDiffusion(source, {
      device,
      cache: { folder, maxBytes: weightsCacheBytes },
      latentsFolder: path.join(folder, 'latents'),
    })
    this.#key = key
    return { model: this.#model, warnings }
  }
}
