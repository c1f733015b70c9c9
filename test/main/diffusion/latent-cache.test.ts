import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { autoencoderKey, LatentCache } from '../../../src/main/diffusion/latent-cache.ts'
import { openModel } from '../../../src/main/diffusion/model-source.ts'
import { StableDiffusion } from '../../../src/main/diffusion/stable-diffusion.ts'
import { oraclePath } from '../../oracle.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'weatherglass-latents-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const latents = Float32Array.from({ length: 4 * 8 * 16 }, (_, i) => Math.sin(i))

describe('LatentCache', () => {
  it('gives back what it was given, to the bit', async () => {
    await new LatentCache(folder, 'vae').put('image', latents, [4, 8, 16])
    expect(await new LatentCache(folder, 'vae').get('image', latents.length)).toEqual(latents)
  })

  it('keeps images, autoencoders and sizes apart', async () => {
    const cache = new LatentCache(folder, 'vae')
    await cache.put('image', latents, [4, 8, 16])
    expect(await cache.get('other image', latents.length)).toBeNull()
    expect(await new LatentCache(folder, 'other vae').get('image', latents.length)).toBeNull()
    expect(await cache.get('image', 2 * latents.length)).toBeNull()
  })

  it('encodes again where a file is damaged', async () => {
    const cache = new LatentCache(folder, 'vae')
    await cache.put('image', latents, [4, 8, 16])
    const [name] = await readdir(folder)
    await writeFile(path.join(folder, name!), 'damaged')
    expect(await cache.get('image', latents.length)).toBeNull()
  })

  it('is no obstacle where it cannot be written', async () => {
    const cache = new LatentCache(path.join(folder, 'file', 'below'), 'vae')
    await writeFile(path.join(folder, 'file'), '')
    await cache.put('image', latents, [4, 8, 16])
    expect(await cache.get('image', latents.length)).toBeNull()
  })
})

describe('a model with a latent cache', () => {
  const device = { provider: 'cpu', precision: 'fp32' } as const
  const image = { tensor: Float32Array.from({ length: 3 * 64 * 128 }, (_, i) => Math.sin(i / 30)), hash: 'image' }
  const load = async () =>
    new StableDiffusion(await openModel(oraclePath('tiny-sd')), {
      device,
      cache: { folder, maxBytes: 0 },
      latentsFolder: folder,
    })

  it('does not encode an image again in the next process', async () => {
    const encoded: number[] = []
    const onEncoded = (done: number) => Promise.resolve(void encoded.push(done))
    const [first] = await (await load()).encode([image], [64, 128], onEncoded)
    const [second] = await (await load()).encode([image], [64, 128], onEncoded)
    expect(encoded).toEqual([1])
    expect(second).toEqual(first)
  })

  it('knows other weights', async () => {
    const { vae } = await openModel(oraclePath('tiny-sd'))
    const key = await autoencoderKey(vae, device)
    expect(await autoencoderKey({ ...vae, config: { ...vae.config, scaling_factor: 1 } }, device)).not.toBe(key)
    expect(await autoencoderKey(vae, { ...device, precision: 'fp16' })).not.toBe(key)
  })
})
