import { describe, expect, it } from 'vitest'
import { classShares, pointedInWords, things } from '../../../../src/renderer/features/loupe/class-shares.ts'
import {
  borderPath,
  classAt,
  labelMapOf,
  overlayColours,
  paintOverlay,
  type OverlayLook,
} from '../../../../src/renderer/features/loupe/label-map.ts'

const [ROAD, CAR, VOID] = [0, 13, 255]
const look: OverlayLook = { strength: 0.5, hidden: new Set(), hasBorders: false, lit: null }

/** Road left, car right, void in the last row. */
const map = labelMapOf(
  { width: 4, height: 3, data: [ROAD, ROAD, CAR, CAR, ROAD, ROAD, CAR, CAR, VOID, VOID, VOID, VOID] },
  1,
)

const painted = (changes: Partial<OverlayLook>): Uint8Array => {
  const pixels = new Uint32Array(12)
  paintOverlay(map, overlayColours({ ...look, ...changes }), pixels)
  return new Uint8Array(pixels.buffer)
}
const pixel = (bytes: Uint8Array, place: number) => [...bytes.subarray(4 * place, 4 * place + 4)]

describe('the label over a picture', () => {
  it('has the colours of Cityscapes at its strength, and nothing where no class is', () => {
    const bytes = painted({})
    expect(pixel(bytes, 0)).toEqual([128, 64, 128, 128])
    expect(pixel(bytes, 3)).toEqual([0, 0, 142, 128])
    expect(pixel(bytes, 8)).toEqual([0, 0, 0, 0])
  })

  it('is read from every fourth byte of a canvas as well', () => {
    const data = [CAR, CAR, CAR, 255, ROAD, ROAD, ROAD, 255]
    const wide = labelMapOf({ width: 2, height: 1, data }, 4)
    expect([classAt(wide, 0, 0), classAt(wide, 1, 0)]).toEqual([CAR, ROAD])
  })

  it('knows the class of a pixel, at borders too', () => {
    expect([classAt(map, 1, 0), classAt(map, 2, 0), classAt(map, 0, 2)]).toEqual([ROAD, CAR, VOID])
  })

  it('has lines where a class ends', () => {
    expect(borderPath(map, look)).toBe('M0 2h4M2 0v2')
    const column = labelMapOf({ width: 2, height: 3, data: [ROAD, CAR, ROAD, CAR, ROAD, CAR] }, 1)
    expect(borderPath(column, look)).toBe('M1 0v3')
  })

  it('has no line between classes that are hidden, and of one that is pointed at only its own', () => {
    expect(borderPath(map, { ...look, hidden: new Set([ROAD, CAR] as (0 | 13)[]) })).toBe('')
    expect(borderPath(map, { ...look, hidden: new Set([ROAD as 0]) })).toBe('M2 2h2M2 0v2')
    expect(borderPath(map, { ...look, lit: 0 })).toBe('M0 2h2M2 0v2')
  })

  it('dims all but the class that is pointed at', () => {
    const bytes = painted({ lit: 13 })
    expect(pixel(bytes, 3)).toEqual([0, 0, 142, 128])
    expect(pixel(bytes, 0)[3]).toBeGreaterThan(160)
    expect(pixel(bytes, 8)).toEqual(pixel(bytes, 0))
  })
})

describe('the shares of a picture', () => {
  const classPixels = Array.from({ length: 20 }, () => 0)
  classPixels[0] = 60
  classPixels[13] = 30
  classPixels[19] = 10

  it('are those of its classes, largest first, and what has none', () => {
    expect(classShares({ classPixels })).toEqual({
      classes: [
        { trainId: 0, share: 0.6 },
        { trainId: 13, share: 0.3 },
      ],
      void: 0.1,
    })
    expect(classShares({ classPixels: null })).toBeNull()
  })

  it('are said at the pointer', () => {
    const shares = classShares({ classPixels })
    expect(pointedInWords(13, shares)).toBe('car · 30.0\u00a0% of the picture')
    expect(pointedInWords(null, shares)).toBe('no class · 10.0\u00a0% of the picture')
    expect(pointedInWords(5, null)).toBe('pole')
  })

  it('know things from surfaces', () => {
    expect([...things]).toEqual([11, 12, 13, 14, 15, 16, 17, 18])
  })
})
