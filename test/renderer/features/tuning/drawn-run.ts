import { filterRunOf, type FilterRun } from '../../../../src/renderer/features/tuning/filter/filter-run.ts'
import type { FilterEntry, FilterLayer } from '../../../../src/shared/tuning.ts'

/** What a drawn entry saw. */
export interface DrawnEntry {
  readonly step: number
  readonly layer: number
  readonly similarity: readonly number[]
  readonly target: readonly number[]
  readonly filtered: readonly number[]
  readonly threshold: number
}

/** A run of plain numbers, in the bytes that the application would send. */
export function drawnRun(layers: readonly FilterLayer[], filterShare: number, drawn: readonly DrawnEntry[]): FilterRun {
  let offset = 0
  const entries = drawn.map(({ step, layer, threshold, similarity }): FilterEntry => {
    const entry = { step, layer, threshold: Math.fround(threshold), offset }
    offset += similarity.length
    return entry
  })
  const bytes = new ArrayBuffer(9 * offset)
  new Float32Array(bytes, 0, offset).set(drawn.flatMap(({ similarity }) => similarity))
  new Int32Array(bytes, 4 * offset, offset).set(drawn.flatMap(({ target }) => target))
  new Uint8Array(bytes, 8 * offset, offset).set(drawn.flatMap(({ filtered }) => filtered))
  const heads = Math.max(...layers.map((layer) => layer.heads))
  return filterRunOf('0123456789abcdef', { filterShare, heads, tokens: offset, layers, entries }, bytes)
}

export const fine: FilterLayer = {
  scope: 'up_blocks.3.attentions.1.transformer_blocks.0.attn1',
  ...{ level: 'full', heads: 8, rows: 2, columns: 4 },
}
export const coarse: FilterLayer = {
  scope: 'up_blocks.2.attentions.0.transformer_blocks.0.attn1',
  ...{ level: 'half', heads: 4, rows: 1, columns: 2 },
}
