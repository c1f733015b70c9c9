import { deflateSync } from 'node:zlib'

export interface MatFileOptions {
  readonly compressed?: boolean
  readonly bigEndian?: boolean
  /** How numbers are stored: doubles, or as MATLAB shrinks whole ones. */
  readonly storage?: 'double' | 'uint16'
}

/** A MATLAB level 5 file with row vectors of doubles, as `save('split.mat', ...)` writes it. */
export function matFile(
  variables: Readonly<Record<string, readonly number[]>>,
  { compressed = false, bigEndian = false, storage = 'double' }: MatFileOptions = {},
): Buffer {
  const header = Buffer.alloc(128, ' ')
  header.write('MATLAB 5.0 MAT-file, Platform: GLNXA64', 'latin1')
  header.fill(0, 116, 124)
  header.write(bigEndian ? '\x01\x00MI' : '\x00\x01IM', 124, 'latin1')
  const words = (...values: number[]) => {
    const bytes = Buffer.alloc(4 * values.length)
    values.forEach((value, i) => (bigEndian ? bytes.writeUInt32BE(value, 4 * i) : bytes.writeUInt32LE(value, 4 * i)))
    return bytes
  }
  const element = (type: number, content: Buffer): Buffer => {
    if (content.length > 0 && content.length <= 4 && type !== 14) {
      return Buffer.concat([words(content.length * 2 ** 16 + type), content, Buffer.alloc(4 - content.length)])
    }
    return Buffer.concat([words(type, content.length), content, Buffer.alloc((8 - (content.length % 8)) % 8)])
  }
  const number = (value: number): Buffer => {
    const bytes = Buffer.alloc(storage === 'double' ? 8 : 2)
    if (storage === 'double')
      return bigEndian ? (bytes.writeDoubleBE(value), bytes) : (bytes.writeDoubleLE(value), bytes)
    return bigEndian ? (bytes.writeUInt16BE(value), bytes) : (bytes.writeUInt16LE(value), bytes)
  }
  const matrices = Object.entries(variables).map(([name, values]) => {
    const parts = [
      element(6, words(6, 0)),
      element(5, words(1, values.length)),
      element(1, Buffer.from(name, 'latin1')),
      element(storage === 'double' ? 9 : 4, Buffer.concat(values.map(number))),
    ]
    const matrix = element(14, Buffer.concat(parts))
    if (!compressed) return matrix
    const packed = deflateSync(matrix)
    return Buffer.concat([words(15, packed.length), packed])
  })
  return Buffer.concat([header, ...matrices])
}
