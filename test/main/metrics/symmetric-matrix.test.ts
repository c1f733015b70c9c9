import { describe, expect, it } from 'vitest'
import { frechetDistance } from '../../../src/main/metrics/style.ts'
import { eigensystem, sandwich, squareRoot, trace } from '../../../src/main/metrics/symmetric-matrix.ts'

const matrix = (size: number, values: readonly number[]) => ({ size, values: Float64Array.from(values) })

/** B B^T of a full matrix without structure: positive definite, with eigenvalues of very different size. */
function positiveDefinite(size: number) {
  const b = Array.from({ length: size * size }, (_, at) => Math.sin(7 * at + 1) * 10 ** ((at % size) / 3))
  const values = Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size]
    return b.slice(i * size, (i + 1) * size).reduce((sum, value, k) => sum + value * b[j * size + k]!, 0)
  })
  return matrix(size, values)
}

const largestDifference = (one: Float64Array, other: Float64Array): number =>
  Math.max(...one.map((value, at) => Math.abs(value - other[at]!)))

describe('the square root of a symmetric matrix', () => {
  it('of [[5, 5], [5, 10]] is [[2, 1], [1, 3]]', () => {
    expect(largestDifference(squareRoot(matrix(2, [5, 5, 5, 10])).values, Float64Array.of(2, 1, 1, 3))).toBeLessThan(
      1e-12,
    )
  })

  it.each([1, 3, 8])('squares to the matrix at size %i', (size) => {
    const given = positiveDefinite(size)
    const root = squareRoot(given)
    const identity = matrix(
      size,
      Array.from({ length: size ** 2 }, (_, at) => (at % (size + 1) === 0 ? 1 : 0)),
    )
    const square = sandwich(root, identity)
    expect(largestDifference(square.values, given.values) / trace(given)).toBeLessThan(1e-12)
    expect(
      root.values.every(
        (value, at) => Math.abs(value - root.values[(at % size) * size + Math.floor(at / size)]!) < 1e-9,
      ),
    ).toBe(true)
  })

  it('of a singular matrix is its own multiple, and rounding below zero counts as zero', () => {
    expect(largestDifference(squareRoot(matrix(2, [2, 2, 2, 2])).values, Float64Array.of(1, 1, 1, 1))).toBeLessThan(
      1e-12,
    )
    expect([...squareRoot(matrix(1, [-1e-12])).values]).toEqual([0])
  })
})

describe('eigenvalues', () => {
  it('of the second difference matrix are 2 - 2 cos(k pi / (n + 1))', () => {
    const values = Array.from({ length: 64 }, (_, at) => {
      const distance = Math.abs(Math.floor(at / 8) - (at % 8))
      return distance === 0 ? 2 : distance === 1 ? -1 : 0
    })
    const found = [...eigensystem(matrix(8, values)).values].sort((a, b) => a - b)
    found.forEach((value, k) => expect(value).toBeCloseTo(2 - 2 * Math.cos(((k + 1) * Math.PI) / 9), 12))
  })
})

describe('the Fréchet distance', () => {
  const REGULARISATION = 0.1

  it('of normal distributions along the axes is known', () => {
    const one = { mean: Float64Array.of(1, 2), covariance: matrix(2, [4 - REGULARISATION, 0, 0, 9 - REGULARISATION]) }
    const other = {
      mean: Float64Array.of(4, 6),
      covariance: matrix(2, [1 - REGULARISATION, 0, 0, 25 - REGULARISATION]),
    }
    expect(frechetDistance(one, other)).toBeCloseTo(Math.sqrt(9 + 16 + (2 - 1) ** 2 + (3 - 5) ** 2), 12)
  })

  it('of any two in two dimensions follows from the trace and determinant of the product', () => {
    const [a, b] = [
      [5, 2, 3],
      [2, -1, 7],
    ] as const
    const normal = ([xx, xy, yy]: readonly [number, number, number]) => ({
      mean: new Float64Array(2),
      covariance: matrix(2, [xx - REGULARISATION, xy, xy, yy - REGULARISATION]),
    })
    const traceOfProduct = a[0] * b[0] + 2 * a[1] * b[1] + a[2] * b[2]
    const determinants = (a[0] * a[2] - a[1] ** 2) * (b[0] * b[2] - b[1] ** 2)
    const squared = a[0] + a[2] + b[0] + b[2] - 2 * Math.sqrt(traceOfProduct + 2 * Math.sqrt(determinants))
    expect(frechetDistance(normal(a), normal(b))).toBeCloseTo(Math.sqrt(squared), 12)
    expect(frechetDistance(normal(b), normal(a))).toBeCloseTo(Math.sqrt(squared), 12)
  })
})
