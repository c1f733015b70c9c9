import { isTrainId, trainIds, VOID, type TrainId } from '../../../../shared/labels.ts'
import { placesIn, targetOf, type Grid } from './filter-run.ts'
import type { Places } from './places.ts'

/** Train ids of content and reference, 255 for void, at the latents' size; null where a label is missing. */
export interface ClassMaps extends Grid {
  readonly content: Uint8Array | null
  readonly reference: Uint8Array | null
}

/** Reads the bytes of `/media/preview/ID/classes`: the content's, then the reference's. */
export function classMapsOf(
  grid: Grid & { readonly hasContentLabel: boolean; readonly hasReferenceLabel: boolean },
  bytes: Uint8Array,
): ClassMaps {
  const places = placesIn(grid)
  return {
    ...{ rows: grid.rows, columns: grid.columns },
    content: grid.hasContentLabel ? bytes.subarray(0, places) : null,
    reference: grid.hasReferenceLabel ? bytes.subarray(places, 2 * places) : null,
  }
}

/** The class that covers most of each place of a coarser grid; of equal ones the lowest. */
export function classesIn(classes: Uint8Array, from: Grid, to: Grid): Uint8Array {
  if (from.rows === to.rows && from.columns === to.columns) return classes
  const counts = new Uint32Array(256)
  const covering = new Uint8Array(placesIn(to))
  for (let place = 0; place < covering.length; place++) {
    const [row, column] = [Math.floor(place / to.columns), place % to.columns]
    counts.fill(0)
    for (let y = edge(row, from.rows, to.rows); y < edge(row + 1, from.rows, to.rows); y++)
      for (let x = edge(column, from.columns, to.columns); x < edge(column + 1, from.columns, to.columns); x++)
        counts[classes[y * from.columns + x]!]!++
    covering[place] = counts.indexOf(Math.max(...counts))
  }
  return covering
}

const edge = (at: number, from: number, to: number): number => Math.floor((at * from) / to)

/** What became of a class of the content; shares are 0 to 1. */
export interface ClassRow {
  readonly trainId: TrainId
  /** Of all places. */
  readonly share: number
  /** Of its places: those that are kept. */
  readonly kept: number
  /** Of its places: those that attend most to a place of another class; null where the reference has no label. */
  readonly toOthers: number | null
}

/** A row for each class of the content, the largest first. Where several steps and layers are looked at, `toOthers` is their mean. */
export function classTable(places: Places, mask: Uint8Array, maps: ClassMaps): readonly ClassRow[] {
  if (!maps.content) return []
  const classes = classesIn(maps.content, maps, places)
  const [total, kept] = [new Uint32Array(256), new Uint32Array(256)]
  for (let place = 0; place < classes.length; place++) {
    total[classes[place]!]!++
    kept[classes[place]!]! += mask[place]!
  }
  const others = toOtherClasses(places, maps)
  return trainIds
    .filter((trainId) => total[trainId]! > 0)
    .map((trainId) => ({
      trainId,
      share: total[trainId]! / classes.length,
      kept: kept[trainId]! / total[trainId]!,
      toOthers: others && (others.get(trainId) ?? 0),
    }))
    .sort((a, b) => b.share - a.share)
}

/** The share of each class's places whose partner is of another class; partners of no class are of none. */
export function toOtherClasses({ run, entries }: Places, maps: ClassMaps): ReadonlyMap<TrainId, number> | null {
  const { content, reference } = maps
  if (!content || !reference) return null
  const shares = new Map<TrainId, number[]>()
  const perLayer = new Map<number, readonly [Uint8Array, Uint8Array]>()
  for (const entry of entries) {
    const grid = run.index.layers[entry.layer]!
    const own =
      perLayer.get(entry.layer) ?? ([classesIn(content, maps, grid), classesIn(reference, maps, grid)] as const)
    perLayer.set(entry.layer, own)
    for (const [trainId, share] of othersOfEntry(targetOf(run, entry), ...own))
      shares.set(trainId, [...(shares.get(trainId) ?? []), share])
  }
  return new Map([...shares].map(([trainId, each]) => [trainId, each.reduce((a, b) => a + b, 0) / each.length]))
}

function othersOfEntry(targets: Int32Array, content: Uint8Array, reference: Uint8Array): ReadonlyMap<TrainId, number> {
  const [total, others] = [new Uint32Array(256), new Uint32Array(256)]
  for (let place = 0; place < content.length; place++) {
    const own = content[place]!
    const partner = reference[targets[place]!]!
    total[own]!++
    if (partner !== own && partner !== VOID) others[own]!++
  }
  return new Map(trainIds.filter((id) => total[id]! > 0).map((id) => [id, others[id]! / total[id]!]))
}

/** The class at a place; null where it is none, or where there is no label. */
export function classAtPlace(classes: Uint8Array | null, from: Grid, to: Grid, place: number): TrainId | null {
  const value = classes ? classesIn(classes, from, to)[place]! : VOID
  return isTrainId(value) ? value : null
}
