import { expect, it } from 'vitest'
import { pictureStatistics } from '../../../../../src/main/catalog/indexing/reader/picture-statistics.ts'
import { drawScene, createScene } from '../../../../../src/main/scenes/scene.ts'

const grey = (width: number, height: number, valueAt: (x: number, y: number) => number) => ({
  ...{ width, height },
  data: Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3)
    return valueAt(pixel % width, Math.floor(pixel / width))
  }),
})

it('measures light, colour and focus of stripes as computed by hand', () => {
  // columns of 0 and 200 in turn: mean 100, spread 100, Laplacian +-400
  const { luminance, luminanceSpread, colour, sharpness } = pictureStatistics(grey(60, 30, (x) => (x % 2) * 200))
  expect(luminance).toBeCloseTo(100, 3)
  expect(luminanceSpread).toBeCloseTo(100, 3)
  expect(sharpness).toBeCloseTo(400, 3)
  // every third column is black and grey in turn: L* 0 and 80.6
  expect(colour[0]).toBeCloseTo(40.3, 1)
  expect(colour[3]).toBeCloseTo(40.3, 1)
  for (const at of [1, 2, 4, 5]) expect(colour[at]).toBeCloseTo(0, 1)
})

it('weighs the channels as Rec. 601 does, and tells colours apart', () => {
  const red = { width: 6, height: 6, data: Uint8Array.from({ length: 108 }, (_, i) => (i % 3 === 0 ? 255 : 0)) }
  const { luminance, luminanceSpread, colour, sharpness } = pictureStatistics(red)
  expect(luminance).toBeCloseTo(76.245, 3)
  expect([luminanceSpread, sharpness]).toEqual([expect.closeTo(0, 3), expect.closeTo(0, 3)])
  // CIELAB of sRGB red (D65)
  expect([...colour.slice(0, 3)].map(Math.round)).toEqual([53, 80, 67])
})

it('gives numbers for pictures without an inside', () => {
  for (const [width, height] of [
    [1, 1],
    [2, 1],
    [1, 384],
    [384, 2],
  ] as const) {
    const found = pictureStatistics(grey(width, height, (x, y) => x + y))
    expect([found.luminance, found.luminanceSpread, ...found.colour, found.sharpness].every(Number.isFinite)).toBe(true)
    expect(found.sharpness).toBe(0)
  }
})

it('finds a night darker and fog duller and less sharp than a clear day of the same street', () => {
  const scene = createScene(9, { height: 192, width: 384 })
  const [clear, night, fog] = (['clear', 'night', 'fog'] as const).map((weather) =>
    pictureStatistics(drawScene(scene, weather)),
  )
  expect(night!.luminance).toBeLessThan(clear!.luminance - 20)
  expect(fog!.sharpness).toBeLessThan(clear!.sharpness)
  expect(fog!.luminanceSpread).toBeLessThan(clear!.luminanceSpread)
})
