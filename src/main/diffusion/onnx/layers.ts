import type { Graph, Value } from './graph.ts'
import { add, concat, fixedSize, matmul, mul, reshape, silu, softmax, split, transpose } from './operators.ts'

/**
 * The layers of Stable Diffusion as functions. `scope` is the prefix of the layer's weights, so that a model's code
 * names every tensor of its file. Pictures are [rows, channels, height, width], sequences [rows, tokens, channels].
 */

/** Attention scores larger than this are computed in chunks of query rows: the naive map of 8,192 tokens is 2 GB. */
const maxScoreBytes = 64 * 2 ** 20

interface Convolution {
  readonly channels: number
  readonly kernel?: number
  readonly stride?: number
  /** [top, left, bottom, right]; default: half the kernel on every side. */
  readonly padding?: readonly [number, number, number, number]
}

/** `torch.nn.Conv2d` with bias. */
export function conv2d(graph: Graph, scope: string, x: Value, options: Convolution): Value {
  const { channels, kernel = 3, stride = 1 } = options
  const half = (kernel - 1) / 2
  const padding = options.padding ?? [half, half, half, half]
  const side = (axis: number, before: number, after: number) =>
    Math.floor((fixedSize(x, axis) + before + after - kernel) / stride) + 1
  const shape = [x.shape[0]!, channels, side(2, padding[0], padding[2]), side(3, padding[1], padding[3])]
  const weight = graph.weight(`${scope}.weight`, [channels, fixedSize(x, 1), kernel, kernel])
  const bias = graph.weight(`${scope}.bias`, [channels])
  return graph.node(
    'Conv',
    [x, weight, bias],
    { shape },
    { kernel_shape: [kernel, kernel], strides: [stride, stride], pads: padding },
  )
}

/** `torch.nn.Linear` over the last axis. */
export function linear(
  graph: Graph,
  scope: string,
  x: Value,
  channels: number,
  options: { readonly bias?: boolean } = {},
): Value {
  const weight = graph.weight(`${scope}.weight`, [channels, fixedSize(x, -1)])
  const product = multiplyTransposed(graph, x, weight)
  return options.bias === false ? product : add(graph, product, graph.weight(`${scope}.bias`, [channels]))
}

/**
 * x W^T with W as PyTorch stores it, [out, in]. On the CPU by ONNX Runtime's FusedMatMul, which reads W as it lies; the
 * GPU providers lack it and have Gemm, for matrices only.
 */
function multiplyTransposed(graph: Graph, x: Value, weight: Value): Value {
  const [channels, inner] = [fixedSize(weight, 0), fixedSize(weight, 1)]
  const shape = [...x.shape.slice(0, -1), channels]
  if (graph.target.device === 'cpu') {
    return graph.node('FusedMatMul', [x, weight], { shape }, { transB: 1 }, 'com.microsoft')
  }
  const matrix =
    x.shape.length === 2 ? x : graph.node('Reshape', [x, graph.int64s([-1, inner])], { shape: ['elements', inner] })
  const product = graph.node('Gemm', [matrix, weight], { shape: [matrix.shape[0]!, channels] }, { transB: 1 })
  if (x.shape.length === 2) return product
  const sizes = shape.map((size, axis) => (axis === 0 ? -1 : (size as number)))
  return graph.node('Reshape', [product, graph.int64s(sizes)], { shape })
}

/** `torch.nn.GroupNorm` over [rows, channels, height, width], written as instance norm of the groups. */
export function groupNorm(graph: Graph, scope: string, x: Value, groups: number, epsilon: number): Value {
  const channels = fixedSize(x, 1)
  const elements = (channels / groups) * fixedSize(x, 2) * fixedSize(x, 3)
  const grouped = reshape(graph, x, [x.shape[0]!, groups, elements])
  const one = graph.floats(new Float32Array(groups).fill(1), [groups])
  const zero = graph.floats(new Float32Array(groups), [groups])
  const normed = graph.node(
    'InstanceNormalization',
    [grouped, one, zero],
    { shape: grouped.shape },
    { epsilon: { float: epsilon } },
  )
  const back = reshape(graph, normed, x.shape)
  const weight = perChannel(graph, graph.weight(`${scope}.weight`, [channels]))
  const bias = perChannel(graph, graph.weight(`${scope}.bias`, [channels]))
  return add(graph, mul(graph, back, weight), bias)
}

