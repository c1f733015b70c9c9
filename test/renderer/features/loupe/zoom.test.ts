import { describe, expect, it } from 'vitest'
import {
  fitScale,
  panned,
  pixelAt,
  placed,
  zoomedAt,
  zoomedTo,
  type Scene,
} from '../../../../src/renderer/features/loupe/zoom.ts'

const scene: Scene = {
  picture: { width: 2048, height: 1024 },
  stage: { width: 1024, height: 700 },
  density: 1,
}

describe('a picture on its stage', () => {
  it('is seen as a whole, in the middle', () => {
    const { left, top, width, height } = placed('fit', scene)
    expect([left, width]).toEqual([12, 1000])
    expect(top).toBeCloseTo((700 - height) / 2)
  })

  it('is not made larger than four times', () => {
    expect(fitScale({ ...scene, picture: { width: 64, height: 32 } })).toBe(4)
  })

  it('keeps what is under the pointer while it is zoomed', () => {
    const at = { x: 300, y: 350 }
    const before = pixelAt('fit', scene, at)!
    const zoom = zoomedAt('fit', scene, at, 3)
    const after = pixelAt(zoom, scene, at)!
    expect(Math.abs(after.x - before.x)).toBeLessThan(3)
    expect(Math.abs(after.y - before.y)).toBeLessThan(3)
  })

  it('is whole again when it is zoomed out, and never bares an edge', () => {
    const zoom = zoomedAt('fit', scene, { x: 500, y: 350 }, 4)
    expect(zoomedAt(zoom, scene, { x: 0, y: 0 }, 0.01)).toBe('fit')
    for (const by of [
      { x: 9999, y: 9999 },
      { x: -9999, y: -9999 },
    ]) {
      const { left, top, width, height } = placed(panned(zoom, scene, by), scene)
      expect(left).toBeLessThanOrEqual(0)
      expect(left + width).toBeGreaterThanOrEqual(1024)
      expect(top).toBeLessThanOrEqual(0)
      expect(top + height).toBeGreaterThanOrEqual(700)
    }
  })

  it('follows a drag back at once after the edge', () => {
    const zoom = zoomedTo('fit', scene, 1)
    const far = panned(zoom, scene, { x: 9999, y: 0 })
    expect(placed(panned(far, scene, { x: -10, y: 0 }), scene).left).toBe(-10)
  })

  it('at 100 % has a pixel of the screen for each of its own', () => {
    const dense = { ...scene, density: 2 }
    expect(placed(zoomedTo('fit', dense, 1), dense).width).toBe(1024)
    expect(placed(zoomedTo('fit', scene, 1), scene).width).toBe(2048)
  })

  it('has no pixel beside it', () => {
    expect(pixelAt('fit', scene, { x: 5, y: 350 })).toBeNull()
    expect(pixelAt('fit', scene, { x: 512, y: 350 })).toEqual({ x: 1024, y: 512 })
  })
})
