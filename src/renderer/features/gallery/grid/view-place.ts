import type { Place } from '../list/picture-list.ts'
import { isInView, rowOf, topOf, type GridGeometry } from './geometry.ts'

interface View {
  readonly scrollTop: number
  readonly height: number
}

/**
 * What holds a view in its place when the rows move or get another size: the picture with the cursor where it is in view, else the
 * first in view. One that held it before goes on, so that sizing back and forth ends where it began.
 */
export function placeOfView(
  { scrollTop, height }: View,
  geometry: GridGeometry,
  before: Place,
  cursor: number | null,
): Place {
  if (cursor !== null && isInView(cursor, scrollTop, height, geometry)) return placeOf(cursor)
  const row = Math.max(0, Math.floor(scrollTop / geometry.rowHeight))
  return rowOf(before.index, geometry) === row ? placeOf(before.index) : placeOf(row * geometry.columns)

  function placeOf(index: number): Place {
    return { index, offset: scrollTop - topOf(index, geometry) }
  }
}

/** How far to scroll for a place. */
export function scrollTopOf({ index, offset }: Place, geometry: GridGeometry, viewHeight: number): number {
  const middle = (geometry.rowHeight - viewHeight) / 2
  return Math.max(0, Math.round(topOf(index, geometry) + (offset ?? middle)))
}
