import type { Span } from '../list/page-plan.ts'

/** How a grid of pictures lies in its width; all in pixels of CSS. */
export interface GridGeometry {
  readonly columns: number
  /** Of a picture. */
  readonly width: number
  readonly height: number
  /** From the upper edge of a row to that of the next: picture, caption, gap. */
  readonly rowHeight: number
}

export const GAP = 10
/** Around the grid. */
export const MARGIN = 12
/** Below a picture: its name and the value that is sorted by. */
const CAPTION = 20
/** Width by height: pictures are shown as they are used, 2:1. */
const RATIO = 2

/** Fills a width with as many pictures of at least `tileWidth` as fit. */
export function gridGeometry(available: number, tileWidth: number, maxColumns: number): GridGeometry {
  const inner = Math.max(1, available - 2 * MARGIN)
  const columns = Math.max(1, Math.min(maxColumns, Math.floor((inner + GAP) / (tileWidth + GAP))))
  const width = Math.floor((inner - GAP * (columns - 1)) / columns)
  const height = Math.round(width / RATIO)
  return { columns, width, height, rowHeight: height + CAPTION + GAP }
}

export const rowOf = (index: number, { columns }: GridGeometry): number => Math.floor(index / columns)
export const rowsOf = (total: number, { columns }: GridGeometry): number => Math.ceil(total / columns)

/** How far to scroll so that a picture's row is at the upper edge of the view, its margin above it. */
export const topOf = (index: number, geometry: GridGeometry): number => rowOf(index, geometry) * geometry.rowHeight

/** The places of the rows `first` to `last`, both included. */
export const spanOfRows = (first: number, last: number, total: number, { columns }: GridGeometry): Span => ({
  from: Math.min(total, first * columns),
  to: Math.min(total, (last + 1) * columns),
})

/** Whether a picture's row lies in a view as a whole. */
export function isInView(index: number, scrollTop: number, viewHeight: number, geometry: GridGeometry): boolean {
  const top = topOf(index, geometry) + MARGIN
  return top >= scrollTop && top + geometry.rowHeight - GAP <= scrollTop + viewHeight
}

/** How far to scroll so that a picture's row is in view: as little as possible. */
export function scrollTopShowing(index: number, scrollTop: number, viewHeight: number, geometry: GridGeometry): number {
  const top = topOf(index, geometry)
  const bottom = top + geometry.rowHeight - GAP + 2 * MARGIN
  if (top < scrollTop) return top
  return bottom > scrollTop + viewHeight ? bottom - viewHeight : scrollTop
}

/** What the style sheet of the grid knows of it. */
export const boxMeasures = ({ width, height }: Pick<GridGeometry, 'width' | 'height'>) =>
  ({ '--picture-width': `${width}px`, '--picture-height': `${height}px` }) as React.CSSProperties

/** The place of the picture under the pointer; null where there is none. */
export function indexUnder({ target }: { readonly target: EventTarget }): number | null {
  const index = (target as Element).closest<HTMLElement>('[data-index]')?.dataset['index']
  return index === undefined ? null : Number(index)
}
