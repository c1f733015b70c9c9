import { deflateSync } from 'node:zlib'
import { encodeChunk, PNG_SIGNATURE, type PngChunk } from '../../../src/main/imaging/png-chunks.ts'

export interface DrawnPng {
  readonly width: number
  readonly height: number
  readonly depth?: number
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA. */
  readonly colourType: number
  readonly interlace?: number
  /** Packed rows, without filter bytes. */
  readonly rows: Uint8Array
  readonly palette?: readonly (readonly number[])[]
}

/** The chunks of a PNG with unfiltered rows, for tests that need a file no library would write. */
export function drawnChunks({
  width,
  height,
  depth = 8,
  colourType,
  interlace = 0,
  rows,
  palette,
}: DrawnPng): PngChunk[] {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([depth, colourType, 0, 0, interlace], 8)
  const rowLength = rows.length / height
  const filtered = Buffer.concat(
    Array.from({ length: height }, (_, y) => Buffer.from([0, ...rows.subarray(y * rowLength, (y + 1) * rowLength)])),
  )
  return [
    { type: 'IHDR', body: header },
    ...(palette ? [{ type: 'PLTE', body: Buffer.from(palette.flat()) }] : []),
    { type: 'IDAT', body: deflateSync(filtered) },
    { type: 'IEND', body: Buffer.alloc(0) },
  ]
}

export const pngOf = (chunks: readonly PngChunk[]): Buffer => Buffer.concat([PNG_SIGNATURE, ...chunks.map(encodeChunk)])

export const drawPng = (drawn: DrawnPng): Buffer => pngOf(drawnChunks(drawn))
