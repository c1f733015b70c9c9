import { GAP, MARGIN, type GridGeometry } from './geometry.ts'

/** A point of the whole grid, in pixels of CSS. */
export interface GridPoint {
  readonly x: number
  readonly y: number
}

/** The rows and columns that a rubber band touches, all included. */
export interface Band {
  readonly firstRow: number
  readonly lastRow: number
  readonly firstColumn: number
  readonly lastColumn: number
}

/** The band from one corner to the other; null where it touches no picture. */
export function bandBetween(a: GridPoint, b: GridPoint, geometry: GridGeometry): Band | null {
  const { columns, width, rowHeight } = geometry
  const [firstRow, lastRow] = touched(a.y, b.y, rowHeight, rowHeight - GAP)
  const [firstColumn, lastColumn] = touched(a.x, b.x, width + GAP, width)
  const band = { firstRow, lastRow, firstColumn, lastColumn: Math.min(lastColumn, columns - 1) }
  return band.firstRow > band.lastRow || band.firstColumn > band.lastColumn ? null : band
}

/** The cells of `size`, one every `step`, that an interval touches. */
function touched(a: number, b: number, step: number, size: number): [first: number, last: number] {
  const [low, high] = [Math.min(a, b) - MARGIN, Math.max(a, b) - MARGIN]
  const below = Math.floor(low / step)
  const isInGap = low - below * step > size
  return [Math.max(0, isInGap ? below + 1 : below), Math.floor(high / step)]
}

export function isInBand(
  { firstRow, lastRow, firstColumn, lastColumn }: Band,
  index: number,
  columns: number,
): boolean {
  const [row, column] = [Math.floor(index / columns), index % columns]
  return row >= firstRow && row <= lastRow && column >= firstColumn && column <= lastColumn
}
