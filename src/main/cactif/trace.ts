import type { Outputs } from '../diffusion/session.ts'
import type { MixingLayer } from './attention.ts'

/** A tensor of a trace file. */
export interface TraceTensor {
  readonly dtype: 'F32' | 'U8' | 'I32'
  readonly shape: readonly number[]
  readonly data: Float32Array | Uint8Array | Int32Array
}

/** By name: `w0.content`, `step3.out`, `step3.up_blocks.2.attentions.0.transformer_blocks.0.attn1.similarity`, ... */
export type Trace = Map<string, TraceTensor>

/** How alike content and reference were where attention mixed, in one denoising step. */
export interface StepSimilarity {
  readonly step: number
  /** Mean over the layers and tokens; 0 to the number of heads. */
  readonly mean: number
  /** Mean threshold of the layers, and the share of tokens that fell below theirs. */
  readonly threshold: number
  readonly filteredShare: number
}

/** What the filter of one layer decided for one output. */
export interface LayerFilter {
  readonly scope: string
  /** [N] */
  readonly similarity: Float32Array
  readonly threshold: number
  /** [N], 0 or 1 */
  readonly filtered: Uint8Array
  /** [N]: the reference's token that each token attends to most. */
  readonly target: Int32Array
}

/** The filters of all layers that mixed, for the mixed row of that index. */
export function layerFilters(outputs: Outputs, layers: readonly MixingLayer[], row: number): LayerFilter[] {
  return layers.flatMap(({ scope }) => {
    const part = (name: string) => outputs.get(`${scope}.${name}`)
    const [similarity, threshold, filtered, target] = [
      part('similarity'),
      part('threshold'),
      part('filtered'),
      part('max_idx'),
    ]
    if (
      similarity?.type !== 'float32' ||
      threshold?.type !== 'float32' ||
      filtered?.type !== 'bool' ||
      target?.type !== 'int64'
    )
      return []
    const tokens = similarity.shape[1]!
    const range = [row * tokens, (row + 1) * tokens] as const
    return {
      scope,
      similarity: similarity.data.slice(...range),
      threshold: threshold.data[row]!,
      filtered: filtered.data.slice(...range),
      target: Int32Array.from(target.data.subarray(...range), Number),
    }
  })
}

export function summarize(step: number, filters: readonly LayerFilter[]): StepSimilarity | null {
  if (filters.length === 0) return null
  const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length
  return {
    step,
    mean: mean(filters.map(({ similarity }) => mean(similarity))),
    threshold: mean(filters.map(({ threshold }) => threshold)),
    filteredShare: mean(filters.map(({ filtered }) => mean(filtered))),
  }
}

/** Writes the filters of a step into a trace. */
export function traceFilters(trace: Trace, step: number, filters: readonly LayerFilter[]): void {
  for (const { scope, similarity, threshold, filtered, target } of filters) {
    const name = `step${step}.${scope}`
    trace.set(`${name}.similarity`, { dtype: 'F32', shape: [similarity.length], data: similarity })
    trace.set(`${name}.threshold`, { dtype: 'F32', shape: [1], data: Float32Array.of(threshold) })
    trace.set(`${name}.filtered`, { dtype: 'U8', shape: [filtered.length], data: filtered })
    trace.set(`${name}.max_idx`, { dtype: 'I32', shape: [target.length], data: target })
  }
}