function perChannel(graph: Graph, weight: Value): Value {
  return reshape(graph, weight, [weight.shape[0]!, 1, 1])
}

/** `torch.nn.LayerNorm` over the last axis. */
export function layerNorm(graph: Graph, scope: string, x: Value, epsilon = 1e-5): Value {
  const channels = fixedSize(x, -1)
  const weight = graph.weight(`${scope}.weight`, [channels])
  const bias = graph.weight(`${scope}.bias`, [channels])
  return graph.node(
    'LayerNormalization',
    [x, weight, bias],
    { shape: x.shape },
    { axis: -1, epsilon: { float: epsilon } },
  )
}

/** diffusers' GEGLU: the projection's first half times the GELU of its second. */
export function geglu(graph: Graph, scope: string, x: Value, channels: number): Value {
  const projected = linear(graph, scope, x, 2 * channels)
  const [hidden, gate] = split(graph, projected, projected.shape.length - 1, [channels, channels])
  return mul(graph, hidden!, graph.node('Gelu', [gate!], { shape: gate!.shape }))
}

/** Nearest-neighbour upsampling by 2, then a 3x3 convolution. */
export function upsample(graph: Graph, scope: string, x: Value): Value {
  const shape = [x.shape[0]!, x.shape[1]!, 2 * fixedSize(x, 2), 2 * fixedSize(x, 3)]
  const scales = graph.floats([1, 1, 2, 2], [4], 'float32')
  const larger = graph.node(
    'Resize',
    [x, null, scales],
    { shape },
    { mode: 'nearest', nearest_mode: 'floor', coordinate_transformation_mode: 'asymmetric' },
  )
  return conv2d(graph, `${scope}.conv`, larger, { channels: fixedSize(x, 1) })
}

interface Resnet {
  readonly channels: number
  readonly groups: number
  readonly epsilon: number
  /** [rows, time channels], already through silu; null in the autoencoder. */
  readonly time: Value | null
}

/** diffusers' ResnetBlock2D. */
export function resnet(graph: Graph, scope: string, x: Value, { channels, groups, epsilon, time }: Resnet): Value {
  let hidden = conv2d(graph, `${scope}.conv1`, silu(graph, groupNorm(graph, `${scope}.norm1`, x, groups, epsilon)), {
    channels,
  })
  if (time) {
    const shift = linear(graph, `${scope}.time_emb_proj`, time, channels)
    hidden = add(graph, hidden, reshape(graph, shift, [time.shape[0]!, channels, 1, 1]))
  }
  hidden = conv2d(graph, `${scope}.conv2`, silu(graph, groupNorm(graph, `${scope}.norm2`, hidden, groups, epsilon)), {
    channels,
  })
  const straight =
    fixedSize(x, 1) === channels ? x : conv2d(graph, `${scope}.conv_shortcut`, x, { channels, kernel: 1 })
  return add(graph, straight, hidden)
}

/** [rows, channels, height, width] -> [rows, height * width, channels]. */
export function toTokens(graph: Graph, x: Value): Value {
  const [rows, channels] = [x.shape[0]!, fixedSize(x, 1)]
  return transpose(graph, reshape(graph, x, [rows, channels, fixedSize(x, 2) * fixedSize(x, 3)]), [0, 2, 1])
}

/** [rows, height * width, channels] -> [rows, channels, height, width]. */
export function toPicture(graph: Graph, tokens: Value, height: number, width: number): Value {
  return reshape(graph, transpose(graph, tokens, [0, 2, 1]), [tokens.shape[0]!, fixedSize(tokens, 2), height, width])
}

