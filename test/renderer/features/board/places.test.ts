import { describe, expect, it } from 'vitest'
import {
  columnBeside,
  dropIndex,
  neighbour,
  othersBefore,
  stepped,
  type Arrow,
  type Box,
} from '../../../../src/renderer/features/board/selection/places.ts'

/** A card of 100 x 50 in a grid of 110 x 60. */
const at = (column: number, row: number): Box => ({
  left: column * 110,
  top: row * 60,
  right: column * 110 + 100,
  bottom: row * 60 + 50,
})

describe('an arrow', () => {
  // fog has three cards, night one, rain none, snow two
  const four = [at(0, 0), at(0, 1), at(0, 2), at(1, 0), at(3, 0), at(3, 1)]
  const go = (from: number, arrow: Arrow) => neighbour(four, from, arrow)

  it('goes up and down within a column and stays at its ends', () => {
    expect(go(0, 'ArrowDown')).toBe(1)
    expect(go(2, 'ArrowUp')).toBe(1)
    expect(go(2, 'ArrowDown')).toBeUndefined()
    expect(go(3, 'ArrowDown')).toBeUndefined()
    expect(go(0, 'ArrowUp')).toBeUndefined()
  })

  it('goes to the nearest column with a card, at the height that is nearest', () => {
    expect(go(2, 'ArrowRight')).toBe(3)
    expect(go(3, 'ArrowRight')).toBe(4)
    expect(go(5, 'ArrowLeft')).toBe(3)
    expect(go(3, 'ArrowLeft')).toBe(0)
    expect(go(5, 'ArrowRight')).toBeUndefined()
    expect(go(1, 'ArrowLeft')).toBeUndefined()
  })

  it('goes on in the column below where columns are two by two', () => {
    const twoByTwo = [at(0, 0), at(1, 0), at(0, 1), at(2, 0), at(0, 4), at(1, 4)]
    expect(neighbour(twoByTwo, 2, 'ArrowDown')).toBe(4)
    expect(neighbour(twoByTwo, 4, 'ArrowUp')).toBe(2)
    expect(neighbour(twoByTwo, 0, 'ArrowRight')).toBe(1)
    expect(neighbour(twoByTwo, 1, 'ArrowRight')).toBe(3)
  })
})

describe('what is carried', () => {
  it('drops before the card whose upper half it is over, one card across', () => {
    const cards = [at(0, 0), at(0, 1), at(0, 2)]
    expect(dropIndex(cards, 50, -100)).toBe(0)
    expect(dropIndex(cards, 50, 20)).toBe(0)
    expect(dropIndex(cards, 50, 40)).toBe(1)
    expect(dropIndex(cards, 50, 70)).toBe(1)
    expect(dropIndex(cards, 50, 999)).toBe(3)
    expect(dropIndex([], 50, 50)).toBe(0)
  })

  it('drops left or right of a card, two across', () => {
    const cards = [at(0, 0), at(1, 0), at(0, 1), at(1, 1), at(0, 2)]
    expect(dropIndex(cards, 20, 20)).toBe(0)
    expect(dropIndex(cards, 80, 20)).toBe(1)
    expect(dropIndex(cards, 200, 20)).toBe(2)
    expect(dropIndex(cards, 20, 70)).toBe(2)
    expect(dropIndex(cards, 150, 70)).toBe(3)
    expect(dropIndex(cards, 90, 140)).toBe(5)
  })

  it('comes after the pictures that stay, not after those that are carried', () => {
    const column = [1, 2, 3, 4, 5]
    expect(othersBefore(column, new Set([1, 2]), 4)).toBe(2)
    expect(othersBefore(column, new Set([9]), 4)).toBe(4)
  })
})

describe('a step within a column', () => {
  const column = [1, 2, 3, 4, 5]
  const after = (moved: readonly number[], by: -1 | 1): readonly number[] => {
    const others = column.filter((image) => !moved.includes(image))
    return others.toSpliced(stepped(column, new Set(moved), by), 0, ...moved)
  }

  it('passes one other picture, and gathers what is apart', () => {
    expect(after([3], -1)).toEqual([1, 3, 2, 4, 5])
    expect(after([3], 1)).toEqual([1, 2, 4, 3, 5])
    expect(after([2, 3], 1)).toEqual([1, 4, 2, 3, 5])
    expect(after([2, 4], -1)).toEqual([2, 4, 1, 3, 5])
  })

  it('stays at the ends', () => {
    expect(after([1], -1)).toEqual(column)
    expect(after([5], 1)).toEqual(column)
  })
})

it('a column has one beside it but at the ends', () => {
  expect([columnBeside('fog', -1), columnBeside('fog', 1), columnBeside('snow', 1)]).toEqual([
    undefined,
    'night',
    undefined,
  ])
})
