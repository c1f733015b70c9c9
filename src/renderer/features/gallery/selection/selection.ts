import type { Span } from '../list/page-plan.ts'

/** A picture and its place in the list. */
export interface Spot {
  readonly index: number
  /** Null while its row is not there. */
  readonly image: number | null
}

/** What is selected, and where keys act. */
export interface Selection {
  readonly images: ReadonlySet<number>
  readonly cursor: Spot | null
  /** Where a range begins that is drawn with Shift. */
  readonly anchor: Spot | null
}

export const nothingSelected: Selection = { images: new Set(), cursor: null, anchor: null }

const setOf = ({ image }: Spot): ReadonlySet<number> => new Set(image === null ? [] : [image])

/** A click, an arrow: this one alone. */
export const onlySpot = (spot: Spot): Selection => ({ images: setOf(spot), cursor: spot, anchor: spot })

/** Ctrl and a click: this one more, or not any more. */
export function toggledSpot({ images }: Selection, spot: Spot): Selection {
  const next = new Set(images)
  if (spot.image !== null && !next.delete(spot.image)) next.add(spot.image)
  return { images: next, cursor: spot, anchor: spot }
}

/** Ctrl and an arrow: the keys act elsewhere. */
export const movedCursor = (selection: Selection, spot: Spot): Selection => ({ ...selection, cursor: spot })

/** The places of a range from the anchor to a place. */
export function rangeTo({ anchor, cursor }: Selection, index: number): Span {
  const begin = (anchor ?? cursor)?.index ?? index
  return { from: Math.min(begin, index), to: Math.max(begin, index) + 1 }
}

/** Shift: the keys act at the end of a range, whose anchor stays. */
export const drawnTo = ({ images, anchor, cursor }: Selection, spot: Spot): Selection => ({
  images,
  cursor: spot,
  anchor: anchor ?? cursor ?? spot,
})

/** The pictures of a range alone; with `base`, those too. */
export const extendedTo = (
  selection: Selection,
  spot: Spot,
  range: readonly number[],
  base: ReadonlySet<number> = new Set(),
): Selection => ({ ...drawnTo(selection, spot), images: new Set([...base, ...range]) })

export const allSelected = ({ cursor, anchor }: Selection, images: readonly number[]): Selection => ({
  images: new Set(images),
  cursor,
  anchor,
})

/** Nothing is selected any more; the keys act where they did. */
export const cleared = ({ cursor }: Selection): Selection => ({ images: new Set(), cursor, anchor: cursor })

/** What is left where only `images` can be seen. */
export function narrowedTo(selection: Selection, images: ReadonlySet<number>): Selection {
  const kept = new Set([...selection.images].filter((image) => images.has(image)))
  return kept.size === selection.images.size ? selection : { ...selection, images: kept }
}

/** Where its places are after the list changed; a spot that is not in it any more is dropped. */
export function relocated(selection: Selection, places: ReadonlyMap<number, number | null>): Selection {
  const spotOf = (spot: Spot | null): Spot | null => {
    if (spot?.image === null || spot === null) return null
    const index = places.get(spot.image)
    return index === null || index === undefined ? null : { ...spot, index }
  }
  return { ...selection, cursor: spotOf(selection.cursor), anchor: spotOf(selection.anchor) }
}
