import type { Scheduler } from '../../diffusion/scheduler.ts'

/**
 * The edit-friendly DDPM inversion (Huberman-Spiegelglas et al., "An edit friendly DDPM noise space", 2024) as CACTIF uses it:
 * an image is noised independently for every timestep, and the noise z that leads from one of these latents to the next is
 * what the denoising steps are given in place of fresh noise. Latents are `[C, h, w]` float32 of one image.
 */

/** One denoising step of a run of `steps` steps: the one that leaves `timestep`. */
export interface Step {
  readonly scheduler: Scheduler
  readonly steps: number
  readonly timestep: number
}

const f32 = Math.fround

const isLast = ({ scheduler, steps, timestep }: Step): boolean => scheduler.previousTimestep(timestep, steps) < 0

/** x_t = sqrt(ab_t) w0 + sqrt(1 - ab_t) n: the image's latents `w0` noised to the level of `alphaCumprod`. */
export function noised(w0: Float32Array, noise: Float32Array, alphaCumprod: number): Float32Array {
  const signal = Math.sqrt(alphaCumprod)
  const spread = Math.sqrt(1 - alphaCumprod)
  return w0.map((value, index) => signal * value + spread * noise[index]!)
}

/** sigma_t^2 of the step. */
export const stepVariance = ({ scheduler, steps, timestep }: Step): number => scheduler.variance(timestep, steps)

/**
 * The mean of the step, mu_t = sqrt(ab') (x_t - sqrt(1 - ab_t) eps) / sqrt(ab_t) + sqrt(1 - ab' - sigma_t^2) eps, with `epsilon`
 * the predicted noise and ab' the cumulative alpha that the step lands on.
 */
export function ddpmMean(sample: Float32Array, epsilon: Float32Array, step: Step): Float32Array {
  const { scheduler, steps, timestep } = step
  const alpha = scheduler.alphaCumprod(timestep)
  const previous = scheduler.alphaCumprod(scheduler.previousTimestep(timestep, steps))
  const scale = Math.sqrt(previous / alpha)
  // In float32, as PyTorch: this difference nearly cancels at the last timesteps, and the rounding shows.
  const direction = Math.sqrt(Math.max(0, f32(f32(1 - previous) - stepVariance(step))))
  const noiseFactor = direction - scale * Math.sqrt(1 - alpha)
  return sample.map((value, index) => scale * value + noiseFactor * epsilon[index]!)
}

/**
 * z_t = (x_{t'} - mu_t) / sigma_t: the noise with which the step from a mean `mean` lands on `previousSample`. It is 0 at
 * the last step, as in the public code, so that the last step is the mean.
 */
export function recoverZ(previousSample: Float32Array, mean: Float32Array, step: Step): Float32Array {
  if (isLast(step)) return new Float32Array(mean.length)
  const sigma = Math.sqrt(stepVariance(step))
  return previousSample.map((value, index) => (value - mean[index]!) / sigma)
}

/** x_{t'} = mu_t + sigma_t z: one denoising step with a recorded `z`. */
export function ddpmStep(sample: Float32Array, epsilon: Float32Array, z: Float32Array, step: Step): Float32Array {
  const sigma = Math.sqrt(stepVariance(step))
  return ddpmMean(sample, epsilon, step).map((value, index) => value + sigma * z[index]!)
}
