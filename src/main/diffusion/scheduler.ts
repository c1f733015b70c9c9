import { z } from 'zod'
import { SettingsError, UnsupportedModelError } from '../../shared/errors.ts'

/**
 * What a U-Net predicts: the noise, or the velocity `v = sqrt(ab) noise - sqrt(1 - ab) x0` (Salimans and Ho, "Progressive
 * distillation", appendix D).
 */
export type PredictionType = 'epsilon' | 'v_prediction'

/** The noise schedule of a model: its cumulative alphas, the timesteps of a run and the variance of a step. */
export interface Scheduler {
  readonly trainTimesteps: number
  readonly predictionType: PredictionType
  /** beta of each training timestep. */
  readonly betas: Float32Array
  /** Cumulative product of 1 - beta, by training timestep. */
  readonly alphasCumprod: Float32Array
  /** The cumulative alpha "before timestep 0", where the last step lands. */
  readonly finalAlphaCumprod: number
  /**
   * The timesteps of a run, descending, with "leading" spacing: 50 -> 981, 961, ..., 1 in Stable Diffusion 1.5.
   * @throws SettingsError for a number of steps the schedule doesn't have
   */
  timesteps(steps: number): number[]
  /** The timestep that the step from `timestep` lands on; negative after the last. */
  previousTimestep(timestep: number, steps: number): number
  /** The cumulative alpha of a timestep, `finalAlphaCumprod` for a negative one. */
  alphaCumprod(timestep: number): number
  /**
   * Variance of the step that leaves `timestep`, with eta = 1: DDIM equation 16 (Song et al., 2021), which is DDPM's posterior
   * variance.
   */
  variance(timestep: number, steps: number): number
  /** The noise that a prediction of the model stands for; `prediction` and `sample` are `[C, h, w]` of one image. */
  toEpsilon(prediction: Float32Array, sample: Float32Array, timestep: number): Float32Array
}

const configSchema = z.object({
  num_train_timesteps: z.int().positive().default(1000),
  beta_start: z.number().positive().lt(1).default(0.0001),
  beta_end: z.number().positive().lt(1).default(0.02),
  beta_schedule: z.enum(['linear', 'scaled_linear', 'squaredcos_cap_v2']).default('linear'),
  trained_betas: z.array(z.number().positive().lt(1)).min(1).nullish(),
  set_alpha_to_one: z.boolean().default(true),
  steps_offset: z.int().nonnegative().default(0),
  prediction_type: z.enum(['epsilon', 'v_prediction']).default('epsilon'),
  timestep_spacing: z.literal('leading').default('leading'),
  clip_sample: z.literal(false).default(false),
  thresholding: z.literal(false).default(false),
  rescale_betas_zero_snr: z.literal(false).default(false),
})
type SchedulerConfig = z.output<typeof configSchema>

const f32 = Math.fround

/**
 * The scheduler of a `scheduler_config.json`, whatever scheduler class it names, as diffusers' DDIMScheduler reads it; absent
 * keys take that class's defaults, except `clip_sample`, which only ever acts on pixels. Schedules and variances are
 * computed in float32, as PyTorch does.
 *
 * `rescale_betas_zero_snr`, clipping, thresholding and other spacings than "leading" are refused: the inversion of
 * CACTIF divides by alphas that the first makes zero and knows none of the others.
 *
 * @throws UnsupportedModelError that names the key and the value
 */
