import { describe, expect, it } from 'vitest'
import { movedIndex } from '../../../../src/renderer/features/gallery/selection/cursor-moves.ts'
import {
  allSelected,
  cleared,
  extendedTo,
  movedCursor,
  narrowedTo,
  nothingSelected,
  onlySpot,
  rangeTo,
  relocated,
  toggledSpot,
} from '../../../../src/renderer/features/gallery/selection/selection.ts'

const spot = (index: number) => ({ index, image: 100 + index })
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, step) => 100 + from + step)

describe('a selection', () => {
  it('is one picture after a click, and more or less by Ctrl', () => {
    const one = onlySpot(spot(4))
    expect([...one.images]).toEqual([104])
    const two = toggledSpot(one, spot(7))
    expect([...two.images]).toEqual([104, 107])
    expect([...toggledSpot(two, spot(4)).images]).toEqual([107])
  })

  it('is a range from its anchor by Shift, to either side', () => {
    const begun = onlySpot(spot(10))
    expect(rangeTo(begun, 13)).toEqual({ from: 10, to: 14 })
    const down = extendedTo(begun, spot(13), range(10, 14))
    expect(rangeTo(down, 8)).toEqual({ from: 8, to: 11 })
    const up = extendedTo(down, spot(8), range(8, 11))
    expect([...up.images]).toEqual([108, 109, 110])
    expect(up).toMatchObject({ cursor: { index: 8 }, anchor: { index: 10 } })
  })

  it('begins a range where the keys acted when there is no anchor', () => {
    const walked = movedCursor(nothingSelected, spot(5))
    const drawn = extendedTo(walked, spot(7), range(5, 8))
    expect(drawn.anchor).toEqual(spot(5))
    expect(rangeTo(drawn, 9)).toEqual({ from: 5, to: 10 })
  })

  it('with Ctrl and Shift keeps what it had', () => {
    const begun = toggledSpot(onlySpot(spot(1)), spot(10))
    expect([...extendedTo(begun, spot(11), range(10, 12), begun.images).images]).toEqual([101, 110, 111])
  })

  it('stays while the keys walk, and is all or nothing with the cursor where it was', () => {
    const walked = movedCursor(onlySpot(spot(2)), spot(9))
    expect([...walked.images]).toEqual([102])
    const all = allSelected(walked, range(0, 50))
    expect(all.images.size).toBe(50)
    expect(cleared(all)).toMatchObject({ images: new Set(), cursor: { index: 9 } })
  })

  it('keeps what a new filter leaves, and moves with the list', () => {
    const some = toggledSpot(onlySpot(spot(3)), spot(5))
    expect([...narrowedTo(some, new Set([105, 200])).images]).toEqual([105])
    expect(narrowedTo(some, new Set([103, 105]))).toBe(some)
    expect(relocated(some, new Map([[105, 8]]))).toMatchObject({ cursor: { index: 8, image: 105 } })
    expect(relocated(some, new Map([[105, null]])).cursor).toBeNull()
  })

  it('of a picture that is not there yet selects nothing', () => {
    expect(onlySpot({ index: 4, image: null }).images.size).toBe(0)
  })
})

describe('the cursor', () => {
  const grid = { columns: 5, rowsInView: 4, total: 23 }
  it.each([
    ['ArrowRight', 4, 5],
    ['ArrowRight', 22, 22],
    ['ArrowLeft', 0, 0],
    ['ArrowDown', 3, 8],
    ['ArrowUp', 3, 3],
    ['ArrowDown', 19, 22],
    ['ArrowDown', 21, 21],
    ['PageDown', 2, 17],
    ['PageUp', 17, 2],
    ['PageUp', 7, 2],
    ['PageDown', 20, 22],
    ['Home', 17, 0],
    ['End', 1, 22],
  ])('%s from %d comes to %d', (key, from, to) => {
    expect(movedIndex(key, from, grid)).toBe(to)
  })
})
