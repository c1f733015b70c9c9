import { describe, expect, it } from 'vitest'
import { UsageError } from '../../../../src/shared/errors.ts'
import { classTotals } from '../../../../src/main/catalog/sampling/class-pixels.ts'
import { rareClassProbabilities } from '../../../../src/main/catalog/sampling/rare-classes.ts'
import { countsOf, tableOfCounts } from '../class-pixel-rows.ts'

const totals = countsOf({ road: 700, sky: 200, car: 90, bus: 10, void: 5000 })

describe('the class probabilities of rare class sampling', () => {
  it('are exp((1 - f) / T), normalised over the classes that occur', () => {
    const probabilities = rareClassProbabilities(totals, 0.5)
    const unscaled = [0.7, 0.2, 0.09, 0.01].map((frequency) => Math.exp((1 - frequency) / 0.5))
    const sum = unscaled.reduce((total, value) => total + value, 0)
    expect(probabilities.map(({ trainId }) => trainId)).toEqual([0, 10, 13, 15])
    probabilities.forEach(({ probability }, index) => expect(probability).toBeCloseTo(unscaled[index]! / sum, 12))
  })

  it('do not count void', () => {
    expect(rareClassProbabilities(totals, 0.01).map(({ frequency }) => frequency)).toEqual([0.7, 0.2, 0.09, 0.01])
  })

  it("give DAFormer's values at a temperature of 0.01 by hand", () => {
    const [road, sky, car, bus] = rareClassProbabilities(totals, 0.01).map(({ probability }) => probability)
    expect(bus).toBeCloseTo(0.99966, 5)
    expect(car! / bus!).toBeCloseTo(Math.exp(-8), 10)
    expect(sky! / bus!).toBeCloseTo(Math.exp(-19), 12)
    expect(road).toBeLessThan(1e-29)
  })

  it('fall on the rarest class alone at a temperature near 0, and on all alike at a high one', () => {
    expect(rareClassProbabilities(totals, 0.001).map(({ probability }) => probability)).toEqual([
      expect.closeTo(0, 12),
      expect.closeTo(0, 12),
      expect.closeTo(0, 12),
      expect.closeTo(1, 12),
    ])
    for (const { probability } of rareClassProbabilities(totals, 1e9)) expect(probability).toBeCloseTo(0.25, 8)
    for (const { probability } of rareClassProbabilities(totals, 1e-300)) expect(probability).not.toBeNaN()
  })

  it('are 1 for a single class, and none where all is void', () => {
    expect(rareClassProbabilities(countsOf({ road: 5 }), 0.01)).toEqual([{ trainId: 0, frequency: 1, probability: 1 }])
    expect(rareClassProbabilities(countsOf({ void: 5 }), 0.01)).toEqual([])
  })

  it.each([0, -1, NaN, Infinity])('refuse a temperature of %s', (temperature) => {
    expect(() => rareClassProbabilities(totals, temperature)).toThrow(UsageError)
  })

  it('are taken over the sums of a set', () => {
    const table = tableOfCounts([
      { road: 1, void: 9 },
      { road: 2, bus: 4 },
    ])
    expect([...classTotals(table)].filter((total) => total > 0)).toEqual([3, 4])
  })
})
