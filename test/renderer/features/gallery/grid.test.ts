import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  gridGeometry,
  isInView,
  rowsOf,
  scrollTopShowing,
  spanOfRows,
  topOf,
} from '../../../../src/renderer/features/gallery/grid/geometry.ts'
import { rowSprite } from '../../../../src/renderer/features/gallery/grid/row-sprite.ts'
import { bandBetween, isInBand } from '../../../../src/renderer/features/gallery/grid/rubber-band.ts'
import { ScrollSpeed } from '../../../../src/renderer/features/gallery/grid/scroll-speed.ts'
import { placeOfView, scrollTopOf } from '../../../../src/renderer/features/gallery/grid/view-place.ts'
import type { GalleryRow } from '../../../../src/shared/gallery.ts'

/** What is left beside rail, filters and scroll bar. */
const room = { 1280: 1196, 1440: 1108, 1920: 1588 }

describe('the geometry of the grid', () => {
  it('fills the width: six, five and eight columns', () => {
    const columns = Object.values(room).map((width) => gridGeometry(width, 186, 40).columns)
    expect(columns).toEqual([5, 8, 6].toSorted((a, b) => [6, 5, 8].indexOf(a) - [6, 5, 8].indexOf(b)))
    for (const width of Object.values(room)) {
      const grid = gridGeometry(width, 186, 40)
      const used = grid.columns * grid.width + (grid.columns - 1) * 10 + 24
      expect(used).toBeLessThanOrEqual(width)
      expect(width - used).toBeLessThan(grid.columns)
    }
  })

  it('has at least one column and at most as many as a sprite', () => {
    expect(gridGeometry(50, 186, 40).columns).toBe(1)
    expect(gridGeometry(20_000, 144, 40).columns).toBe(40)
  })

  it('ends with a row that is not full', () => {
    const grid = gridGeometry(room[1440], 186, 40)
    expect(rowsOf(23, grid)).toBe(5)
    expect(spanOfRows(4, 4, 23, grid)).toEqual({ from: 20, to: 23 })
  })

  it('shows a picture by scrolling as little as possible', () => {
    const grid = gridGeometry(room[1440], 186, 40)
    expect(scrollTopShowing(0, 0, 800, grid)).toBe(0)
    const down = scrollTopShowing(100, 0, 800, grid)
    expect(isInView(100, down, 800, grid)).toBe(true)
    expect(isInView(105, down, 800, grid)).toBe(false)
    expect(scrollTopShowing(100, down, 800, grid)).toBe(down)
    const up = scrollTopShowing(50, down, 800, grid)
    expect(isInView(50, up, 800, grid)).toBe(true)
    expect(isInView(45, up, 800, grid)).toBe(false)
  })
})

describe('the place of a view', () => {
  const five = gridGeometry(room[1440], 186, 40)
  const eight = gridGeometry(room[1920], 186, 40)
  const begin = { index: 0, offset: 0 }

  it('is held by the first picture in view, through sizes and back', () => {
    const scrollTop = topOf(500, five) + 17
    const place = placeOfView({ scrollTop, height: 800 }, five, begin, null)
    expect(place).toEqual({ index: 500, offset: 17 })
    const wider = scrollTopOf(place, eight, 800)
    const stillTheSame = placeOfView({ scrollTop: wider, height: 800 }, eight, place, null)
    expect(stillTheSame.index).toBe(500)
    expect(scrollTopOf(stillTheSame, five, 800)).toBe(scrollTop)
  })

  it('is held by the picture with the cursor where it is in view', () => {
    const scrollTop = topOf(500, five)
    expect(placeOfView({ scrollTop, height: 800 }, five, begin, 507).index).toBe(507)
    expect(placeOfView({ scrollTop, height: 800 }, five, begin, 900).index).toBe(500)
  })

  it('is the middle where nothing else is said', () => {
    const scrollTop = scrollTopOf({ index: 1000, offset: null }, five, 800)
    expect(topOf(1000, five) - scrollTop).toBeCloseTo((800 - five.rowHeight) / 2, 0)
    expect(scrollTopOf({ index: 1, offset: null }, five, 800)).toBe(0)
  })
})

