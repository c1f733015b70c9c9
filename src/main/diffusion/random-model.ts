import { mkdir, open, rename, writeFile, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import {
  elementCount,
  textEncoderTensors,
  unetTensors,
  vaeTensors,
  type Architecture,
  type TensorSpec,
} from './architecture.ts'
import { boxAutoencoderValues } from './box-autoencoder.ts'
import { modelConfigs, tokenizerFiles } from './random-model-configs.ts'

export interface RandomModelOptions {
  readonly architecture: Architecture
  readonly dtype: 'F32' | 'F16'
  readonly seed: number
  /** `boxes`: a VAE that shows blurred pictures instead of noise (box-autoencoder.ts). */
  readonly autoencoder: 'random' | 'boxes'
}

type GivenValues = (spec: TensorSpec) => Float32Array | undefined

/** Values are drawn from this many levels, evenly spaced: a table per tensor makes dtype conversion free. */
const levels = 4096
const chunkElements = 1 << 20

/**
 * Writes a Stable Diffusion 1.x model that was never trained, in the diffusers folder layout. The same options give the same
 * bytes. Weights keep the variance of what passes through (uniform, standard deviation 1 / sqrt(fan in), larger after SiLU), so
 * that activations stay finite in fp16 too. Data is streamed: memory stays small for 1 G parameters.
 */
export async function writeRandomModel(folder: string, options: RandomModelOptions): Promise<void> {
  const { architecture } = options
  const noValues: GivenValues = () => undefined
  const boxes: GivenValues = (spec) => boxAutoencoderValues(spec, architecture)
  const texts = { ...modelConfigs(architecture), ...tokenizerFiles(architecture) }
  for (const [name, text] of Object.entries(texts)) await writeText(path.join(folder, name), text)
  const variant = options.dtype === 'F16' ? '.fp16' : ''
  const parts: [string, TensorSpec[], GivenValues][] = [
    [`unet/diffusion_pytorch_model${variant}.safetensors`, unetTensors(architecture), noValues],
    [
      `vae/diffusion_pytorch_model${variant}.safetensors`,
      vaeTensors(architecture),
      options.autoencoder === 'boxes' ? boxes : noValues,
    ],
    [`text_encoder/model${variant}.safetensors`, textEncoderTensors(architecture), noValues],
  ]
  for (const [name, tensors, values] of parts) await writeTensors(path.join(folder, name), tensors, options, values)
}

async function writeText(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, text)
}

async function writeTensors(
  file: string,
  tensors: readonly TensorSpec[],
  { dtype, seed }: RandomModelOptions,
  givenValues: GivenValues,
): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  const unfinished = `${file}.part`
  const handle = await open(unfinished, 'w')
  try {
    await handle.write(safetensorsHeader(tensors, dtype))
    for (const spec of tensors) {
      const given = givenValues(spec)
      if (given) await handle.write(dtype === 'F16' ? halfFloats(given) : given)
      else await writeRandomTensor(handle, spec, dtype, seed)
    }
  } finally {
    await handle.close()
  }
  await rename(unfinished, file)
}

function safetensorsHeader(tensors: readonly TensorSpec[], dtype: 'F32' | 'F16'): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } }
  let offset = 0
  for (const { name, shape } of tensors) {
    const end = offset + elementCount(shape) * (dtype === 'F16' ? 2 : 4)
    header[name] = { dtype, shape, data_offsets: [offset, end] }
    offset = end
  }
  const json = JSON.stringify(header)
  const text = Buffer.from(json.padEnd(Math.ceil(json.length / 8) * 8))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(text.length))
  return Buffer.concat([length, text])
}

async function writeRandomTensor(
  handle: FileHandle,
  spec: TensorSpec,
  dtype: 'F32' | 'F16',
  seed: number,
): Promise<void> {
  const { mean, deviation } = distribution(spec)
  const step = (2 * Math.sqrt(3) * deviation) / levels
  const values = new Float32Array(levels)
  for (let level = 0; level < levels; level++) values[level] = mean + step * (level + 0.5 - levels / 2)
  const table = dtype === 'F16' ? halfFloats(values) : values
  const random = randomLevels(`${seed} ${spec.name}`)
  for (let left = elementCount(spec.shape); left > 0; left -= chunkElements) {
    const length = Math.min(left, chunkElements)
    const chunk = dtype === 'F16' ? new Uint16Array(length) : new Float32Array(length)
    for (let index = 0; index < length; index++) chunk[index] = table[random()]!
    await handle.write(chunk)
  }
}

/** After SiLU a unit normal has a second moment of 0.36: a convolution behind it makes up for that. */
const afterSilu = 1 / Math.sqrt(0.36)
const behindSilu = /conv1|conv2|conv_out|time_emb_proj|linear_2/

function distribution({ name, shape, role }: TensorSpec): { mean: number; deviation: number } {
  switch (role) {
    case 'norm-weight':
      return { mean: 1, deviation: 0.1 }
    case 'bias':
      return { mean: 0, deviation: 0.05 }
    case 'embedding':
      return { mean: 0, deviation: 1 }
    case 'weight': {
      const fanIn = elementCount(shape.slice(1))
      return { mean: 0, deviation: (behindSilu.test(name) ? afterSilu : 1) / Math.sqrt(fanIn) }
    }
  }
}

/** Whole numbers from 0 to `levels` - 1: mulberry32, started from a hash (FNV-1a) of the key. */
function randomLevels(key: string): () => number {
  let state = 0x811c9dc5
  for (const character of Buffer.from(key)) state = Math.imul(state ^ character, 0x01000193)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 20
  }
}

const floatBits = new Float32Array(1)
const bits = new Uint32Array(floatBits.buffer)

/** The nearest half floats (IEEE 754 binary16), ties to even. */
export function halfFloats(values: Float32Array): Uint16Array {
  const halves = new Uint16Array(values.length)
  for (let index = 0; index < values.length; index++) halves[index] = halfFloat(values[index]!)
  return halves
}

function halfFloat(value: number): number {
  floatBits[0] = value
  const sign = (bits[0]! >>> 16) & 0x8000
  const magnitude = Math.abs(floatBits[0])
  if (magnitude >= 65520) return sign | 0x7c00
  if (magnitude < 2 ** -14) return sign | roundedToEven(magnitude * 2 ** 24)
  const exponent = Math.floor(Math.log2(magnitude))
  const mantissa = roundedToEven((magnitude / 2 ** exponent) * 1024)
  return sign | ((exponent + 14) * 1024 + mantissa)
}

function roundedToEven(value: number): number {
  const down = Math.floor(value)
  const rest = value - down
  return rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? down + 1 : down
}
