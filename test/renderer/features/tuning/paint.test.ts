import { describe, expect, it } from 'vitest'
import { cividis, cividisPixels } from '../../../../src/renderer/features/tuning/filter/cividis.ts'
import { middleOf, placeAt, steppedPlace } from '../../../../src/renderer/features/tuning/filter/geometry.ts'
import { barsPath, histogram, onScale, scaleOf } from '../../../../src/renderer/features/tuning/filter/histogram.ts'
import { paintHeat, paintMask } from '../../../../src/renderer/features/tuning/filter/paint.ts'

const grid = { rows: 2, columns: 4 }

describe('places on a picture', () => {
  it('are found under a point, and their middle leads back to them', () => {
    for (let place = 0; place < 8; place++) expect(placeAt(middleOf(place, grid), grid)).toBe(place)
    expect(placeAt({ x: 0.999, y: 0.5 }, grid)).toBe(7)
    expect(placeAt({ x: 1, y: 0.5 }, grid)).toBeNull()
    expect(placeAt({ x: 0.5, y: -0.01 }, grid)).toBeNull()
  })

  it('are gone through by arrows, and the edge ends it', () => {
    expect(steppedPlace(0, 'ArrowRight', grid)).toBe(1)
    expect(steppedPlace(1, 'ArrowDown', grid)).toBe(5)
    expect(['ArrowLeft', 'ArrowUp'].map((key) => steppedPlace(0, key, grid))).toEqual([0, 0])
    expect(['ArrowRight', 'ArrowDown'].map((key) => steppedPlace(7, key, grid))).toEqual([7, 7])
  })
})

describe('the histogram', () => {
  it('counts every value once, the highest one in the last bin', () => {
    expect([...histogram(Float32Array.of(0, 1.9, 2, 7.9, 8), 8, { low: 0, high: 1 }, 4)]).toEqual([2, 1, 0, 2])
  })

  it('draws the highest bar to the top, and none for nothing', () => {
    expect(barsPath(Uint32Array.of(2, 0, 1), 0)).toBe(`M0 1V0H${1 / 3}V1ZM${2 / 3} 1V0.5H1V1Z`)
  })

  it('is as wide as 0 to 1 unless the values lie close together', () => {
    expect(scaleOf(Float32Array.of(0.4, 3, 7), 8)).toEqual({ low: 0, high: 1 })
    const { low, high } = scaleOf(Float32Array.of(0.31, 0.35, 0.44), 1)
    expect([low, high]).toEqual([0.3, 0.5])
    expect(onScale(0.4, { low, high })).toBeCloseTo(0.5)
  })
})

describe('painting', () => {
  it('gives similarities the colours of cividis, dark blue to yellow', () => {
    const [dark, bright] = [cividis(0), cividis(1)]
    expect(dark[2]).toBeGreaterThan(dark[0])
    expect(bright[0]).toBeGreaterThan(bright[2])
    const pixels = new Uint32Array(3)
    paintHeat(Float32Array.of(0, 4, 8), 8, { low: 0, high: 1 }, pixels)
    expect([...pixels]).toEqual([cividisPixels[0], cividisPixels[128], cividisPixels[255]])
  })

  it('covers kept places alone, with a white edge where they end', () => {
    const [width, height] = [16, 8]
    const pixels = new Uint32Array(width * height).fill(7)
    const mask = Uint8Array.of(0, 1, 1, 0, 0, 0, 0, 0)
    paintMask(grid, { mask, lit: null }, { distance: 4, width: 1, edge: 1 }, { width, height, pixels }, null)
    const at = (x: number, y: number) => pixels[y * width + x]!
    expect([at(0, 0), at(15, 0), at(4, 4)]).toEqual([0, 0, 0])
    expect([at(4, 1), at(11, 1), at(6, 0), at(6, 3)]).toEqual(Array(4).fill(0xffffffff))
    // no edge between two kept places, hatch in both
    expect([at(7, 1), at(8, 1)].every((pixel) => pixel !== 0xffffffff && pixel !== 0)).toBe(true)
    expect(pixels.filter((pixel) => pixel !== 0)).toHaveLength(2 * 4 * 4)
  })

  it('writes only what differs from before, and all that does', () => {
    const [hatch, size] = [
      { distance: 4, width: 1, edge: 1 },
      { width: 16, height: 8 },
    ]
    const [before, after] = [Uint8Array.of(0, 1, 1, 0, 0, 0, 0, 1), Uint8Array.of(0, 1, 0, 0, 1, 0, 0, 1)].map(
      (mask) => ({ mask, lit: null }),
    )
    const [fresh, again] = [new Uint32Array(128), new Uint32Array(128)]
    paintMask(grid, after!, hatch, { ...size, pixels: fresh }, null)
    paintMask(grid, before!, hatch, { ...size, pixels: again }, null)
    const corner = 7 * 16 + 15
    again[corner] = 7
    paintMask(grid, after!, hatch, { ...size, pixels: again }, before!)
    expect(again[corner]).toBe(7)
    again[corner] = fresh[corner]!
    expect(again).toEqual(fresh)
  })

  it('dims all but what is lit', () => {
    const pixels = new Uint32Array(8)
    const lit = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0)
    const size = { width: 4, height: 2, pixels }
    paintMask(grid, { mask: null, lit }, { distance: 4, width: 1, edge: 1 }, size, null)
    expect(pixels[0]).toBe(0)
    expect(new Set(pixels.subarray(1)).size).toBe(1)
    expect(pixels[1]! >>> 24).toBeGreaterThan(128)
  })
})
