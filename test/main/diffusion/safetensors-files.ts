import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder that is gone when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'weatherglass-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export interface RawTensor {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly bytes: Uint8Array
}

/** A safetensors file from the header's text and the data's bytes as they are given: nothing is checked or aligned. */
export function rawFile(
  header: string | Uint8Array,
  dataBytes: Uint8Array | number = 0,
  statedLength?: bigint,
): Buffer {
  const json = Buffer.from(header as Uint8Array)
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(statedLength ?? BigInt(json.length))
  return Buffer.concat([length, json, typeof dataBytes === 'number' ? Buffer.alloc(dataBytes) : dataBytes])
}

/** A well-formed safetensors file, written by other code than the product's. */
export function tensorFile(tensors: Readonly<Record<string, RawTensor>>, metadata?: Record<string, string>): Buffer {
  let begin = 0
  const entries = Object.entries(tensors).map(([name, { dtype, shape, bytes }]) => {
    const entry = { dtype, shape, data_offsets: [begin, begin + bytes.length] }
    begin += bytes.length
    return [name, entry] as const
  })
  const header = JSON.stringify({ ...(metadata && { __metadata__: metadata }), ...Object.fromEntries(entries) })
  return rawFile(header, Buffer.concat(Object.values(tensors).map(({ bytes }) => bytes)))
}

export const float32 = (shape: readonly number[], values: readonly number[]): RawTensor => ({
  dtype: 'F32',
  shape,
  bytes: new Uint8Array(new Float32Array(values).buffer),
})

/** Numbers of 32 bits from a seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}

export function writeIn(folder: string, name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name)
  writeFileSync(file, content)
  return file
}
