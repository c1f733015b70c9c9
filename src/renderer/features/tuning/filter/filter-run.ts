import type { FilterEntry, FilterIndex, FilterLayer } from '../../../../shared/tuning.ts'

/** What the filter saw and did in a whole run, as typed arrays over one buffer. */
export interface FilterRun {
  readonly preview: string
  readonly index: FilterIndex
  /** [tokens] of all entries, 0 to the heads of their layer. */
  readonly similarity: Float32Array
  /** [tokens]: the reference's place that each one attends to most. */
  readonly target: Int32Array
  /** [tokens], 1 where the run kept the content. */
  readonly filtered: Uint8Array
}

/**
 * Reads the bytes of `/media/preview/ID/filter`.
 *
 * @throws where the bytes are not as many as the index says
 */
export function filterRunOf(preview: string, index: FilterIndex, bytes: ArrayBuffer): FilterRun {
  const { tokens } = index
  if (bytes.byteLength !== 9 * tokens)
    throw new Error(`expected ${9 * tokens} bytes of the filter of ${tokens} places but received ${bytes.byteLength}`)
  return {
    preview,
    index,
    similarity: new Float32Array(bytes, 0, tokens),
    target: new Int32Array(bytes, 4 * tokens, tokens),
    filtered: new Uint8Array(bytes, 8 * tokens, tokens),
  }
}

/** Rows and columns of places that lie over a picture, row by row. */
export interface Grid {
  readonly rows: number
  readonly columns: number
}

/** The similarities of one entry: a view, not a copy. */
export const similarityOf = ({ index, similarity }: FilterRun, { layer, offset }: FilterEntry): Float32Array =>
  similarity.subarray(offset, offset + placesIn(index.layers[layer]!))

export const targetOf = ({ index, target }: FilterRun, { layer, offset }: FilterEntry): Int32Array =>
  target.subarray(offset, offset + placesIn(index.layers[layer]!))

export const filteredOf = ({ index, filtered }: FilterRun, { layer, offset }: FilterEntry): Uint8Array =>
  filtered.subarray(offset, offset + placesIn(index.layers[layer]!))

export const placesIn = ({ rows, columns }: Grid): number => rows * columns

/** `up_blocks.3.attentions.1.transformer_blocks.0.attn1` -> `Fine 2`: the last up block is the fine one. */
export function layerName({ scope, level }: FilterLayer): string {
  const attention = /attentions\.(\d+)\./.exec(scope)?.[1]
  const number = attention === undefined ? '' : ` ${Number(attention) + 1}`
  return `${level === 'full' ? 'Fine' : 'Coarse'}${number}`
}
