import { expect, it } from 'vitest'
import { LatentColours, predictedLatents } from '../../../src/main/cactif/predicted-image.ts'
import { noised } from '../../../src/main/cactif/inversion/inversion.ts'
import { createScheduler } from '../../../src/main/diffusion/scheduler.ts'
import { openModel } from '../../../src/main/diffusion/model-source.ts'
import { maxAbsDifference, oraclePath } from '../../oracle.ts'

const [channels, height, width] = [4, 6, 8]
const factor = 8
const wave = (count: number, phase: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(i * 0.7 + phase * (1 + (i % 5))))

/** Colours from latents: each a mixture of the four channels with an offset. */
const mixture = [
  [0.2, -0.1, 0.05, 0.1, 0.1],
  [0.1, 0.2, -0.2, 0.05, -0.2],
  [-0.1, 0.1, 0.1, 0.2, 0],
]
const colourOf = (latents: Float32Array, colour: number, pixel: number): number =>
  mixture[colour]!.reduce(
    (sum, weight, c) => sum + weight * (c < channels ? latents[c * height * width + pixel]! : 1),
    0,
  )

/** A picture whose latents give its colours exactly. */
function image(phase: number) {
  const w0 = wave(channels * height * width, phase)
  const [fullHeight, fullWidth] = [height * factor, width * factor]
  const tensor = Float32Array.from({ length: 3 * fullHeight * fullWidth }, (_, i) => {
    const [colour, at] = [Math.floor(i / (fullHeight * fullWidth)), i % (fullHeight * fullWidth)]
    const [y, x] = [Math.floor(at / fullWidth / factor), Math.floor((at % fullWidth) / factor)]
    return colourOf(w0, colour, y * width + x)
  })
  return { w0, tensor }
}

it('colours latents as the pictures that it was fitted to', () => {
  const size = [height * factor, width * factor] as const
  const colours = new LatentColours([image(1), image(2)], size, [channels, height, width])
  const other = image(3).w0
  const expected = Float32Array.from({ length: height * width * 3 }, (_, i) =>
    Math.min(255, Math.max(0, (colourOf(other, i % 3, Math.floor(i / 3)) / 2 + 0.5) * 255)),
  )
  const painted = colours.paint(other)
  expect(painted).toMatchObject({ width, height })
  expect(maxAbsDifference(painted.data, expected)).toBeLessThanOrEqual(1)
})

it('draws a picture of one colour without a number that is none', () => {
  const flat = { w0: new Float32Array(channels * height * width), tensor: new Float32Array(3 * 48 * 64).fill(0.5) }
  const painted = new LatentColours([flat], [48, 64], [channels, height, width]).paint(flat.w0)
  expect([...new Set(painted.data)]).toEqual([191])
})

it('finds where noised latents come from', async () => {
  const { scheduler: component, path } = await openModel(oraclePath('tiny-sd'))
  const scheduler = createScheduler(component, path)
  const [w0, noise] = [wave(64, 1), wave(64, 2)]
  const latents = noised(w0, noise, scheduler.alphaCumprod(501))
  expect(maxAbsDifference(predictedLatents(latents, noise, 501, scheduler), w0)).toBeLessThan(1e-5)
})
