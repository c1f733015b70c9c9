import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { textEncoderTensors, unetTensors, vaeTensors, type Architecture, type TensorSpec } from './architecture.ts'
import { modelConfigs, tokenizerFiles } from './configs.ts'
import { elementCount } from '../weights/dtypes.ts'
import { narrowToHalfFloats } from '../weights/half-float.ts'
import { writeTensorFile } from '../weights/tensor-writer.ts'

export interface RandomModelOptions {
  readonly architecture: Architecture
  readonly dtype: 'F32' | 'F16'
  readonly seed: number
}

/** Values are drawn from this many levels, evenly spaced: a table per tensor makes dtype conversion free. */
const levels = 4096
const pieceElements = 1 << 20

/**
 * Writes a Stable Diffusion 1.x model that was never trained, in the diffusers folder layout. The same options give the same
 * bytes. Weights keep the variance of what passes through (uniform, standard deviation 1 / sqrt(fan in), larger after SiLU), so
 * that activations stay finite in fp16 too. Data is streamed: memory stays small for 1 G parameters.
 */
export async function writeRandomModel(folder: string, options: RandomModelOptions): Promise<void> {
  const { architecture } = options
  const texts = { ...modelConfigs(architecture), ...tokenizerFiles(architecture) }
  for (const [name, text] of Object.entries(texts)) await writeText(path.join(folder, name), text)
  const variant = options.dtype === 'F16' ? '.fp16' : ''
  const parts: [string, TensorSpec[]][] = [
    [`unet/diffusion_pytorch_model${variant}.safetensors`, unetTensors(architecture)],
    [`vae/diffusion_pytorch_model${variant}.safetensors`, vaeTensors(architecture)],
    [`text_encoder/model${variant}.safetensors`, textEncoderTensors(architecture)],
  ]
  for (const [name, tensors] of parts) await writeTensors(path.join(folder, name), tensors, options)
}

async function writeText(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, text)
}

async function writeTensors(
  file: string,
  specs: readonly TensorSpec[],
  { dtype, seed }: RandomModelOptions,
): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  const tensors = specs.map((spec) => ({ ...spec, dtype }))
  const stored = (values: Float32Array) => (dtype === 'F16' ? halfFloats(values) : values)
  await writeTensorFile(
    file,
    tensors,
    function* (spec) {
      yield* randomPieces(elementCount(spec.shape), stored(levelValues(spec)), `${seed} ${spec.name}`)
    },
    { format: 'pt' },
  )
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Uint16Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

function halfFloats(values: Float32Array): Uint16Array {
  const halves = new Uint16Array(values.length)
  narrowToHalfFloats(new Uint32Array(values.buffer, values.byteOffset, values.length), halves)
  return halves
}

/** The values that a tensor's elements are drawn from. */
function levelValues(spec: TensorSpec): Float32Array {
  const { mean, deviation } = distribution(spec)
  const step = (2 * Math.sqrt(3) * deviation) / levels
  const values = new Float32Array(levels)
  for (let level = 0; level < levels; level++) values[level] = mean + step * (level + 0.5 - levels / 2)
  return values
}

function* randomPieces(count: number, table: Float32Array | Uint16Array, key: string): Generator<Uint8Array> {
  const random = randomLevels(key)
  for (let left = count; left > 0; left -= pieceElements) {
    const length = Math.min(left, pieceElements)
    const piece = table instanceof Uint16Array ? new Uint16Array(length) : new Float32Array(length)
    for (let index = 0; index < length; index++) piece[index] = table[random()]!
    yield bytesOf(piece)
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
