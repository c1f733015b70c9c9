import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  ddpmMean,
  ddpmStep,
  noised,
  recoverZ,
  stepVariance,
  type Step,
} from '../../../../src/main/cactif/inversion/inversion.ts'
import { createScheduler } from '../../../../src/main/diffusion/scheduler.ts'
import { float32, maxAbsDifference, oraclePath, readGoldens, relativeL2 } from '../../../oracle.ts'

const config = JSON.parse(readFileSync(oraclePath('tiny-sd', 'scheduler', 'scheduler_config.json'), 'utf8')) as object
const scheduler = createScheduler(config)

describe('a single step', () => {
  const goldens = readGoldens('cactif', 'units', 'ddpm_step.safetensors')
  const of = (name: string) => float32(goldens, name)

  it.each([
    [20, 951],
    [20, 451],
    [20, 51],
    [20, 1],
    [50, 981],
    [50, 481],
    [50, 21],
    [50, 1],
  ])('of %i from timestep %i is the public code’s', (steps, timestep) => {
    const step: Step = { scheduler, steps, timestep }
    const sample = of(`T${steps}.sample`)
    const epsilon = of(`T${steps}.noise_pred`)
    const z = of(`T${steps}.z`)
    const name = `T${steps}.t${timestep}`
    expect(Math.abs(stepVariance(step) / of(`${name}.variance`)[0]! - 1)).toBeLessThan(1e-5)
    expect(relativeL2(ddpmMean(sample, epsilon, step), of(`${name}.prev_sample_z0`))).toBeLessThan(1e-5)
    expect(relativeL2(ddpmStep(sample, epsilon, z, step), of(`${name}.prev_sample`))).toBeLessThan(1e-5)
  })
})

describe('a whole run of mode cactif', () => {
  const inversion = readGoldens('cactif', 'inversion.safetensors')
  const run = readGoldens('cactif', 'cactif.safetensors')
  const steps = 20
  const skip = 12
  const size = 4 * 16 * 32
  const timesteps = scheduler.timesteps(steps)
  const row = (values: Float32Array, index: number) => values.subarray(index * size, (index + 1) * size)
  /** Row `image` (0 output, 1 style, 2 content) of a golden [8, 3, 4, 16, 32]. */
  const at = (name: string, index: number, image: number) => row(float32(run, name), index * 3 + image)
  const step = (index: number): Step => ({ scheduler, steps, timestep: timesteps[skip + index]! })
  const latents = (image: 'style' | 'content', index: number) =>
    noised(
      float32(inversion, `${image}.w0`),
      row(float32(inversion, `${image}.noise`), skip + index),
      scheduler.alphaCumprod(timesteps[skip + index]!),
    )

  it('starts from the noised latents of content, style, content', () => {
    const initial = float32(run, 'latents_init')
    expect(relativeL2(latents('content', 0), row(initial, 0))).toBeLessThan(1e-6)
    expect(relativeL2(latents('style', 0), row(initial, 1))).toBeLessThan(1e-6)
    expect(relativeL2(latents('content', 0), row(initial, 2))).toBeLessThan(1e-6)
  })

  it.each([0, 1, 2, 3, 4, 5, 6])('finds the recorded z of the content at step %i', (index) => {
    const mean = ddpmMean(latents('content', index), at('noise_pred_swap', index, 2), step(index))
    const z = recoverZ(latents('content', index + 1), mean, step(index))
    const recorded = row(float32(inversion, 'content.zs'), skip + index)
    expect(relativeL2(z, recorded)).toBeLessThan(1e-5)
    expect(maxAbsDifference(z, recorded)).toBeLessThan(1e-4)
  })

  it('takes no noise in the last step', () => {
    const z = recoverZ(float32(inversion, 'content.w0'), new Float32Array(size), step(7))
    expect(z).toEqual(new Float32Array(size))
    expect(row(float32(inversion, 'content.zs'), 19)).toEqual(z)
  })

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('takes the output and the content through step %i', (index) => {
    const z = row(float32(inversion, 'content.zs'), skip + index)
    for (const image of [0, 2]) {
      const sample =
        index === 0 ? row(float32(run, 'latents_init'), image) : at('latents_after_adain', index - 1, image)
      const next = ddpmStep(sample, at('noise_pred_swap', index, image), z, step(index))
      expect(relativeL2(next, at('latents_before_adain', index, image))).toBeLessThan(1e-5)
    }
  })

  it('returns the style to its own noised latents with the z found on the way', () => {
    for (let index = 0; index < 7; index++) {
      const epsilon = at('noise_pred_swap', index, 1)
      const z = recoverZ(
        latents('style', index + 1),
        ddpmMean(latents('style', index), epsilon, step(index)),
        step(index),
      )
      const next = ddpmStep(latents('style', index), epsilon, z, step(index))
      expect(relativeL2(next, at('latents_after_adain', index, 1))).toBeLessThan(1e-5)
    }
  })
})

it('a schedule that ends at alpha 1 has a last step without variance', () => {
  const step: Step = { scheduler: createScheduler({ ...config, set_alpha_to_one: true }), steps: 20, timestep: 1 }
  const sample = Float32Array.of(1, -2, 0.5, 3)
  expect(stepVariance(step)).toBe(0)
  const next = ddpmStep(sample, new Float32Array(4), recoverZ(sample, sample, step), step)
  expect(next.every(Number.isFinite)).toBe(true)
})
