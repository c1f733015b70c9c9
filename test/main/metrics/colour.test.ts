import { describe, expect, it } from 'vitest'
import { labPlanes } from '../../../src/main/metrics/colour.ts'
import { painted } from './drawn-transfers.ts'

describe('CIELAB', () => {
  // From Lindbloom's CIE colour calculator: sRGB, D65, no adaptation.
  it.each([
    ['white', [255, 255, 255], [100, 0, 0]],
    ['black', [0, 0, 0], [0, 0, 0]],
    ['red', [255, 0, 0], [53.2408, 80.0925, 67.2032]],
    ['green', [0, 255, 0], [87.7347, -86.1827, 83.1793]],
    ['blue', [0, 0, 255], [32.297, 79.1875, -107.8602]],
    ['middle grey', [119, 119, 119], [50.0344, 0, 0]],
    ['a grey on the straight part', [5, 5, 5], [1.3708, 0, 0]],
  ] as const)('of %s is known', (_, colour, [lightness, a, b]) => {
    const planes = labPlanes(painted(1, 1, () => colour))
    expect(Math.abs(planes.lightness[0]! - lightness)).toBeLessThan(0.01)
    expect(Math.abs(planes.a[0]! - a)).toBeLessThan(0.01)
    expect(Math.abs(planes.b[0]! - b)).toBeLessThan(0.01)
  })

  it('of a block is that of its mean light, not of its mean sample', () => {
    const chequered = painted(4, 2, (x, y) => ((x + y) % 2) * 255)
    const { width, height, lightness } = labPlanes(chequered, 2)
    expect([width, height]).toEqual([2, 1])
    expect(lightness[0]).toBeCloseTo(116 * Math.cbrt(0.5) - 16, 2)
  })
})
