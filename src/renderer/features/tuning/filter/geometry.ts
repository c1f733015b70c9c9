import type { Grid } from './filter-run.ts'

/** A point of a picture, 0 to 1 from its left and top. */
export interface Fraction {
  readonly x: number
  readonly y: number
}

/** The place under a point of the picture; null beside it. */
export function placeAt({ x, y }: Fraction, { rows, columns }: Grid): number | null {
  if (!(x >= 0 && x < 1 && y >= 0 && y < 1)) return null
  return Math.floor(y * rows) * columns + Math.floor(x * columns)
}

/** The middle of a place. */
export const middleOf = (place: number, { rows, columns }: Grid): Fraction => ({
  x: ((place % columns) + 0.5) / columns,
  y: (Math.floor(place / columns) + 0.5) / rows,
})

/** The place beside another one, as arrows go; the same one at the edge. */
export function steppedPlace(place: number, key: string, { rows, columns }: Grid): number {
  const [row, column] = [Math.floor(place / columns), place % columns]
  if (key === 'ArrowLeft') return column > 0 ? place - 1 : place
  if (key === 'ArrowRight') return column < columns - 1 ? place + 1 : place
  if (key === 'ArrowUp') return row > 0 ? place - columns : place
  return row < rows - 1 ? place + columns : place
}
