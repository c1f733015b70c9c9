import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { embeddedModel } from '../../../src/main/diffusion/resource-path.ts'
import type { StableDiffusion } from '../../../src/main/diffusion/stable-diffusion.ts'
import type { RgbImage } from '../../../src/main/imaging/image.ts'
import { prepareImage } from '../../../src/main/imaging/prepare-image.ts'
import { createScene, drawScene } from '../../../src/main/scenes/scene.ts'
import { conditions } from '../../../src/shared/conditions.ts'
import { openOnCpu, roundTrip } from '../../bench/restyling/restyle.ts'

/** Streets that the training has not seen. */
const seeds = [40000, 40001, 40002]

const beside = fileURLToPath(new URL('../../../../shared/samples', import.meta.url))
const samples = process.env['WEATHERGLASS_SAMPLES'] ?? beside
const photographs = ['zurich_000087_000019_leftImg8bit.png', 'GOPR0122_frame_000234_rgb_anon.png']

/** Peak signal-to-noise ratio of 8-bit samples in dB. */
function psnr(one: RgbImage, other: RgbImage): number {
  const squares = one.data.reduce((sum, sample, at) => sum + (sample - other.data[at]!) ** 2, 0)
  return 10 * Math.log10(255 ** 2 / (squares / one.data.length))
}

describe('the autoencoder of the embedded model', { timeout: 900_000 }, () => {
  let model: StableDiffusion
  beforeAll(async () => {
    model = await openOnCpu(embeddedModel())
  })

  const roundTrips = async (pictures: readonly RgbImage[], size: readonly [number, number]): Promise<number[]> => {
    const decoded = await roundTrip(model, pictures, size)
    return pictures.map((picture, i) => psnr(picture, decoded[i]!))
  }

  it('shows unseen scenes in every condition with 32 dB on average', async () => {
    const scenes = seeds.map((seed) => createScene(seed, { width: 512, height: 256 }))
    const drawn = scenes.flatMap((scene) => conditions.map((condition) => drawScene(scene, condition)))
    const decibels = await roundTrips(drawn, [256, 512])
    expect(decibels.reduce((sum, value) => sum + value, 0) / decibels.length).toBeGreaterThanOrEqual(32)
    expect(Math.min(...decibels)).toBeGreaterThan(26)
  })

  it.each(photographs.filter((name) => existsSync(path.join(samples, name))))(
    'shows the photograph %s at 512x1024 with 30 dB',
    async (name) => {
      const { rgb } = await prepareImage(path.join(samples, name), [512, 1024])
      const [decibels] = await roundTrips([rgb], [512, 1024])
      expect(decibels).toBeGreaterThanOrEqual(30)
    },
  )
})