/** [rows, tokens, channels] -> [rows, heads, tokens, channels / heads]. */
export function splitHeads(graph: Graph, x: Value, heads: number): Value {
  const [tokens, channels] = [fixedSize(x, 1), fixedSize(x, 2)]
  return transpose(graph, reshape(graph, x, [x.shape[0]!, tokens, heads, channels / heads]), [0, 2, 1, 3])
}

/** The inverse of `splitHeads`. */
export function mergeHeads(graph: Graph, x: Value): Value {
  const [heads, tokens, size] = [fixedSize(x, 1), fixedSize(x, 2), fixedSize(x, 3)]
  return reshape(graph, transpose(graph, x, [0, 2, 1, 3]), [x.shape[0]!, tokens, heads * size])
}

/** Query rows per chunk so that the scores of one picture stay below `maxScoreBytes`; a divisor of `queries`. */
export function queriesPerChunk(queries: number, keys: number, heads: number): number {
  let chunk = queries
  while (chunk % 2 === 0 && chunk * keys * heads * 4 > maxScoreBytes) chunk /= 2
  return chunk
}

/**
 * softmax(Q K^T / sqrt(d)) V by heads. The CPU has it as one operator that never forms the map; the GPU providers'
 * versions of that operator gave wrong results, so there it is written out in chunks.
 * @param q [rows, queries, channels]
 * @param k [rows, keys, channels]
 * @param v [rows, keys, channels]
 * @returns [rows, queries, channels]
 */
export function attention(graph: Graph, q: Value, k: Value, v: Value, heads: number): Value {
  if (graph.target.device === 'cpu') return fusedAttention(graph, q, k, v, heads)
  const values = reshape(graph, v, [v.shape[0]!, fixedSize(v, 1), heads, fixedSize(v, 2) / heads])
  return reshape(graph, attentionByHead(graph, q, k, values, heads), q.shape)
}

/**
 * As `attention`, with values of any width per head.
 * @param v [rows, keys, heads, width]
 * @returns [rows, queries, heads, width]
 */
export function attentionByHead(graph: Graph, q: Value, k: Value, v: Value, heads: number): Value {
  const [queries, keys, width] = [fixedSize(q, 1), fixedSize(k, 1), v.shape[3]!]
  if (graph.target.device === 'cpu') {
    const joined = graph.node('Reshape', [v, graph.int64s([0, 0, -1])], { shape: [v.shape[0]!, keys, 'channels'] })
    return reshape(graph, fusedAttention(graph, q, k, joined, heads), [q.shape[0]!, queries, heads, width])
  }
  const chunk = queriesPerChunk(queries, keys, heads)
  const keysTransposed = transpose(graph, splitHeads(graph, k, heads), [0, 1, 3, 2])
  const values = transpose(graph, v, [0, 2, 1, 3])
  const parts = split(graph, splitHeads(graph, scaled(graph, q, heads), heads), 2, equalParts(queries, chunk))
  const outputs = parts.map((part) => matmul(graph, softmax(graph, matmul(graph, part, keysTransposed)), values))
  return transpose(graph, outputs.length === 1 ? outputs[0]! : concat(graph, outputs, 2), [0, 2, 1, 3])
}

function fusedAttention(graph: Graph, q: Value, k: Value, v: Value, heads: number): Value {
  const shape = [...q.shape.slice(0, -1), v.shape.at(-1)!]
  return graph.node('MultiHeadAttention', [q, k, v], { shape }, { num_heads: heads }, 'com.microsoft')
}

/** Q / sqrt(d): [rows, queries, channels]. */
export function scaled(graph: Graph, q: Value, heads: number): Value {
  return mul(graph, q, graph.float(Math.sqrt(heads / fixedSize(q, 2)), q.type))
}

/** `size` as a list of equal parts. */
export const equalParts = (size: number, part: number): number[] => new Array<number>(size / part).fill(part)
