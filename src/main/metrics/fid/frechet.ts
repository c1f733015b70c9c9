import { eigenvalues } from './eigenvalues.ts'

/** Features of a set of pictures, [count, length] float32, one after the other. */
export interface FeatureSet {
  readonly count: number
  readonly length: number
  readonly values: Float32Array
}

/** Below this many pictures the covariance of 2,048 features is not even of full rank, and FID reads too high. */
export const FEW_IMAGES = 2048

/**
 * FID (Heusel et al. 2017): |m1 - m2|^2 + tr(C1) + tr(C2) - 2 tr((C1 C2)^1/2), covariances with n - 1 as in numpy. With Ci = Fi Fi^T the last
 * trace is the sum of the singular values of F1^T F2, so no root of a matrix is taken and few pictures cost less, not more.
 */
export function frechetInceptionDistance(one: FeatureSet, other: FeatureSet): number {
  const [a, b] = [centred(one), centred(other)]
  let distance = 0
  for (let i = 0; i < one.length; i++) distance += (a.mean[i]! - b.mean[i]!) ** 2
  return distance + squares(a.factor) + squares(b.factor) - 2 * nuclearNorm(a.factor, b.factor)
}

/** [rows, columns] double, row by row. */
interface Rows {
  readonly rows: number
  readonly columns: number
  readonly values: Float64Array
}

interface Centred {
  readonly mean: Float64Array
  /** F^T, [rank, length]: C = F F^T. */
  readonly factor: Rows
}

function centred({ count, length, values }: FeatureSet): Centred {
  if (count < 2) throw new RangeError(`expected at least 2 pictures but received ${count}`)
  const mean = new Float64Array(length)
  for (let n = 0; n < count; n++) for (let i = 0; i < length; i++) mean[i]! += values[n * length + i]! / count
  const scale = 1 / Math.sqrt(count - 1)
  const deviations = new Float64Array(count * length)
  for (let n = 0; n < count; n++)
    for (let i = 0; i < length; i++) deviations[n * length + i] = (values[n * length + i]! - mean[i]!) * scale
  const factor = { rows: count, columns: length, values: deviations }
  return { mean, factor: count <= length ? factor : triangular(factor) }
}

/** L^T of X^T X = L L^T, [columns, columns]; directions without variance are left zero. */
function triangular(x: Rows): Rows {
  const n = x.columns
  const c = product(transposed(x), transposed(x)).values
  let largest = 0
  for (let i = 0; i < n; i++) largest = Math.max(largest, c[i * n + i]!)
  const lower = new Float64Array(n * n)
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = c[i * n + j]!
      for (let k = 0; k < j; k++) sum -= lower[i * n + k]! * lower[j * n + k]!
      if (i === j) lower[j * n + j] = sum > 1e-13 * largest ? Math.sqrt(sum) : 0
      else lower[i * n + j] = lower[j * n + j] === 0 ? 0 : sum / lower[j * n + j]!
    }
  }
  return transposed({ rows: n, columns: n, values: lower })
}

function transposed({ rows, columns, values }: Rows): Rows {
  const result = new Float64Array(values.length)
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = values[i * columns + j]!
  return { rows: columns, columns: rows, values: result }
}

/** a b^T: rows against rows, four at a time so that each is read once for four. */
function product(a: Rows, b: Rows): Rows {
  const length = a.columns
  const values = new Float64Array(a.rows * b.rows)
  for (let i = 0; i < a.rows; i++) {
    const x = a.values.subarray(i * length, (i + 1) * length)
    let j = 0
    for (; j + 3 < b.rows; j += 4) {
      const [p, q, r, s] = [j * length, (j + 1) * length, (j + 2) * length, (j + 3) * length]
      let [sp, sq, sr, ss] = [0, 0, 0, 0]
      for (let k = 0; k < length; k++) {
        const value = x[k]!
        sp += value * b.values[p + k]!
        sq += value * b.values[q + k]!
        sr += value * b.values[r + k]!
        ss += value * b.values[s + k]!
      }
      values.set([sp, sq, sr, ss], i * b.rows + j)
    }
    for (; j < b.rows; j++) {
      let sum = 0
      for (let k = 0; k < length; k++) sum += x[k]! * b.values[j * length + k]!
      values[i * b.rows + j] = sum
    }
  }
  return { rows: a.rows, columns: b.rows, values }
}

const squares = ({ values }: Rows): number => values.reduce((sum, value) => sum + value * value, 0)

/** The sum of the singular values of a b^T. */
function nuclearNorm(a: Rows, b: Rows): number {
  const m = a.rows <= b.rows ? product(a, b) : product(b, a)
  const gram = product(m, m)
  return eigenvalues({ size: gram.rows, values: gram.values }).reduce(
    (sum, value) => sum + Math.sqrt(Math.max(0, value)),
    0,
  )
}
