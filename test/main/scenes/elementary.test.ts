import { expect, test } from 'vitest'
import { cosine, exponential, logarithm, power, sine } from '../../../src/main/scenes/geometry/elementary.ts'
import { Random } from '../../../src/main/scenes/geometry/random.ts'

const largestError = (
  from: number,
  to: number,
  found: (x: number) => number,
  expected: (x: number) => number,
): number => {
  let largest = 0
  for (let i = 0; i <= 2000; i++) {
    const x = from + ((to - from) * i) / 2000
    largest = Math.max(largest, Math.abs(found(x) - expected(x)))
  }
  return largest
}

test('the elementary functions agree with the platform to 1e-7', () => {
  expect(largestError(-20, 20, sine, Math.sin)).toBeLessThan(1e-7)
  expect(largestError(-20, 20, cosine, Math.cos)).toBeLessThan(1e-7)
  expect(largestError(-30, 3, exponential, Math.exp)).toBeLessThan(1e-7)
  expect(largestError(0.001, 400, logarithm, Math.log)).toBeLessThan(1e-7)
  expect(
    largestError(
      0,
      1,
      (x) => power(x, 2.2),
      (x) => x ** 2.2,
    ),
  ).toBeLessThan(1e-7)
})

test('random numbers depend on the seed and the stream, and fill their range', () => {
  const draw = (random: Random): number[] => Array.from({ length: 1000 }, () => random.next())
  expect(draw(new Random(5, 1))).toEqual(draw(new Random(5, 1)))
  expect(draw(new Random(5, 2))).not.toEqual(draw(new Random(5, 1)))
  const sample = draw(new Random(5, 1))
  const mean = sample.reduce((sum, x) => sum + x, 0) / sample.length
  expect(mean).toBeCloseTo(0.5, 1)
  expect(Math.min(...sample)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...sample)).toBeLessThan(1)
  const integers = Array.from({ length: 1000 }, (_, i) => new Random(i).integer(2, 4))
  expect(new Set(integers)).toEqual(new Set([2, 3, 4]))
})
