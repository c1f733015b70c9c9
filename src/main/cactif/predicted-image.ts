import type { Settings } from '../../shared/settings.ts'
import type { Scheduler } from '../diffusion/scheduler.ts'
import type { StableDiffusion } from '../diffusion/stable-diffusion.ts'
import type { RgbImage } from '../imaging/pixels.ts'
import { restyle, type LabelledLatents } from './adain/restyle.ts'
import type { OutSpec } from './block.ts'
import type { StepPlan } from './schedule.ts'

/** What an output would become, [h, w] pixels of the latents' size. */
export type PredictedImage = RgbImage

/** x_0 = (x_t - sqrt(1 - ab_t) eps) / sqrt(ab_t): where the predicted noise says that the latents come from. */
export function predictedLatents(
  latents: Float32Array,
  epsilon: Float32Array,
  timestep: number,
  scheduler: Scheduler,
): Float32Array {
  const alpha = scheduler.alphaCumprod(timestep)
  const [signal, spread] = [Math.sqrt(alpha), Math.sqrt(1 - alpha)]
  return latents.map((value, i) => (value - spread * epsilon[i]!) / signal)
}

/** Images whose latents and pictures are known. */
export interface EncodedImage {
  /** [3, H, W] in [-1, 1] */
  readonly tensor: Float32Array
  /** [C, h, w] */
  readonly w0: Float32Array
}

/** An affine map from latents to colour, fitted by least squares: a decoder for small pictures that costs nothing. */
export class LatentColours {
  /** For red, green and blue: a weight for each latent channel, then the offset. */
  private readonly weights: readonly (readonly number[])[]
  private readonly shape: readonly [number, number, number]

  /**
   * @param images whose latents and pictures, shrunk to the latents' size, are fitted
   * @param size [H, W] of the pictures
   * @param shape [C, h, w] of the latents
   */
  constructor(
    images: readonly EncodedImage[],
    size: readonly [number, number],
    shape: readonly [number, number, number],
  ) {
    this.shape = shape
    const terms = shape[0] + 1
    const products = Array.from({ length: terms }, () => new Array<number>(terms + 3).fill(0))
    for (const { tensor, w0 } of images) addProducts(products, w0, shrunk(tensor, size, shape), shape)
    const solved = solve(products)
    this.weights = [0, 1, 2].map((colour) => solved.map((row) => row[terms + colour]!))
  }

  paint(latents: Float32Array): PredictedImage {
    const [channels, height, width] = this.shape
    const pixels = height * width
    const data = new Uint8ClampedArray(pixels * 3)
    for (const [colour, weights] of this.weights.entries()) {
      for (let pixel = 0; pixel < pixels; pixel++) {
        let value = weights[channels]!
        for (let channel = 0; channel < channels; channel++)
          value += weights[channel]! * latents[channel * pixels + pixel]!
        data[pixel * 3 + colour] = (value / 2 + 0.5) * 255
      }
    }
    return { width, height, data: new Uint8Array(data.buffer) }
  }
}

/** The sums of products that least squares needs: [terms, terms + 3], of latents and 1 with themselves and with the colours. */
function addProducts(
  products: number[][],
  w0: Float32Array,
  colours: Float32Array,
  [channels, height, width]: readonly [number, number, number],
): void {
  const pixels = height * width
  const row = new Float64Array(channels + 4)
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < channels; channel++) row[channel] = w0[channel * pixels + pixel]!
    row[channels] = 1
    for (let colour = 0; colour < 3; colour++) row[channels + 1 + colour] = colours[colour * pixels + pixel]!
    for (let i = 0; i <= channels; i++) for (let j = 0; j < row.length; j++) products[i]![j]! += row[i]! * row[j]!
  }
}

/** Gaussian elimination of [n, n + m]; a touch of ridge where a picture of one colour leaves it undetermined. */
function solve(system: readonly (readonly number[])[]): number[][] {
  const rows = system.map((row, i) => row.map((value, j) => (i === j ? value * (1 + 1e-9) + 1e-6 : value)))
  for (const [i, pivot] of rows.entries()) {
    const scale = pivot[i]!
    for (let j = 0; j < pivot.length; j++) pivot[j]! /= scale
    for (const [k, row] of rows.entries()) {
      const factor = row[i]!
      if (k !== i) for (let j = 0; j < row.length; j++) row[j]! -= factor * pivot[j]!
    }
  }
  return rows
}

/** Means over the pixels of each latent: [3, H, W] to [3, h, w]. */
function shrunk(
  tensor: Float32Array,
  [fullHeight, fullWidth]: readonly [number, number],
  [, height, width]: readonly [number, number, number],
): Float32Array {
  const [rows, columns] = [fullHeight / height, fullWidth / width]
  const means = new Float32Array(3 * height * width)
  for (let i = 0; i < tensor.length; i++) {
    const [plane, pixel] = [Math.floor(i / (fullHeight * fullWidth)), i % (fullHeight * fullWidth)]
    const [y, x] = [Math.floor(pixel / fullWidth / rows), Math.floor((pixel % fullWidth) / columns)]
    means[(plane * height + y) * width + x]! += tensor[i]! / (rows * columns)
  }
  return means
}

/** An output before a step, and the noise that the step predicted in it. */
export interface OutAtStep {
  readonly spec: OutSpec
  readonly latents: Float32Array
  readonly epsilon: Float32Array
}

/**
 * Where outputs would end, seen from a step: the predicted latents, restyled as the last step will, in colours. The colours are fitted to contents
 * and references: on the last latents of ten drawn pairs that is 4.9 levels of 255 from the decoded picture (root mean square; 5.8 on the worst
 * pair), fitted to the content alone 5.4 (8.0), to the reference alone 4.9 (6.2) (`npm run bench -- predictions`).
 */
export class EndPrediction {
  private readonly model: StableDiffusion
  private readonly last: StepPlan
  private readonly contents: readonly (EncodedImage & Pick<LabelledLatents, 'masks'>)[]
  private readonly styles: readonly (EncodedImage & Pick<LabelledLatents, 'masks'>)[]
  private readonly colours: LatentColours
  private readonly shape: readonly [number, number, number]

  constructor(
    model: StableDiffusion,
    settings: Settings,
    plan: readonly StepPlan[],
    images: {
      readonly contents: readonly (EncodedImage & Pick<LabelledLatents, 'masks'>)[]
      readonly styles: readonly (EncodedImage & Pick<LabelledLatents, 'masks'>)[]
    },
  ) {
    this.model = model
    this.last = plan.at(-1)!
    this.contents = images.contents
    this.styles = images.styles
    this.shape = model.latentShape(settings.size)
    this.colours = new LatentColours([...images.contents, ...images.styles], settings.size, this.shape)
  }

  after({ timestep }: StepPlan, outs: readonly OutAtStep[]): PredictedImage[] {
    return outs.map(({ spec, latents, epsilon }) => {
      const end = predictedLatents(latents, epsilon, timestep, this.model.scheduler)
      const { w0, masks } = this.styles[spec.style]!
      const content = { latents: end, masks: this.contents[spec.content]!.masks }
      const restyled = restyle(this.last, content, { latents: w0, masks }, spec.settings, this.shape[0])
      return this.colours.paint(restyled.latents)
    })
  }
}
