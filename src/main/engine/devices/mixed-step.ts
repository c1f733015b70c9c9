import type { Guidance } from '../../cactif/guidance.ts'
import { drawNoise } from '../../cactif/inversion/noise.ts'
import { Predictor } from '../../cactif/predictor.ts'
import type { StepPlan } from '../../cactif/schedule.ts'
import type { StableDiffusion } from '../../diffusion/stable-diffusion.ts'
import { textTokens } from '../../diffusion/unet.ts'
import { defaultSettings, type Settings } from '../../../shared/settings.ts'

/** U-Net rows of a denoising step of one content, one reference and their output. */
export const rowsPerStep = 3

/** The same numbers on every device: standard normal, by name. */
export const noiseField = (name: string, count: number): Float32Array =>
  drawNoise({ seed: 1, imageHash: name, timestep: 0, count })

/** The U-Net as a transfer evaluates it, with mixing and filtering, on noise. */
export class MixedStep {
  readonly #predictor: Predictor
  readonly #latents: (name: string) => Float32Array

  constructor(model: StableDiffusion, size: Settings['size']) {
    const text = noiseField('text', textTokens * model.unetConfig.textChannels)
    const unguided: Guidance = { texts: [text], combine: ([prediction]) => prediction! }
    const [channels, height, width] = model.latentShape(size)
    this.#latents = (name) => noiseField(name, channels * height * width)
    this.#predictor = new Predictor(model, { ...defaultSettings, size }, unguided)
  }

  async load(): Promise<void> {
    await this.#predictor.load()
  }

  /** The prediction for one image that attends to itself alone. */
  async plain(): Promise<Float32Array> {
    return (await this.#predictor.predictUnmixed(plan.timestep, [this.#latents('content')]))[0]!
  }

  /** The predictions of a step that mixes: of the content and the reference, and of the output. */
  async mixed(): Promise<{ readonly own: Float32Array; readonly output: Float32Array }> {
    const { contents, styles, outs } = await this.#predictor.predict(plan, {
      contents: [{ latents: this.#latents('content'), isEvaluated: true, cached: null }],
      styles: [{ latents: this.#latents('style'), isEvaluated: true, cached: null }],
      outs: [{ latents: this.#latents('output'), content: 0, style: 0, filterShare: defaultSettings.filterShare }],
    })
    return { own: Float32Array.from([...contents[0]!, ...styles[0]!]), output: outs[0]! }
  }
}

const plan: StepPlan = { index: 0, timestep: 501, mix: { full: true, half: true }, adain: 'plain', swapScale: null }
