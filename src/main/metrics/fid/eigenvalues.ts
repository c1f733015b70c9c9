import type { SymmetricMatrix } from '../symmetric-matrix.ts'

const MOST_STEPS = 60

/**
 * The eigenvalues of a symmetric matrix, in no order: Householder's reduction to tridiagonal form, then QL with implicit shifts (Golub &
 * Van Loan, sections 8.3.1 and 8.3.3; tred2 and tqli of Wilkinson & Reinsch without vectors). 4/3 n^3 operations, where Jacobi's take tens of n^3.
 */
export function eigenvalues(matrix: SymmetricMatrix): Float64Array {
  const { diagonal, below } = tridiagonal(matrix)
  return implicitQl(diagonal, below)
}

interface Tridiagonal {
  readonly diagonal: Float64Array
  /** below[i] stands under diagonal[i]; the last is 0. */
  readonly below: Float64Array
}

function tridiagonal({ size: n, values }: SymmetricMatrix): Tridiagonal {
  const a = values.slice()
  const diagonal = new Float64Array(n)
  const below = new Float64Array(n)
  const v = new Float64Array(n)
  const p = new Float64Array(n)
  for (let k = 0; k < n - 2; k++) {
    diagonal[k] = a[k * n + k]!
    const norm = householder(a, n, k, v)
    below[k] = norm
    if (norm !== 0) reflect(a, n, k + 1, v, p)
  }
  if (n > 1) {
    diagonal[n - 2] = a[(n - 2) * n + n - 2]!
    below[n - 2] = a[(n - 1) * n + n - 2]!
  }
  if (n > 0) diagonal[n - 1] = a[n * n - 1]!
  return { diagonal, below }
}

/** v so that I - v v^T takes column k below the diagonal to its first place, |v|^2 = 2; what stands there then. 0: nothing to do. */
function householder(a: Float64Array, n: number, k: number, v: Float64Array): number {
  let scale = 0
  for (let i = k + 1; i < n; i++) scale = Math.max(scale, Math.abs(a[i * n + k]!))
  if (scale === 0) return 0
  let sum = 0
  for (let i = k + 1; i < n; i++) {
    v[i] = a[i * n + k]! / scale
    sum += v[i]! * v[i]!
  }
  const length = v[k + 1]! > 0 ? -Math.sqrt(sum) : Math.sqrt(sum)
  v[k + 1]! -= length
  const factor = Math.sqrt(1 / (sum - (length * a[(k + 1) * n + k]!) / scale))
  for (let i = k + 1; i < n; i++) v[i]! *= factor
  return length * scale
}

/** (I - v v^T) A (I - v v^T) on the rows and columns from `from`. */
function reflect(a: Float64Array, n: number, from: number, v: Float64Array, p: Float64Array): void {
  let half = 0
  for (let i = from; i < n; i++) {
    let sum = 0
    const row = i * n
    for (let j = from; j < n; j++) sum += a[row + j]! * v[j]!
    p[i] = sum
    half += sum * v[i]!
  }
  half /= 2
  for (let i = from; i < n; i++) p[i]! -= half * v[i]!
  for (let i = from; i < n; i++) {
    const row = i * n
    const [vi, pi] = [v[i]!, p[i]!]
    for (let j = from; j < n; j++) a[row + j]! -= vi * p[j]! + pi * v[j]!
  }
}

function implicitQl(d: Float64Array, e: Float64Array): Float64Array {
  const n = d.length
  for (let l = 0; l < n; l++) {
    for (let step = 0; ; step++) {
      const m = nextSmall(d, e, l)
      if (m === l) break
      if (step === MOST_STEPS) throw new Error(`eigenvalue ${l} of ${n} did not converge`)
      rotateUpwards(d, e, l, m)
    }
  }
  return d
}

/** The first place from `l` where the matrix falls apart. */
function nextSmall(d: Float64Array, e: Float64Array, l: number): number {
  for (let m = l; m < d.length - 1; m++) {
    const size = Math.abs(d[m]!) + Math.abs(d[m + 1]!)
    if (Math.abs(e[m]!) <= Number.EPSILON * size || Math.abs(e[m]!) < Number.MIN_VALUE * 2) return m
  }
  return d.length - 1
}

function rotateUpwards(d: Float64Array, e: Float64Array, l: number, m: number): void {
  let g = (d[l + 1]! - d[l]!) / (2 * e[l]!)
  const r = Math.hypot(g, 1)
  g = d[m]! - d[l]! + e[l]! / (g + (g >= 0 ? r : -r))
  let sine = 1
  let cosine = 1
  let p = 0
  for (let i = m - 1; i >= l; i--) {
    const f = sine * e[i]!
    const b = cosine * e[i]!
    const length = Math.hypot(f, g)
    e[i + 1] = length
    if (length === 0) {
      d[i + 1]! -= p
      e[m] = 0
      return
    }
    sine = f / length
    cosine = g / length
    g = d[i + 1]! - p
    const t = (d[i]! - g) * sine + 2 * cosine * b
    p = sine * t
    d[i + 1] = g + p
    g = cosine * t - b
  }
  d[l]! -= p
  e[l] = g
  e[m] = 0
}
