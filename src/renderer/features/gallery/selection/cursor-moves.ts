/** How a grid looks to the keys. */
export interface GridShape {
  readonly columns: number
  /** Whole rows in view. */
  readonly rowsInView: number
  readonly total: number
}

/** Where a key brings the cursor from a place; an arrow at an edge stays. */
export function movedIndex(key: string, index: number, { columns, rowsInView, total }: GridShape): number {
  const last = total - 1
  const page = Math.max(1, rowsInView - 1) * columns
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, index - 1)
    case 'ArrowRight':
      return Math.min(last, index + 1)
    case 'ArrowUp':
      return index - columns < 0 ? index : index - columns
    case 'ArrowDown':
      return downFrom(index, columns, last)
    case 'PageUp':
      return Math.max(index % columns, index - page)
    case 'PageDown':
      return Math.min(last, index + page)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return index
  }
}

/** From above a last row that is not full, to its end. */
function downFrom(index: number, columns: number, last: number): number {
  if (index + columns <= last) return index + columns
  const isInLastRow = Math.floor(index / columns) === Math.floor(last / columns)
  return isInLastRow ? index : last
}

export const movingKeys = [
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'PageUp',
  'PageDown',
] as const
