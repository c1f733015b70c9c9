import { describe, expect, it } from 'vitest'
import { boxMean, luma, shrinkFactor, shrinkLabels, smooth } from '../../../src/main/metrics/planes.ts'
import { labelled, painted } from './drawn-transfers.ts'

const plane = (width: number, height: number) => ({
  width,
  height,
  values: Float32Array.from({ length: width * height }, (_, at) => (at * 7919) % 101),
})

describe('a plane', () => {
  it.each([
    [9, 7, 2],
    [5, 3, 8],
    [1, 6, 1],
    [4, 4, 4],
  ])('of %ix%i has the mean of what is within %i pixels', (width, height, radius) => {
    const given = plane(width, height)
    const { values } = boxMean(given, radius)
    for (let at = 0; at < values.length; at++) {
      const near = [...given.values].filter(
        (_, other) =>
          Math.abs((other % width) - (at % width)) <= radius &&
          Math.abs(Math.floor(other / width) - Math.floor(at / width)) <= radius,
      )
      expect(values[at]).toBeCloseTo(near.reduce((sum, value) => sum + value) / near.length, 3)
    }
  })

  it('is smoothed along rows and columns, its edge repeated', () => {
    const point = { width: 3, height: 3, values: Float32Array.of(16, 0, 0, 0, 0, 0, 0, 0, 0) }
    expect([...smooth(point, [0.5, 0.25]).values]).toEqual([9, 3, 0, 3, 1, 0, 0, 0, 0])
    const row = { width: 5, height: 1, values: Float32Array.of(0, 0, 4, 0, 0) }
    expect([...smooth(row, [0.5, 0.25], 2).values]).toEqual([1, 0, 2, 0, 1])
  })
})

describe('shrinking', () => {
  it('goes by whole factors to about the rows asked for', () => {
    const factors = [1, 100, 383, 384, 512, 1052].map((side) => shrinkFactor({ width: 2 * side, height: side }, 256))
    expect(factors).toEqual([1, 1, 1, 2, 2, 4])
  })

  it('takes the mean luma of blocks and leaves out what fills none', () => {
    const image = painted(5, 3, (x, y) => [10 * x, 20 * y, 0])
    const { width, height, values } = luma(image, 2)
    expect([width, height]).toEqual([2, 1])
    expect(values[0]).toBeCloseTo(0.299 * 5 + 0.587 * 10, 4)
    expect(values[1]).toBeCloseTo(0.299 * 25 + 0.587 * 10, 4)
  })

  it('keeps a label only where the whole block has it', () => {
    const label = labelled(6, 2, (x) => (x < 3 ? 4 : 7))
    expect([...shrinkLabels(label, 2).trainIds]).toEqual([4, 255, 7])
  })
})
