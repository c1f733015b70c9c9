import { ddpmMean, ddpmStep, noised, recoverZ, type Step } from './inversion.ts'
import type { Predictor } from '../predictor.ts'
import type { BlockProgress } from '../progress.ts'

/** What the inversion of an image starts from. */
export interface Inversion {
  /** [C, h, w] */
  readonly w0: Float32Array
  /** Of the step of that index, [C, h, w]. */
  readonly noise: (index: number) => Float32Array
  /** The denoising steps after the skip. */
  readonly steps: readonly Step[]
}

/** x_t at the step of that index. */
function noisedAt({ w0, noise, steps }: Inversion, index: number): Float32Array {
  const { scheduler, timestep } = steps[index]!
  return noised(w0, noise(index), scheduler.alphaCumprod(timestep))
}

/**
 * An inverted image that is denoised along with the output: where it stands at each step, and the noise z that leads it
 * on. Latents are [C, h, w] of one image.
 */
export interface Replay {
  /** Number of steps in all. */
  readonly steps: number
  /** x_t at the current step. */
  readonly latents: Float32Array
  /** Takes the step; returns its z, which the output is given too. `epsilon` is the image's own noise prediction. */
  advance(epsilon: Float32Array): Float32Array
  /** Takes a step whose z nobody asks for. @throws Error where the step needs its prediction */
  advanceUnpredicted(): void
  /** Takes a step that was taken before, to where it led. */
  take(latentsAfter: Float32Array): void
}

/**
 * The fused inversion. Every x_t is the image noised for that timestep alone, and z is whatever leads from the prediction
 * to the next x_t: the joint denoising replays the inversion, so its evaluations are not needed a second time.
 */
export class FusedReplay implements Replay {
  private readonly inversion: Inversion
  private index = 0
  private current: Float32Array

  constructor(inversion: Inversion) {
    this.inversion = inversion
    this.current = noisedAt(inversion, 0)
  }

  get steps(): number {
    return this.inversion.steps.length
  }

  get latents(): Float32Array {
    return this.current
  }

  advance(epsilon: Float32Array): Float32Array {
    const step = this.inversion.steps[this.index]!
    const mean = ddpmMean(this.current, epsilon, step)
    this.index += 1
    // the last step has no z: it lands on its mean
    this.current = this.index === this.steps ? mean : noisedAt(this.inversion, this.index)
    return recoverZ(this.current, mean, step)
  }

  advanceUnpredicted(): void {
    this.index += 1
    if (this.index === this.steps) throw new Error('the last step of an inverted image needs its prediction')
    this.current = noisedAt(this.inversion, this.index)
  }

  take(latentsAfter: Float32Array): void {
    this.index += 1
    this.current = latentsAfter
  }
}

/** Replays an inversion that was evaluated before, with its recorded z. */
export class RecordedReplay implements Replay {
  private readonly zs: readonly Float32Array[]
  private readonly inversion: Inversion
  private index = 0
  private current: Float32Array

  constructor(inversion: Inversion, zs: readonly Float32Array[]) {
    this.inversion = inversion
    this.current = noisedAt(inversion, 0)
    this.zs = zs
  }

  get steps(): number {
    return this.inversion.steps.length
  }

  get latents(): Float32Array {
    return this.current
  }

  advance(epsilon: Float32Array): Float32Array {
    const z = this.zs[this.index]!
    this.current = ddpmStep(this.current, epsilon, z, this.inversion.steps[this.index]!)
    this.index += 1
    return z
  }

  advanceUnpredicted(): void {
    throw new Error('an inversion with recorded z needs a prediction at every step')
  }

  take(latentsAfter: Float32Array): void {
    this.index += 1
    this.current = latentsAfter
  }
}

/**
 * Inverts images by themselves: where inversion and denoising are guided differently, denoising doesn't replay the
 * inversion (x_t drifts), and z has to be known before. Of the public code's T evaluations those of the skipped steps
 * are left out: nothing uses their z.
 */
export async function invertGuided(
  inversions: readonly Inversion[],
  predictor: Predictor,
  progress: BlockProgress,
): Promise<RecordedReplay[]> {
  const steps = inversions[0]?.steps ?? []
  await progress.begin('invert', steps.length)
  const zs: Float32Array[][] = inversions.map(() => [])
  for (const [index, step] of steps.entries()) {
    const latents = inversions.map((inversion) => noisedAt(inversion, index))
    const epsilons = await predictor.predictUnmixed(step.timestep, latents)
    for (const [i, inversion] of inversions.entries()) {
      const next = index + 1 < steps.length ? noisedAt(inversion, index + 1) : inversion.w0
      zs[i]!.push(recoverZ(next, ddpmMean(latents[i]!, epsilons[i]!, step), step))
    }
    await progress.report(index + 1, predictor.evaluations)
  }
  return inversions.map((inversion, i) => new RecordedReplay(inversion, zs[i]!))
}
