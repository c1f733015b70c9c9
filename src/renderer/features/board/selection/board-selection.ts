import type { Board } from '../../../../shared/boards.ts'
import type { PickCondition } from '../../../../shared/gallery.ts'

/** A card: the picture may be in several columns. */
export interface Spot {
  readonly condition: PickCondition
  readonly image: number
  /** Its place in the column when it was pointed at: where the keys act once it is gone. */
  readonly index: number
}

/** What is selected, all in one column, and where keys act. */
export interface BoardSelection {
  readonly images: ReadonlySet<number>
  readonly cursor: Spot | null
  /** Where a range begins that is drawn with Shift. */
  readonly anchor: Spot | null
}

export const nothingSelected: BoardSelection = { images: new Set(), cursor: null, anchor: null }

/** A click, an arrow: this one alone. */
export const onlySpot = (spot: Spot): BoardSelection => ({ images: new Set([spot.image]), cursor: spot, anchor: spot })

/** Ctrl and a click: this one more, or not any more; in another column it alone. */
export function toggledSpot({ images, cursor }: BoardSelection, spot: Spot): BoardSelection {
  const next = new Set(cursor?.condition === spot.condition ? images : [])
  if (!next.delete(spot.image)) next.add(spot.image)
  return { images: next, cursor: spot, anchor: spot }
}

/** Shift: all from the anchor to the spot; in another column the spot alone. `column`: the ids in their order. */
export function extendedTo({ anchor }: BoardSelection, spot: Spot, column: readonly number[]): BoardSelection {
  const begin = anchor?.condition === spot.condition ? column.indexOf(anchor.image) : -1
  if (begin === -1) return onlySpot(spot)
  const end = column.indexOf(spot.image)
  return { images: new Set(column.slice(Math.min(begin, end), Math.max(begin, end) + 1)), cursor: spot, anchor }
}

/** All of a column, or some; keys act at the one that they acted at, else at the first. */
export function selectedIn(
  condition: PickCondition,
  images: readonly number[],
  column: readonly number[],
  cursor: Spot | null,
): BoardSelection {
  const [first] = images
  if (first === undefined) return nothingSelected
  const image = cursor && images.includes(cursor.image) ? cursor.image : first
  const spot = { condition, image, index: Math.max(0, column.indexOf(image)) }
  return { images: new Set(images), cursor: spot, anchor: spot }
}

/** What is left of a selection on the board as it is now: where its cursor is gone, keys act on what took its place. */
export function settled(selection: BoardSelection, columns: Board['columns']): BoardSelection {
  const { images, cursor, anchor } = selection
  if (!cursor) return nothingSelected
  const column = columns[cursor.condition].map(({ id }) => id)
  const kept = new Set(column.filter((image) => images.has(image)))
  const at = (spot: Spot | null): Spot | null => {
    if (!spot || spot.condition !== cursor.condition) return null
    const found = column.indexOf(spot.image)
    const index = found === -1 ? Math.min(spot.index, column.length - 1) : found
    const image = column[index]
    return image === undefined ? null : { ...spot, image, index }
  }
  return { images: kept, cursor: at(cursor), anchor: at(anchor) }
}
