import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { tinySd } from '../../../../src/main/diffusion/random-model/architecture.ts'
import { openModel } from '../../../../src/main/diffusion/model-source.ts'
import { writeRandomModel } from '../../../../src/main/diffusion/random-model/random-model.ts'
import { StableDiffusion } from '../../../../src/main/diffusion/stable-diffusion.ts'

let folder: string
let model: StableDiffusion
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'weatherglass-boxes-'))
  await writeRandomModel(folder, { architecture: tinySd, dtype: 'F32', seed: 1, shows: 'pictures' })
  model = new StableDiffusion(await openModel(folder), {
    device: { provider: 'cpu', precision: 'fp32' },
    cache: { folder: '', maxBytes: 0 },
  })
})
afterAll(() => rm(folder, { recursive: true }))

const size = [64, 128] as const
const pixels = size[0] * size[1]
const nothing = () => Promise.resolve()

/** The left half orange, the right half dark blue. */
function twoHalves(): Float32Array {
  const left = [0.8, 0.2, -0.6]
  const right = [-0.9, -0.7, -0.2]
  return Float32Array.from({ length: 3 * pixels }, (_, index) => {
    const half = (index % size[1]) * 2 < size[1] ? left : right
    return half[Math.floor(index / pixels)]!
  })
}

it('latents are the means of boxes, times two', async () => {
  const [latents] = await model.encode([{ tensor: twoHalves(), hash: 'halves' }], size, nothing)
  const row = latents!.subarray(4 * 16, 5 * 16)
  expect(row[2]).toBeCloseTo(1.6, 1)
  expect(row[13]).toBeCloseTo(-1.8, 1)
})

it('a picture comes back, blurred, but for its rim', async () => {
  const picture = twoHalves()
  const latents = await model.encode([{ tensor: picture, hash: 'halves' }], size, nothing)
  const [decoded] = await model.decode(latents, size, nothing)
  for (let channel = 0; channel < 3; channel++) {
    for (const column of [32, 96]) {
      const index = channel * pixels + 32 * size[1] + column
      expect(decoded![index], `channel ${channel}, column ${column}`).toBeCloseTo(picture[index]!, 1)
    }
  }
})
