import type { Graph, Value } from '../diffusion/onnx/graph.ts'
import { equalParts, queriesPerChunk, scaled } from '../diffusion/onnx/layers.ts'
import {
  add,
  argMax,
  clip,
  concat,
  div,
  fixedSize,
  less,
  matmul,
  max,
  mul,
  reduceMax,
  reduceMin,
  reduceSum,
  reshape,
  softmax,
  split,
  sub,
  transpose,
  where,
} from '../diffusion/onnx/operators.ts'

/** Q, K and V of some rows, each [rows, N, C]. */
export interface Rows {
  readonly q: Value
  readonly k: Value
  readonly v: Value
}

/**
 * Attention with contrast: A = softmax(Q K^T / sqrt(d)), C = clip(c A + (1 - c) / N, 0, 1), output C V. With
 * t = (c - 1) / (c N) that is c (clip(A, t, t + 1 / c) - t), so the map itself is only clipped. Rows are not renormalised.
 * Maps exist in chunks of query rows, heads first (a sum over the first axis is the fast one).
 */
export class ContrastedAttention {
  readonly tokens: number
  readonly heads: number
  /** [mixed, N, C] */
  readonly v: Value
  private readonly graph: Graph
  /** [heads, mixed, N, d] and [heads, mixed, d, N] */
  private readonly queries: Value
  private readonly keys: Value
  private readonly contrast: Value
  private readonly low: Value
  private readonly high: Value
  private readonly chunk: number
  private readonly keptChunks: number
  private readonly kept: Value[] = []

  constructor(graph: Graph, site: Rows & { heads: number; contrast: Value; keptMapBytes: number }) {
    this.graph = graph
    this.tokens = fixedSize(site.k, 1)
    this.heads = site.heads
    this.v = site.v
    this.contrast = site.contrast
    this.queries = transpose(graph, this.byHead(scaled(graph, site.q, site.heads)), [2, 0, 1, 3])
    this.keys = transpose(graph, this.byHead(site.k), [2, 0, 3, 1])
    const one = graph.float(1, 'float32')
    const reciprocal = div(graph, one, site.contrast)
    this.low = div(graph, sub(graph, one, reciprocal), graph.float(this.tokens, 'float32'))
    this.high = add(graph, this.low, reciprocal)
    this.chunk = queriesPerChunk(this.tokens, this.tokens, this.heads)
    this.keptChunks = Math.floor(site.keptMapBytes / (this.heads * this.chunk * this.tokens * 4))
  }

  /** The key with the largest attention summed over the heads, for each query: int32 [mixed, N]. */
  strongestKeys(): Value {
    const { graph } = this
    const indexOfMaximum = graph.target.device === 'cpu' ? argMax : argMaxInFloats
    const parts = this.parts(this.queries).map((part, i) => {
      const map = this.map(part)
      if (i < this.keptChunks) this.kept.push(map)
      return indexOfMaximum(graph, reduceSum(graph, map, 0))
    })
    return graph.cast(this.join(parts, 1), 'int32')
  }

  /**
   * C V, [mixed, N, C].
   * @param after bool [mixed, N]: known before this is computed. A second pass over the queries is made to depend on it,
   * else the runtime would see that both passes share their maps and keep all of them.
   * @param kept float32 [mixed, N, 1]: factor of V, default 1
   */
  output(after?: Value, kept?: Value): Value {
    const { graph, heads, tokens } = this
    const v = transpose(graph, this.byHead(kept ? mul(graph, this.v, kept) : this.v), [2, 0, 1, 3])
    const width = fixedSize(v, 3)
    const floor = mul(graph, this.low, reshape(graph, reduceSum(graph, v, 2), [heads, 'mixed', 1, width]))
    const parts = this.parts(after ? this.unchangedAfter(after) : this.queries).map((part, i) => {
      const map = this.kept[i] ?? this.map(part)
      return mul(graph, this.contrast, sub(graph, matmul(graph, map, v), floor))
    })
    return reshape(graph, transpose(graph, this.join(parts, 2), [1, 2, 0, 3]), ['mixed', tokens, heads * width])
  }

  /** The queries times a one that is computed from `after`. */
  private unchangedAfter(after: Value): Value {
    const one = max(this.graph, this.graph.cast(after, 'float32'), this.graph.float(1, 'float32'))
    return mul(this.graph, this.queries, reshape(this.graph, one, ['mixed', this.tokens, 1]))
  }

  /** clip(softmax(Q K^T)): [heads, mixed, queries, N]. */
  private map(queries: Value): Value {
    return clip(this.graph, softmax(this.graph, matmul(this.graph, queries, this.keys)), this.low, this.high)
  }

  private byHead(x: Value): Value {
    return reshape(this.graph, x, ['mixed', this.tokens, this.heads, fixedSize(x, 2) / this.heads])
  }

  private parts(queries: Value): Value[] {
    return split(this.graph, queries, 2, equalParts(this.tokens, this.chunk))
  }

  private join(parts: readonly Value[], axis: number): Value {
    return parts.length === 1 ? parts[0]! : concat(this.graph, parts, axis)
  }
}

/**
 * `argMax` without 64-bit integers, which `webgpu` leaves to the CPU: the GPU would wait for it after every chunk.
 * @returns float32 [..., queries]
 */
function argMaxInFloats(graph: Graph, x: Value): Value {
  const size = fixedSize(x, -1)
  const positions = graph.floats(
    Float32Array.from({ length: size }, (_, i) => i),
    [size],
    'float32',
  )
  const isSmaller = less(graph, x, reduceMax(graph, x))
  return reduceMin(graph, where(graph, isSmaller, graph.float(size, 'float32'), positions))
}
