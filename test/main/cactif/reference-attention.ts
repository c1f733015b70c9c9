import type { FilterAxis } from '../../../src/shared/settings.ts'

/** CACTIF's attention as the paper's public code has it, token by token in float64, from its description. */

export interface Size {
  readonly tokens: number
  readonly heads: number
  readonly channels: number
}

/** One image's queries, keys and values, each [tokens, channels]. */
export interface Projections {
  readonly q: Float32Array
  readonly k: Float32Array
  readonly v: Float32Array
}

/** One mixed row: the image that is made, and whom it takes from. */
export interface Mix {
  readonly output: Projections
  readonly style: Projections
  readonly content: Projections
  readonly contrast: number
}

export interface ReferenceFilter {
  readonly target: readonly number[]
  readonly similarity: readonly number[]
  readonly threshold: number
  readonly filtered: readonly boolean[]
}

const range = (count: number) => Array.from({ length: count }, (_, i) => i)

function dot(size: Size, head: number, a: Float32Array, i: number, b: Float32Array, j: number): number {
  const width = size.channels / size.heads
  let sum = 0
  for (let d = head * width; d < (head + 1) * width; d++) sum += a[i * size.channels + d]! * b[j * size.channels + d]!
  return sum
}

/** softmax(q K^T / sqrt(d)) of one query and head: [tokens]. */
function softmaxRow(size: Size, head: number, q: Float32Array, query: number, k: Float32Array): Float64Array {
  const scale = Math.sqrt(size.heads / size.channels)
  const scores = Float64Array.from({ length: size.tokens }, (_, key) => scale * dot(size, head, q, query, k, key))
  const largest = scores.reduce((a, b) => Math.max(a, b), -Infinity)
  const powers = scores.map((score) => Math.exp(score - largest))
  const total = powers.reduce((a, b) => a + b, 0)
  return powers.map((power) => power / total)
}

/** clip((A - 1/N) contrast + 1/N, 0, 1) of one query and head. */
function contrastedRow(size: Size, head: number, { output, style, contrast }: Mix, query: number): Float64Array {
  const mean = 1 / size.tokens
  const row = softmaxRow(size, head, output.q, query, style.k)
  return row.map((share) => Math.min(Math.max((share - mean) * contrast + mean, 0), 1))
}

/** The key with the largest contrasted attention, summed over the heads. */
export function strongestKey(size: Size, mix: Mix, query: number): number {
  const sums = new Float64Array(size.tokens)
  for (const head of range(size.heads))
    contrastedRow(size, head, mix, query).forEach((share, key) => (sums[key]! += share))
  return sums.indexOf(sums.reduce((a, b) => Math.max(a, b), -Infinity))
}

/** Sum over the heads of |cos(V_content(i), V_style(j))|. */
export function similarityOf(size: Size, { content, style }: Mix, i: number, j: number): number {
  return range(size.heads).reduce((sum, head) => {
    const lengths = dot(size, head, content.v, i, content.v, i) * dot(size, head, style.v, j, style.v, j)
    return sum + Math.abs(dot(size, head, content.v, i, style.v, j)) / Math.sqrt(lengths)
  }, 0)
}

/** `torch.quantile` with linear interpolation. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const rank = share * (sorted.length - 1)
  const [low, high] = [sorted[Math.floor(rank)]!, sorted[Math.ceil(rank)]!]
  return low + (rank - Math.floor(rank)) * (high - low)
}

export function referenceFilter(size: Size, mix: Mix, share: number): ReferenceFilter {
  const target = range(size.tokens).map((query) => strongestKey(size, mix, query))
  const similarity = target.map((key, query) => similarityOf(size, mix, query, key))
  const threshold = quantile(similarity, share)
  return { target, similarity, threshold, filtered: similarity.map((value) => value < threshold) }
}

/** One image attending to itself, at one query: [channels]. */
export function plainRow(size: Size, { q, k, v }: Projections, query: number): number[] {
  return weighted(
    size,
    (head) => softmaxRow(size, head, q, query, k),
    () => v,
  )
}

/** A mixed row's output at one query: [channels]. */
export function mixedRow(
  size: Size,
  mix: Mix,
  query: number,
  filter: { readonly axis: FilterAxis; readonly filtered: readonly boolean[] } | null,
): number[] {
  const { style, content } = mix
  if (filter?.axis === 'queries' && filter.filtered[query]) return plainRow(size, content, query)
  const replaced = filter?.axis === 'keys' ? filter.filtered : []
  return weighted(
    size,
    (head) => {
      const row = contrastedRow(size, head, mix, query)
      const own = softmaxRow(size, head, content.q, query, content.k)
      return row.map((share, key) => (replaced[key] ? own[key]! : share))
    },
    (key) => (replaced[key] ? content.v : style.v),
  )
}

function weighted(
  size: Size,
  rowOf: (head: number) => Float64Array,
  valuesOf: (key: number) => Float32Array,
): number[] {
  const width = size.channels / size.heads
  return range(size.heads).flatMap((head) => {
    const sums = new Array<number>(width).fill(0)
    rowOf(head).forEach((share, key) => {
      const values = valuesOf(key)
      for (const d of range(width)) sums[d]! += share * values[key * size.channels + head * width + d]!
    })
    return sums
  })
}