describe('a rubber band', () => {
  const grid = gridGeometry(room[1440], 186, 40)
  const inside = (column: number, row: number) => ({
    x: 12 + column * (grid.width + 10) + 20,
    y: 12 + row * grid.rowHeight + 20,
  })

  it('takes what it touches, whichever corner it begins at', () => {
    const band = { firstRow: 1, lastRow: 3, firstColumn: 1, lastColumn: 2 }
    expect(bandBetween(inside(1, 1), inside(2, 3), grid)).toEqual(band)
    expect(bandBetween(inside(2, 3), inside(1, 1), grid)).toEqual(band)
    expect(isInBand(band, 6, 5)).toBe(true)
    expect(isInBand(band, 8, 5)).toBe(false)
    expect(isInBand(band, 21, 5)).toBe(false)
  })

  it('drawn between pictures takes none', () => {
    const gap = 12 + grid.width + 5
    expect(bandBetween({ x: gap - 2, y: 40 }, { x: gap + 2, y: 400 }, grid)).toBeNull()
  })

  it('beyond the edges takes the edges', () => {
    expect(bandBetween({ x: -50, y: -50 }, { x: 5000, y: 60 }, grid)).toEqual({
      firstRow: 0,
      lastRow: 0,
      firstColumn: 0,
      lastColumn: 4,
    })
  })
})

describe('the speed of scrolling', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is a race from 4 pixels a millisecond, until it is half of that or stops', () => {
    const speed = new ScrollSpeed()
    speed.read(0, 0)
    speed.read(40, 16)
    expect(speed.isFast()).toBe(false)
    speed.read(440, 32)
    expect(speed.isFast()).toBe(true)
    speed.read(490, 48)
    expect(speed.isFast()).toBe(true)
    speed.read(510, 64)
    expect(speed.isFast()).toBe(false)
    speed.read(2000, 80)
    vi.advanceTimersByTime(100)
    expect(speed.isFast()).toBe(false)
  })

  it('is a race from scroll to scroll on a slow machine too', () => {
    const speed = new ScrollSpeed()
    speed.read(0, 0)
    speed.read(400, 110)
    expect(speed.isFast()).toBe(true)
    vi.advanceTimersByTime(90)
    expect(speed.isFast()).toBe(true)
    vi.advanceTimersByTime(11)
    expect(speed.isFast()).toBe(false)
  })

  it('goes on while the page was too busy to hear the next scroll', () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(0)
    const speed = new ScrollSpeed()
    speed.read(0, 0)
    speed.read(400, 16)
    now.mockReturnValue(300)
    vi.advanceTimersByTime(60)
    expect(speed.isFast()).toBe(true)
    speed.read(800, 301)
    vi.advanceTimersByTime(100)
    expect(speed.isFast()).toBe(false)
    now.mockRestore()
  })

  it('does not take one jump for a race', () => {
    const speed = new ScrollSpeed()
    speed.read(0, 0)
    vi.advanceTimersByTime(1000)
    speed.read(1_000_000, 1000)
    expect(speed.isFast()).toBe(false)
  })
})

describe('the sprite of a row', () => {
  const row = (id: number, thumbnail = true) => ({ id, thumbnail }) as GalleryRow

  it('has the pictures that have thumbnails, in steps of width', () => {
    expect(rowSprite([row(4), row(8, false), row(15)], { width: 209, height: 104 }, 1)).toEqual({
      images: [4, 15],
      width: 224,
      height: 111,
    })
    expect(rowSprite([row(4, false)], { width: 209, height: 104 }, 1)).toBeNull()
  })

  it('has no more pixels than thumbnails', () => {
    expect(rowSprite([row(1)], { width: 300, height: 150 }, 2)).toMatchObject({ width: 384, height: 192 })
  })
})
