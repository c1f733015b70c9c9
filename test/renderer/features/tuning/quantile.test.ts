import { describe, expect, it } from 'vitest'
import { inOrder, quantile, shareBelow } from '../../../../src/renderer/features/tuning/filter/quantile.ts'

const sorted = Float32Array.of(0.5, 1, 2, 4, 8)

describe('quantile', () => {
  it('takes the value at a whole rank as it is', () => {
    expect([0, 0.25, 0.5, 0.75, 1].map((share) => quantile(sorted, share))).toEqual([0.5, 1, 2, 4, 8])
  })

  it('goes straight from one value to the next, as torch.quantile does', () => {
    expect(quantile(sorted, 0.375)).toBe(1.5)
    expect(quantile(sorted, 0.875)).toBe(6)
  })

  it('gives a float32: the pipeline computes in nothing finer', () => {
    const value = quantile(Float32Array.of(0.1, 0.2, 0.7), 0.3)
    expect(Math.fround(value)).toBe(value)
  })

  it('puts values in order without touching the given ones', () => {
    const values = Float32Array.of(10, 9, 2)
    expect([...inOrder(values)]).toEqual([2, 9, 10])
    expect([...values]).toEqual([10, 9, 2])
  })
})

describe('shareBelow', () => {
  it('is the way back from a quantile', () => {
    for (const share of [0, 0.1, 0.25, 0.33, 0.5, 0.871, 1])
      expect(shareBelow(sorted, quantile(sorted, share))).toBeCloseTo(share, 6)
  })

  it('stays within 0 and 1 beyond the values', () => {
    expect(shareBelow(sorted, 0.1)).toBe(0)
    expect(shareBelow(sorted, 100)).toBe(1)
  })
})
