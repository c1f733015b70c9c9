import { describe, expect, it } from 'vitest'
import {
  extendedTo,
  nothingSelected,
  onlySpot,
  selectedIn,
  settled,
  toggledSpot,
  type Spot,
} from '../../../../src/renderer/features/board/selection/board-selection.ts'
import type { Board } from '../../../../src/shared/boards.ts'
import type { GalleryRow, PickCondition } from '../../../../src/shared/gallery.ts'

const column = [11, 12, 13, 14, 15]
const spot = (image: number, condition: PickCondition = 'fog'): Spot => ({
  condition,
  image,
  index: column.indexOf(image),
})
const columns = (fog: readonly number[], night: readonly number[] = []) =>
  ({
    fog: fog.map((id) => ({ id }) as GalleryRow),
    night: night.map((id) => ({ id }) as GalleryRow),
    rain: [],
    snow: [],
  }) satisfies Board['columns']
const images = ({ images }: { readonly images: ReadonlySet<number> }) => [...images]

describe('the selection on the board', () => {
  it('grows and shrinks by Ctrl within a column, and begins anew in another', () => {
    const two = toggledSpot(onlySpot(spot(11)), spot(13))
    expect(images(two)).toEqual([11, 13])
    expect(images(toggledSpot(two, spot(11)))).toEqual([13])
    expect(images(toggledSpot(two, spot(21, 'night')))).toEqual([21])
  })

  it('extends from where it began, in both directions', () => {
    const down = extendedTo(onlySpot(spot(12)), spot(14), column)
    expect(images(down)).toEqual([12, 13, 14])
    const up = extendedTo(down, spot(11), column)
    expect(images(up)).toEqual([11, 12])
    expect(up.cursor?.image).toBe(11)
    expect(images(extendedTo(up, spot(21, 'night'), [21]))).toEqual([21])
  })

  it('takes a whole column and keeps the cursor', () => {
    expect(selectedIn('fog', column, column, spot(13)).cursor?.image).toBe(13)
    expect(selectedIn('fog', column, column, null).cursor?.image).toBe(11)
    expect(selectedIn('fog', [], column, spot(13))).toEqual(nothingSelected)
  })

  it('keeps to what is on the board, and the keys to the place of what is gone', () => {
    const all = selectedIn('fog', [12, 13], column, spot(13))
    const left = settled(all, columns([11, 12, 14, 15]))
    expect(images(left)).toEqual([12])
    expect(left.cursor).toEqual({ condition: 'fog', image: 14, index: 2 })
    const gone = settled(onlySpot(spot(15)), columns([11, 12]))
    expect(gone).toMatchObject({ images: new Set(), cursor: { image: 12, index: 1 } })
    expect(settled(onlySpot(spot(15)), columns([])).cursor).toBeNull()
    expect(settled(nothingSelected, columns([11]))).toEqual(nothingSelected)
  })

  it('finds its cursor where another put it', () => {
    expect(settled(onlySpot(spot(11)), columns([15, 14, 11])).cursor).toEqual({ condition: 'fog', image: 11, index: 2 })
  })
})
