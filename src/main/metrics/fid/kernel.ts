import { CancelledError } from '../../../shared/errors.ts'
import { Graph, type OnnxModel } from '../../diffusion/onnx/graph.ts'
import { add, matmul, mul, transpose } from '../../diffusion/onnx/operators.ts'
import { float32, floatOutput, Session } from '../../diffusion/session.ts'
import type { FeatureSet } from './frechet.ts'

/** clean-fid's: 100 draws of at most 1,000 pictures of each set. */
const SUBSETS = 100
const SUBSET_SIZE = 1000

export interface KernelDistance {
  readonly mean: number
  /** Standard deviation over the draws. */
  readonly deviation: number
}

/**
 * KID (Binkowski et al. 2018) with the cubic kernel (x y / d + 1)^3: the unbiased estimate of MMD^2 averaged over drawn subsets, each without
 * replacement. The draws come from the seed, so a set has one value.
 */
export async function kernelInceptionDistance(
  one: FeatureSet,
  other: FeatureSet,
  { seed = 0, signal }: { readonly seed?: number; readonly signal?: AbortSignal | undefined } = {},
): Promise<KernelDistance> {
  const size = Math.min(one.count, other.count, SUBSET_SIZE)
  if (size < 2) throw new RangeError(`expected at least 2 pictures but received ${size}`)
  const session = await Session.create(
    kernelGraph(size, one.length),
    { provider: 'cpu', precision: 'fp32' },
    'extended',
  )
  const random = mulberry(seed)
  const values: number[] = []
  try {
    for (let draw = 0; draw < SUBSETS; draw++) {
      if (signal?.aborted) throw new CancelledError('The measurement was cancelled; nothing was changed.')
      values.push(await discrepancy(session, drawn(one, size, random), drawn(other, size, random), size))
    }
  } finally {
    await session.release()
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / SUBSETS
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / SUBSETS
  return { mean, deviation: Math.sqrt(variance) }
}

/** Kernels of all pairs: x with itself, y with itself, x with y; [size, size] each. */
function kernelGraph(size: number, length: number): OnnxModel {
  const graph = new Graph({ device: 'cpu', compute: 'float32' })
  const x = graph.input('x', 'float32', [size, length])
  const y = graph.input('y', 'float32', [size, length])
  for (const [name, a, b] of [
    ['xx', x, x],
    ['yy', y, y],
    ['xy', x, y],
  ] as const) {
    const products = matmul(graph, a, transpose(graph, b, [1, 0]))
    const base = add(graph, mul(graph, products, graph.float(1 / length)), graph.float(1))
    graph.output(name, mul(graph, mul(graph, base, base), base))
  }
  return graph.finish()
}

async function discrepancy(session: Session, x: Float32Array, y: Float32Array, size: number): Promise<number> {
  const shape = [size, x.length / size]
  const outputs = await session.run({ x: float32(x, shape), y: float32(y, shape) })
  const [xx, yy, xy] = ['xx', 'yy', 'xy'].map((name) => floatOutput(outputs, name))
  let within = 0
  let between = 0
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const at = i * size + j
      if (i !== j) within += xx![at]! + yy![at]!
      between += xy![at]!
    }
  }
  return within / (size * (size - 1)) - (2 * between) / (size * size)
}

/** `size` different rows. */
function drawn({ count, length, values }: FeatureSet, size: number, random: () => number): Float32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index)
  const subset = new Float32Array(size * length)
  for (let i = 0; i < size; i++) {
    const j = i + Math.floor(random() * (count - i))
    const row = order[j]!
    order[j] = order[i]!
    subset.set(values.subarray(row * length, (row + 1) * length), i * length)
  }
  return subset
}

/** mulberry32: 0 to 1, from a 32-bit state. */
function mulberry(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
