import type { PickCondition } from '../../../../shared/gallery.ts'
import { pickConditions } from '../../../../shared/conditions.ts'

/** A box on screen, in pixels. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown'

const overlap = (one: Box, other: Box): boolean => one.left < other.right && other.left < one.right
const middle = ({ top, bottom }: Box): number => (top + bottom) / 2

/**
 * Where an arrow leads among cards in columns of any width: up and down to the nearest above or below, left and right to the nearest
 * column of cards with one, at the height that is nearest.
 *
 * @returns its index, or undefined at an edge
 */
export function neighbour(boxes: readonly Box[], from: number, arrow: Arrow): number | undefined {
  const own = boxes[from]!
  const beside = boxes.flatMap((box, index) => (isBeyond(box, own, arrow) ? [{ box, index }] : []))
  if (arrow === 'ArrowUp' || arrow === 'ArrowDown') {
    const distance = ({ box }: (typeof beside)[number]) => Math.abs(middle(box) - middle(own))
    return least(beside, distance)?.index
  }
  const aside = ({ box }: (typeof beside)[number]) => Math.abs(box.left - own.left)
  const nearest = least(beside, aside)
  const inColumn = beside.filter(({ box }) => nearest && overlap(box, nearest.box))
  return least(inColumn, ({ box }) => Math.abs(middle(box) - middle(own)))?.index
}

function isBeyond(box: Box, own: Box, arrow: Arrow): boolean {
  switch (arrow) {
    case 'ArrowLeft':
      return box.right <= own.left
    case 'ArrowRight':
      return box.left >= own.right
    case 'ArrowUp':
      return box.bottom <= own.top && overlap(box, own)
    case 'ArrowDown':
      return box.top >= own.bottom && overlap(box, own)
  }
}

function least<Value>(values: readonly Value[], measure: (value: Value) => number): Value | undefined {
  let best: Value | undefined
  for (const value of values) if (best === undefined || measure(value) < measure(best)) best = value
  return best
}

/** Before which card of a column something is dropped; the number of cards: after the last. */
export function dropIndex(boxes: readonly Box[], x: number, y: number): number {
  const hasRows = boxes.some((box, index) => index > 0 && box.top === boxes[index - 1]!.top)
  const isBefore = (box: Box): boolean => {
    if (y < box.top) return true
    if (!hasRows) return y < middle(box)
    return y < box.bottom && x < (box.left + box.right) / 2
  }
  const found = boxes.findIndex(isBefore)
  return found === -1 ? boxes.length : found
}

/** How many pictures that are not moved come before a place in the column: what `boards.move` asks for. */
export function othersBefore(column: readonly number[], moved: ReadonlySet<number>, index: number): number {
  return column.slice(0, index).filter((image) => !moved.has(image)).length
}

/** Where pictures of a column come to be that go one place towards its begin (-1) or end (1), counted as `othersBefore`. */
export function stepped(column: readonly number[], moved: ReadonlySet<number>, by: -1 | 1): number {
  const places = column.flatMap((image, index) => (moved.has(image) ? [index] : []))
  const edge = by === -1 ? Math.min(...places) : Math.max(...places)
  return Math.max(0, othersBefore(column, moved, edge) + by)
}

/** The column beside one; none beyond the first and the last. */
export const columnBeside = (condition: PickCondition, by: -1 | 1): PickCondition | undefined =>
  pickConditions[pickConditions.indexOf(condition) + by]
