import { bool, float32, int64, type TensorData } from '../diffusion/session.ts'
import { textTokens } from '../diffusion/unet.ts'
import { branchParts, cachedInput, mixingInputs, type MixingLayer } from './attention.ts'
import type { StepPlan } from './schedule.ts'
import type { BranchLayers } from './branches/branch-cache.ts'

/** A row of the batch, or of the cache. */
export type RowPlace = { readonly row: number } | { readonly cached: number }

/** One output row that mixes: which rows it takes from. */
interface MixedRow {
  /** Index among the content rows. */
  readonly contentOf: number
  readonly style: RowPlace
  readonly filterShare: number
}

/**
 * The rows of one U-Net evaluation and the inputs they become: plain rows first, then content rows, then mixed rows, as
 * many for each content row.
 */
export class StepBatch {
  private readonly latents: Float32Array[] = []
  private readonly texts: Float32Array[] = []
  private plain = 0
  private readonly mixed: MixedRow[] = []
  private liveContents = 0
  private readonly contents: RowPlace[] = []
  private readonly cached: BranchLayers[] = []
  private cachedRows = 0

  get rows(): number {
    return this.latents.length
  }

  /** A row that attends to itself and lends to others; returns its index. */
  addPlain(latents: Float32Array, text: Float32Array): number {
    if (this.liveContents + this.mixed.length > 0) throw new Error('plain rows come first')
    this.plain += 1
    return this.add(latents, text)
  }

  addContent(latents: Float32Array, text: Float32Array): number {
    if (this.mixed.length > 0) throw new Error('content rows come before mixed rows')
    this.liveContents += 1
    const row = this.add(latents, text)
    this.contents.push({ row })
    return row
  }

  /** A content that the cache knows, in place of a row: one of those that `addCached` gave. */
  addCachedContent(cached: number): void {
    this.contents.push({ cached })
  }

  addMixed(latents: Float32Array, text: Float32Array, row: MixedRow): number {
    this.mixed.push(row)
    return this.add(latents, text)
  }

  /** What a content or a reference gives by layer, for `rows` rows, contents first; returns the index of the first among the cached rows. */
  addCached(layers: BranchLayers, rows: number): number {
    this.cached.push(layers)
    this.cachedRows += rows
    return this.cachedRows - rows
  }

  /** `latents`, `timesteps` and `text` of the U-Net. */
  rowInputs(
    timestep: number,
    [channels, height, width]: readonly [number, number, number],
  ): Record<string, TensorData> {
    const { rows } = this
    return {
      latents: float32(joined(this.latents), [rows, channels, height, width]),
      timesteps: float32(new Float32Array(rows).fill(timestep), [rows]),
      text: float32(joined(this.texts), [rows, textTokens, this.texts[0]!.length / textTokens]),
    }
  }

  /** What the mixing layers ask for. */
  mixingInputs(
    mix: StepPlan['mix'],
    contrast: number,
    { hasFilter, hasCache }: { readonly hasFilter: boolean; readonly hasCache: boolean },
  ): Record<string, TensorData> {
    const indices = (start: number, count: number) => int64(Array.from({ length: count }, (_, i) => start + i))
    const rowOf = (place: RowPlace) => ('row' in place ? place.row : this.rows + place.cached)
    const count = this.mixed.length
    const live = this.contents.flatMap((place, i) => ('row' in place ? [i] : []))
    return {
      [mixingInputs.full]: bool(mix.full),
      [mixingInputs.half]: bool(mix.half),
      [mixingInputs.plainRows]: indices(0, this.plain),
      // without a filter a content that is no row has nothing to give
      [mixingInputs.contentRows]: hasFilter ? int64(this.contents.map(rowOf)) : indices(this.plain, this.liveContents),
      [mixingInputs.mixedRows]: indices(this.plain + this.liveContents, count),
      [mixingInputs.contentOf]: int64(this.mixed.map(({ contentOf }) => contentOf)),
      [mixingInputs.styleRows]: int64(this.mixed.map(({ style }) => rowOf(style))),
      [mixingInputs.contrast]: float32(Float32Array.of(contrast), []),
      ...(hasFilter && hasCache ? { [mixingInputs.liveContents]: int64(live) } : {}),
      ...(hasFilter
        ? {
            [mixingInputs.filterShare]: float32(
              Float32Array.from(this.mixed, ({ filterShare }) => filterShare),
              [count, 1],
            ),
          }
        : {}),
    }
  }

  /** What is cached of each layer; no rows where nothing is. */
  cacheInputs(layers: readonly MixingLayer[], latentPixels: number): Record<string, TensorData> {
    const inputs: Record<string, TensorData> = {}
    for (const { scope, share, channels } of layers) {
      for (const part of branchParts) {
        const data = joined(this.cached.map((byLayer) => byLayer.get(scope)?.[part] ?? new Float32Array(0)))
        inputs[cachedInput(scope, part)] = float32(data, [
          data.length / (latentPixels * share * channels),
          latentPixels * share,
          channels,
        ])
      }
    }
    return inputs
  }

  private add(latents: Float32Array, text: Float32Array): number {
    this.latents.push(latents)
    this.texts.push(text)
    return this.latents.length - 1
  }
}

/** One array after the other. */
export function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
