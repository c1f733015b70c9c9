import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The golden tensors: the trimmed set of this repository, or the full one where `WEATHERGLASS_ORACLE` points at it.
 * test/fixtures/oracle/README.md says how they were made and how to compare.
 */
const trimmed = fileURLToPath(new URL('fixtures/oracle', import.meta.url))
export const oracleRoot = process.env['WEATHERGLASS_ORACLE'] ?? trimmed
export const oracleIsFull = oracleRoot !== trimmed

export const oraclePath = (...parts: string[]): string => path.join(oracleRoot, ...parts)

export interface Golden {
  readonly dtype: 'F32' | 'I64' | 'I32' | 'U8'
  readonly shape: readonly number[]
  readonly data: Float32Array | BigInt64Array | Int32Array | Uint8Array
}

/** Reads a golden file whole, by a reader of its own so that a defect of the product's reader cannot hide one. */
export function readGoldens(...parts: string[]): Map<string, Golden> {
  const file = readFileSync(oraclePath(...parts))
  const headerLength = Number(file.readBigUInt64LE(0))
  const header = JSON.parse(file.toString('utf8', 8, 8 + headerLength)) as Record<
    string,
    { dtype: Golden['dtype']; shape: number[]; data_offsets: [number, number] }
  >
  const goldens = new Map<string, Golden>()
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue
    const [start, end] = entry.data_offsets
    const bytes = new Uint8Array(file.subarray(8 + headerLength + start, 8 + headerLength + end)).buffer
    const kinds = { F32: Float32Array, I64: BigInt64Array, I32: Int32Array, U8: Uint8Array }
    goldens.set(name, { dtype: entry.dtype, shape: entry.shape, data: new kinds[entry.dtype](bytes) })
  }
  return goldens
}

/** The float32 golden of that name; throws where the file has none, so that a test cannot pass on nothing. */
export function float32(goldens: Map<string, Golden>, name: string): Float32Array {
  const golden = goldens.get(name)
  if (!golden) throw new Error(`no golden named ${name}`)
  if (!(golden.data instanceof Float32Array)) throw new Error(`golden ${name} is ${golden.dtype}, not F32`)
  return golden.data
}

export const hasGoldenFile = (...parts: string[]): boolean => existsSync(oraclePath(...parts))

/** ||a - b|| / ||b||, the measure of the oracle's tolerances. NaN anywhere gives NaN, which no bound accepts. */
export function relativeL2(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.NaN
  let difference = 0
  let norm = 0
  for (let i = 0; i < expected.length; i++) {
    const e = expected[i]!
    difference += (actual[i]! - e) ** 2
    norm += e ** 2
  }
  return Math.sqrt(difference) / Math.sqrt(norm || 1)
}

export function maxAbsDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.NaN
  let max = 0
  for (let i = 0; i < expected.length; i++) {
    const d = Math.abs(actual[i]! - expected[i]!)
    if (!(d <= max)) max = d
  }
  return max
}
