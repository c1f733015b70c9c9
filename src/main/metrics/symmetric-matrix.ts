/** A symmetric matrix, `[size * size]` row by row. */
export interface SymmetricMatrix {
  readonly size: number
  readonly values: Float64Array
}

export interface Eigensystem {
  readonly values: Float64Array
  /** Row k is the unit eigenvector of value k. */
  readonly vectors: Float64Array
}

const MOST_SWEEPS = 50

/** Eigenvalues (in no order) and orthonormal eigenvectors by cyclic Jacobi rotations (Golub & Van Loan, section 8.5). */
export function eigensystem({ size, values }: SymmetricMatrix): Eigensystem {
  const a = values.slice()
  const vectors = new Float64Array(size * size)
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1
  const negligible = 1e-30 * a.reduce((sum, value) => sum + value * value, 0)
  for (let sweep = 0; sweep < MOST_SWEEPS && offDiagonal(a, size) > negligible; sweep++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) rotate(a, vectors, size, p, q)
    }
  }
  return { values: Float64Array.from({ length: size }, (_, i) => a[i * size + i]!), vectors }
}

function offDiagonal(a: Float64Array, size: number): number {
  let sum = 0
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j < size; j++) sum += a[i * size + j]! ** 2
  }
  return sum
}

/** The rotation in the plane of p and q that makes a[p, q] zero. */
function rotate(a: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const apq = a[p * size + q]!
  if (apq === 0) return
  const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * apq)
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1))
  const cosine = 1 / Math.hypot(tangent, 1)
  const sine = tangent * cosine
  const turn = (m: Float64Array, first: number, second: number) => {
    const x = m[first]!
    const y = m[second]!
    m[first] = cosine * x - sine * y
    m[second] = sine * x + cosine * y
  }
  for (let k = 0; k < size; k++) turn(a, k * size + p, k * size + q)
  for (let k = 0; k < size; k++) turn(a, p * size + k, q * size + k)
  for (let k = 0; k < size; k++) turn(vectors, p * size + k, q * size + k)
}

/** V f(D) V^T of a = V D V^T. */
export function mapEigenvalues(matrix: SymmetricMatrix, map: (eigenvalue: number) => number): SymmetricMatrix {
  const { size } = matrix
  const { values, vectors } = eigensystem(matrix)
  const result = new Float64Array(size * size)
  for (let k = 0; k < size; k++) {
    const mapped = map(values[k]!)
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) result[i * size + j]! += mapped * vectors[k * size + i]! * vectors[k * size + j]!
    }
  }
  return { size, values: result }
}

/** The symmetric square root of a positive semidefinite matrix; eigenvalues that rounding made negative count as 0. */
export const squareRoot = (matrix: SymmetricMatrix): SymmetricMatrix =>
  mapEigenvalues(matrix, (eigenvalue) => Math.sqrt(Math.max(0, eigenvalue)))

/** a b a, symmetric where a and b are. */
export function sandwich(a: SymmetricMatrix, b: SymmetricMatrix): SymmetricMatrix {
  return { size: a.size, values: product(product(a.values, b.values, a.size), a.values, a.size) }
}

function product(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k]!
      for (let j = 0; j < size; j++) result[i * size + j]! += factor * b[k * size + j]!
    }
  }
  return result
}

export function trace({ size, values }: SymmetricMatrix): number {
  let sum = 0
  for (let i = 0; i < size; i++) sum += values[i * size + i]!
  return sum
}
