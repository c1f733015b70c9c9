import { inflateSync } from 'node:zlib'

/** Why a MAT file can't be read, as the middle of a sentence: "is cut off". */
export class MatFileError extends Error {}

const HEADER_BYTES = 128
export const MAX_MAT_BYTES = 2 ** 24
const MATRIX = 14
const COMPRESSED = 15
/** Array classes 6 to 15 are numbers: double, single, and integers of 8 to 64 bits. */
const isNumericClass = (kind: number): boolean => kind >= 6 && kind <= 15

const readers: Record<number, { bytes: number; read: (view: DataView, at: number, little: boolean) => number }> = {
  1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  2: { bytes: 1, read: (view, at) => view.getUint8(at) },
  3: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  4: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  5: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  6: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  7: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  9: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
  12: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  13: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
}

interface Element {
  readonly type: number
  readonly content: Buffer
}

/**
 * The numeric arrays of a MATLAB level 5 file (MAT-File Format, MathWorks R2024a, chapter 1), compressed or not, by name, as
 * flat lists in column order. Those of other names are passed over. Throws MatFileError for another format and for damage.
 */
export function readNumericArrays(file: Buffer, wanted: readonly string[]): Map<string, number[]> {
  const mark = file.toString('latin1', 126, HEADER_BYTES)
  if (file.toString('latin1', 0, 10) !== 'MATLAB 5.0' || (mark !== 'IM' && mark !== 'MI')) {
    const version = /^MATLAB \d+\.\d+/.exec(file.toString('latin1', 0, 16))?.[0]
    throw new MatFileError(version ? `is a ${version} file, expected MATLAB 5.0` : 'is no MATLAB 5.0 file')
  }
  const little = mark === 'IM'
  const arrays = new Map<string, number[]>()
  for (const element of elements(file.subarray(HEADER_BYTES), little)) {
    for (const matrix of element.type === COMPRESSED ? elements(inflate(element.content), little) : [element]) {
      const array = matrix.type === MATRIX ? numericArray(matrix.content, little, wanted) : null
      if (array) arrays.set(array.name, array.values)
    }
  }
  return arrays
}

function inflate(content: Buffer): Buffer {
  try {
    return inflateSync(content, { maxOutputLength: MAX_MAT_BYTES })
  } catch (error) {
    throw new MatFileError('holds damaged compressed data', { cause: error })
  }
}

/** Elements in a row; all but compressed ones are padded to a multiple of 8 bytes. */
function* elements(bytes: Buffer, little: boolean): Generator<Element> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = 0; at < bytes.length;) {
    if (at + 8 > bytes.length) throw new MatFileError('is cut off')
    const first = view.getUint32(at, little)
    const small = first >>> 16
    const type = small ? first & 0xffff : first
    const length = small || view.getUint32(at + 4, little)
    const start = at + (small ? 4 : 8)
    if (start + length > bytes.length || small > 4) throw new MatFileError('is cut off')
    yield { type, content: bytes.subarray(start, start + length) }
    at = small ? at + 8 : start + (type === COMPRESSED ? length : Math.ceil(length / 8) * 8)
  }
}

function numericArray(
  matrix: Buffer,
  little: boolean,
  wanted: readonly string[],
): { name: string; values: number[] } | null {
  const [flags, , name, real] = [...elements(matrix, little)]
  if (!flags || !name || flags.content.length < 4) throw new MatFileError('holds a damaged array')
  const kind = new DataView(flags.content.buffer, flags.content.byteOffset).getUint32(0, little) & 0xff
  const ownName = name.content.toString('latin1')
  if (!isNumericClass(kind) || !wanted.includes(ownName)) return null
  const reader = readers[real?.type ?? 0]
  if (!real || !reader) throw new MatFileError('holds a damaged array')
  const view = new DataView(real.content.buffer, real.content.byteOffset, real.content.length)
  const count = Math.floor(real.content.length / reader.bytes)
  const values = Array.from({ length: count }, (_, index) => reader.read(view, index * reader.bytes, little))
  return { name: ownName, values }
}
