import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { SettingsError, UnsupportedModelError } from '../../../src/shared/errors.ts'
import { createScheduler } from '../../../src/main/diffusion/scheduler.ts'
import { float32, oraclePath, readGoldens } from '../../oracle.ts'

const sd15 = JSON.parse(readFileSync(oraclePath('tiny-sd', 'scheduler', 'scheduler_config.json'), 'utf8')) as object
const goldens = readGoldens('blocks', 'scheduler_sd15.safetensors')

const maxRelative = (actual: Float32Array, expected: Float32Array): number =>
  actual.length === expected.length
    ? Math.max(...actual.map((value, index) => Math.abs(value / expected[index]! - 1)))
    : Number.NaN

describe('the schedule of Stable Diffusion 1.5', () => {
  const scheduler = createScheduler(sd15)

  it('has the betas and cumulative alphas of diffusers', () => {
    expect(maxRelative(scheduler.betas, float32(goldens, 'betas'))).toBeLessThan(1e-6)
    expect(maxRelative(scheduler.alphasCumprod, float32(goldens, 'alphas_cumprod'))).toBeLessThan(1e-6)
    expect(scheduler.finalAlphaCumprod).toBeCloseTo(float32(goldens, 'final_alpha_cumprod')[0]!, 7)
    expect(scheduler.finalAlphaCumprod).toBe(scheduler.alphasCumprod[0])
  })

  it.each([10, 15, 20, 50, 100])('visits the timesteps of diffusers in %i steps', (steps) => {
    const expected = [...(goldens.get(`timesteps_${steps}`)!.data as BigInt64Array)].map(Number)
    expect(scheduler.timesteps(steps)).toEqual(expected)
  })

  it('lands before timestep 0 with the last step', () => {
    expect(scheduler.previousTimestep(981, 50)).toBe(961)
    expect(scheduler.previousTimestep(1, 50)).toBe(-19)
    expect(scheduler.alphaCumprod(-19)).toBe(scheduler.finalAlphaCumprod)
  })

  it.each([0, -1, 2.5, 1000, 1001, Number.NaN])('refuses %d steps', (steps) => {
    expect(() => scheduler.timesteps(steps)).toThrow(SettingsError)
  })

  it('returns a predicted noise as it is', () => {
    const prediction = Float32Array.of(1, 2, 3, 4)
    expect(scheduler.toEpsilon(prediction, new Float32Array(4), 500)).toEqual(prediction)
  })
})

describe('other schedules', () => {
  it('computes the linear one', () => {
    const { betas } = createScheduler({ beta_schedule: 'linear', beta_start: 0.0001, beta_end: 0.02 })
    expect(betas[0]).toBe(Math.fround(0.0001))
    expect(betas[999]).toBe(Math.fround(0.02))
    expect(betas[500]).toBeCloseTo(0.0001 + (0.0199 * 500) / 999, 8)
  })

  it('computes the squared cosine one with its cap', () => {
    const { betas, alphasCumprod } = createScheduler({ beta_schedule: 'squaredcos_cap_v2' })
    expect(betas[999]).toBe(Math.fround(0.999))
    // alpha_bar(1/2) / alpha_bar(0), computed from the paper's formula
    expect(alphasCumprod[499]).toBeCloseTo(0.49384, 4)
  })

  it('takes trained betas as they are', () => {
    const { betas, trainTimesteps, finalAlphaCumprod } = createScheduler({ trained_betas: [0.1, 0.2, 0.5] })
    expect([...betas]).toEqual([0.1, 0.2, 0.5].map(Math.fround))
    expect(trainTimesteps).toBe(3)
    expect(finalAlphaCumprod).toBe(1)
  })

  it('recovers the noise from a predicted velocity', () => {
    const scheduler = createScheduler({ ...sd15, prediction_type: 'v_prediction' })
    const alpha = scheduler.alphaCumprod(601)
    const x0 = [0.3, -1.2, 0.8, 2]
    const noise = [1.5, 0.1, -0.7, -2]
    const sample = Float32Array.from(x0, (x, i) => Math.sqrt(alpha) * x + Math.sqrt(1 - alpha) * noise[i]!)
    const velocity = Float32Array.from(x0, (x, i) => Math.sqrt(alpha) * noise[i]! - Math.sqrt(1 - alpha) * x)
    scheduler.toEpsilon(velocity, sample, 601).forEach((value, i) => expect(value).toBeCloseTo(noise[i]!, 6))
  })
})

describe('what is not supported', () => {
  it.each([
    ['beta_schedule', 'sigmoid'],
    ['prediction_type', 'sample'],
    ['timestep_spacing', 'trailing'],
    ['rescale_betas_zero_snr', true],
    ['clip_sample', true],
    ['thresholding', true],
    ['num_train_timesteps', -5],
    ['trained_betas', 'none'],
  ])('an unsupported %s is named with its value', (key, value) => {
    const create = () => createScheduler({ ...sd15, [key]: value }, 'scheduler/scheduler_config.json')
    expect(create).toThrow(UnsupportedModelError)
    expect(create).toThrow(`${key} is ${JSON.stringify(value)}`)
  })

  it('a configuration that is no object is refused', () => {
    expect(() => createScheduler([1], 'scheduler_config.json')).toThrow(UnsupportedModelError)
  })
})
