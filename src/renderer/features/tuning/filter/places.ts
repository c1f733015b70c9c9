import type { FilterEntry } from '../../../../shared/tuning.ts'
import { filteredOf, similarityOf, targetOf, type FilterRun, type Grid } from './filter-run.ts'
import { scaleOf, type Scale } from './histogram.ts'
import { inOrder, quantile } from './quantile.ts'

/** A step and a layer that are looked at; null: all of them, as their mean. */
export interface Looked {
  readonly step: number | null
  readonly layer: number | null
}

/** The places of the content in the steps and layers that are looked at. */
export interface Places extends Grid {
  readonly run: FilterRun
  /** The ones that are looked at, at least one. */
  readonly entries: readonly FilterEntry[]
  /** [places], 0 to `highest`: of the one entry, or the mean of several, each of them as a share of what it can be. */
  readonly similarity: Float32Array
  readonly highest: number
  readonly sorted: Float32Array
  /** Of colours and histogram. */
  readonly scale: Scale
  /** [places] of the one entry, 1 where the run kept the content; null where several are looked at. */
  readonly filtered: Uint8Array | null
}

/** The steps and layers that the filter acted in. */
export const stepsOf = ({ index }: FilterRun): readonly number[] => [...new Set(index.entries.map(({ step }) => step))]

/** Null where the filter did not act in what is looked at. */
export function placesOf(run: FilterRun, { step, layer }: Looked): Places | null {
  const { layers, entries: all } = run.index
  const entries = all.filter(
    (entry) => (step === null || entry.step === step) && (layer === null || entry.layer === layer),
  )
  const [first] = entries
  if (!first) return null
  const isSingle = entries.length === 1
  const grid = isSingle ? layers[first.layer]! : finest(entries.map((entry) => layers[entry.layer]!))
  const similarity = isSingle ? similarityOf(run, first) : meanSimilarity(run, entries, grid)
  const highest = isSingle ? layers[first.layer]!.heads : 1
  const sorted = inOrder(similarity)
  return {
    run,
    entries,
    ...{ rows: grid.rows, columns: grid.columns, similarity },
    ...{ highest, sorted, scale: scaleOf(sorted, highest) },
    filtered: isSingle ? filteredOf(run, first) : null,
  }
}

const finest = (grids: readonly Grid[]): Grid => grids.reduce((a, b) => (b.rows > a.rows ? b : a))

/** Each place of a coarser layer counts for all that lie under it. */
function meanSimilarity(run: FilterRun, entries: readonly FilterEntry[], grid: Grid): Float32Array {
  const sum = new Float64Array(grid.rows * grid.columns)
  for (const entry of entries) {
    const own = run.index.layers[entry.layer]!
    const values = similarityOf(run, entry)
    const under = placeUnder(own, grid)
    for (let place = 0; place < sum.length; place++) sum[place]! += values[under(place)]! / own.heads
  }
  return Float32Array.from(sum, (value) => value / entries.length)
}

/** The place of `coarse` that covers a place of `fine`. */
export function placeUnder(coarse: Grid, fine: Grid): (place: number) => number {
  if (coarse.rows === fine.rows && coarse.columns === fine.columns) return (place) => place
  return (place) => {
    const row = Math.floor((Math.floor(place / fine.columns) * coarse.rows) / fine.rows)
    const column = Math.floor(((place % fine.columns) * coarse.columns) / fine.columns)
    return row * coarse.columns + column
  }
}

/** What would be kept at a share, and whether that is what the run did. */
export interface Kept {
  readonly threshold: number
  /** [places], 1 where the content is kept. */
  readonly mask: Uint8Array
  readonly isAsRun: boolean
}

/** As the run decided at its own share; at any other one predicted from the similarities that it had. */
export function keptAt(places: Places, share: number): Kept {
  const { run, similarity, sorted, filtered } = places
  const isAsRun = Math.fround(share) === Math.fround(run.index.filterShare)
  if (isAsRun && filtered) return { threshold: places.entries[0]!.threshold, mask: filtered, isAsRun }
  const threshold = quantile(sorted, share)
  return { threshold, mask: maskBelow(similarity, threshold), isAsRun }
}

/** 1 where a value is below the threshold, strictly. */
export function maskBelow(values: Float32Array, threshold: number): Uint8Array {
  const mask = new Uint8Array(values.length)
  for (let place = 0; place < values.length; place++) mask[place] = values[place]! < threshold ? 1 : 0
  return mask
}

/** The reference's place that a place attends to most, in the reference's grid; of several entries the one that most of them name. */
export interface Partner extends Grid {
  readonly place: number
  /** In how many of the entries it is that one, of those that have this grid. */
  readonly times: number
  readonly of: number
}

export function partnerOf({ run, entries, ...grid }: Places, place: number): Partner {
  const { layers } = run.index
  const fine = finest(entries.map((entry) => layers[entry.layer]!))
  const counts = new Map<number, number>()
  const ofFine = entries.filter((entry) => layers[entry.layer]!.rows === fine.rows)
  for (const entry of ofFine) {
    const target = targetOf(run, entry)[placeUnder(fine, grid)(place)]!
    counts.set(target, (counts.get(target) ?? 0) + 1)
  }
  const [partner, times] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a))
  return { rows: fine.rows, columns: fine.columns, place: partner, times, of: ofFine.length }
}