export function createScheduler(config: unknown, file?: string): Scheduler {
  const parsed = parseConfig(config, file)
  const betas = betaSchedule(parsed)
  const trainTimesteps = betas.length
  const alphasCumprod = cumulativeProduct(betas.map((beta) => 1 - beta))
  const finalAlphaCumprod = parsed.set_alpha_to_one ? 1 : alphasCumprod[0]!
  const predictionType = parsed.prediction_type

  const alphaCumprod = (timestep: number): number => {
    if (timestep < 0) return finalAlphaCumprod
    const value = alphasCumprod[timestep]
    if (value === undefined)
      throw new RangeError(`Expected a timestep below ${trainTimesteps} but received ${timestep}.`)
    return value
  }
  const stride = (steps: number): number => Math.floor(trainTimesteps / steps)
  const previousTimestep = (timestep: number, steps: number): number => timestep - stride(steps)

  return {
    trainTimesteps,
    predictionType,
    betas,
    alphasCumprod,
    finalAlphaCumprod,
    alphaCumprod,
    previousTimestep,

    timesteps(steps) {
      const first = (steps - 1) * stride(steps) + parsed.steps_offset
      if (!Number.isInteger(steps) || steps < 1 || steps > trainTimesteps || first >= trainTimesteps) {
        throw new SettingsError(
          `Expected steps between 1 and ${trainTimesteps - parsed.steps_offset} that fit the model's ${trainTimesteps} timesteps but received ${steps}: choose fewer steps.`,
        )
      }
      return Array.from({ length: steps }, (_, index) => first - index * stride(steps))
    },

    variance(timestep, steps) {
      const alpha = alphaCumprod(timestep)
      const previous = alphaCumprod(previousTimestep(timestep, steps))
      return f32(f32(f32(1 - previous) / f32(1 - alpha)) * f32(1 - f32(alpha / previous)))
    },

    toEpsilon(prediction, sample, timestep) {
      if (predictionType === 'epsilon') return prediction
      const signal = Math.sqrt(alphaCumprod(timestep))
      const noise = Math.sqrt(1 - alphaCumprod(timestep))
      return prediction.map((velocity, index) => signal * velocity + noise * sample[index]!)
    },
  }
}

function parseConfig(config: unknown, file: string | undefined): SchedulerConfig {
  const result = configSchema.safeParse(config)
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  const key = issue.path[0]
  if (key === undefined) throw new UnsupportedModelError('Expected the scheduler configuration to be an object.', file)
  const value = JSON.stringify((config as Record<PropertyKey, unknown>)[key])
  throw new UnsupportedModelError(
    `The scheduler's ${String(key)} is ${value}, which is not supported (${issue.message}): use a model with another scheduler configuration.`,
    file,
  )
}

function betaSchedule(config: SchedulerConfig): Float32Array {
  const { trained_betas, beta_schedule, beta_start, beta_end, num_train_timesteps } = config
  if (trained_betas) return Float32Array.from(trained_betas)
  switch (beta_schedule) {
    case 'linear':
      return linspace(beta_start, beta_end, num_train_timesteps)
    case 'scaled_linear':
      return linspace(Math.sqrt(beta_start), Math.sqrt(beta_end), num_train_timesteps).map((root) => root * root)
    case 'squaredcos_cap_v2':
      return squaredCosine(num_train_timesteps)
  }
}

/** `torch.linspace` in float32: counted from both ends, so that both are exact. */
function linspace(start: number, end: number, count: number): Float32Array {
  const step = count > 1 ? f32(f32(f32(end) - f32(start)) / (count - 1)) : 0
  return Float32Array.from({ length: count }, (_, index) =>
    index < count / 2 ? f32(start) + f32(step * index) : f32(end) - f32(step * (count - 1 - index)),
  )
}

/** Nichol and Dhariwal, "Improved denoising diffusion probabilistic models", equation 17, betas capped at 0.999. */
function squaredCosine(count: number): Float32Array {
  const alphaBar = (time: number): number => Math.cos(((time + 0.008) / 1.008) * (Math.PI / 2)) ** 2
  return Float32Array.from({ length: count }, (_, index) =>
    Math.min(1 - alphaBar((index + 1) / count) / alphaBar(index / count), 0.999),
  )
}

/** `torch.cumprod` on the CPU: accumulated in float64, stored in float32. */
function cumulativeProduct(values: Float32Array): Float32Array {
  let product = 1
  return values.map((value) => (product *= value))
}
