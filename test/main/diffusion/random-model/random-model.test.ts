import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  parameterCount,
  sd15,
  textEncoderTensors,
  tinySd,
  unetTensors,
  vaeTensors,
  type Architecture,
  type TensorSpec,
} from '../../../../src/main/diffusion/random-model/architecture.ts'
import { writeRandomModel } from '../../../../src/main/diffusion/random-model/random-model.ts'
import { elementCount } from '../../../../src/main/diffusion/weights/dtypes.ts'
import { readGoldens } from '../../../oracle.ts'

describe('the tensors of an architecture', () => {
  it('have the parameter counts of Stable Diffusion 1.5', () => {
    expect(parameterCount(unetTensors(sd15))).toBe(859_520_964)
    expect(parameterCount(vaeTensors(sd15))).toBe(83_653_863)
    expect(parameterCount(textEncoderTensors(sd15))).toBe(123_060_480)
  })

  const oracle: Architecture = {
    unet: { channels: [16, 32, 64, 64], contextWidth: 32, groups: 8 },
    vae: { channels: [16, 32, 32, 32], groups: 8 },
    textEncoder: { width: 32, layers: 3, heads: 4, vocabulary: 1000 },
    sampleSize: 16,
  }
  /** The golden VAE carries today's names of the attention, the architecture those of SD 1.x files. */
  const todaysName = (name: string): string =>
    name
      .replace(/\.query\./, '.to_q.')
      .replace(/\.key\./, '.to_k.')
      .replace(/\.value\./, '.to_v.')
      .replace(/\.proj_attn\./, '.to_out.0.')

  it.each<[string, (architecture: Architecture) => TensorSpec[], string]>([
    ['U-Net', unetTensors, 'unet/diffusion_pytorch_model.safetensors'],
    ['VAE', vaeTensors, 'vae/diffusion_pytorch_model.safetensors'],
    ['text encoder', textEncoderTensors, 'text_encoder/model.safetensors'],
  ])('are the names and shapes of a real %s', (_, tensors, file) => {
    const real = [...readGoldens('tiny-sd', file)].map(([name, { shape }]) => [name, shape] as const)
    const listed = tensors(oracle).map(({ name, shape }) => [todaysName(name), shape] as const)
    expect(new Map(listed)).toEqual(new Map(real))
    expect(listed).toHaveLength(real.length)
  })
})

describe('a written model', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'random-model-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('is the same for the same seed, another for another', async () => {
    const bytes = async (name: string, seed: number): Promise<Buffer> => {
      const options = { architecture: tinySd, dtype: 'F16', seed } as const
      await writeRandomModel(path.join(folder, name), options)
      return readFile(path.join(folder, name, 'unet/diffusion_pytorch_model.fp16.safetensors'))
    }
    const first = await bytes('a', 1)
    expect((await bytes('b', 1)).equals(first)).toBe(true)
    expect((await bytes('c', 2)).equals(first)).toBe(false)
  })

  it('keeps the variance: a weight has the standard deviation of its fan in', async () => {
    await writeRandomModel(folder, { architecture: tinySd, dtype: 'F32', seed: 3 })
    const tensors = readTensors(await readFile(path.join(folder, 'unet/diffusion_pytorch_model.safetensors')))
    const weight = tensors.get('mid_block.attentions.0.transformer_blocks.0.ff.net.0.proj.weight')!
    const mean = weight.reduce((sum, value) => sum + value, 0) / weight.length
    const variance = weight.reduce((sum, value) => sum + (value - mean) ** 2, 0) / weight.length
    expect(Math.sqrt(variance) * Math.sqrt(64)).toBeCloseTo(1, 1)
    expect(Math.abs(mean)).toBeLessThan(0.002)
  })

  it('has a tokenizer whose special tokens are the last of its vocabulary', async () => {
    const vocab = JSON.parse(await readFile(path.join(folder, 'tokenizer/vocab.json'), 'utf8')) as Record<
      string,
      number
    >
    expect(Object.keys(vocab)).toHaveLength(514)
    expect(vocab).toMatchObject({ '!': 0, 'a</w>': 256 + 64, '<|startoftext|>': 512, '<|endoftext|>': 513 })
    expect(new Set(Object.values(vocab)).size).toBe(514)
  })
})

function readTensors(file: Buffer): Map<string, Float32Array> {
  const length = Number(file.readBigUInt64LE(0))
  const header = JSON.parse(file.toString('utf8', 8, 8 + length)) as Record<
    string,
    { shape: number[]; data_offsets: [number, number] }
  >
  const tensors = new Map<string, Float32Array>()
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue
    const start = 8 + length + entry.data_offsets[0]
    const bytes = new Uint8Array(file.subarray(start, start + 4 * elementCount(entry.shape)))
    tensors.set(name, new Float32Array(bytes.buffer))
  }
  return tensors
}
