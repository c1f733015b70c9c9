import { promisify } from 'node:util'
import { inflate, inflateSync } from 'node:zlib'
import { LabelError } from '../../shared/errors.ts'
import { LabelDefect } from './defects.ts'
import { MAX_PIXELS } from './image.ts'
import { isPng, pngChunks } from './png-chunks.ts'

/**
 * Decodes the PNGs that label maps are stored in (PNG specification, W3C, third edition) and keeps palette indices and
 * grey values as they are stored, which the image libraries at hand expand to colours. 8-bit samples, and 1, 2 or 4-bit
 * palettes and greys; no interlacing.
 */
export interface DecodedPng {
  readonly width: number
  readonly height: number
  readonly kind: 'grey' | 'palette' | 'rgb' | 'grey-alpha' | 'rgba'
  readonly channels: 1 | 2 | 3 | 4
  /** [height, width, channels], one byte per sample; samples below 8 bits are unpacked and not scaled. */
  readonly samples: Uint8Array
  /** [entries, 3] of a palette image; damaged writers leave indices beyond it. */
  readonly palette: Uint8Array | undefined
}

/** A PNG by rows, for who looks at each sample once and needs no copy of all. */
export interface PngRows extends Omit<DecodedPng, 'samples'> {
  /** Bits per sample. */
  readonly depth: number
  /** Once through the rows from the top, [width * channels] samples of `depth` bits, packed, the high bits first. */
  readonly rows: Iterable<Uint8Array>
}

type Header = Omit<PngRows, 'palette' | 'rows'>

/** Deflate cannot pack better than this, so a header that promises more than the data can hold is refused unread. */
const MAX_DEFLATE_RATIO = 1032

const colourTypes: Readonly<
  Record<number, { kind: DecodedPng['kind']; channels: DecodedPng['channels']; depths: number[] }>
> = {
  0: { kind: 'grey', channels: 1, depths: [1, 2, 4, 8] },
  2: { kind: 'rgb', channels: 3, depths: [8] },
  3: { kind: 'palette', channels: 1, depths: [1, 2, 4, 8] },
  4: { kind: 'grey-alpha', channels: 2, depths: [8] },
  6: { kind: 'rgba', channels: 4, depths: [8] },
}

const inflateInThread = promisify<Buffer, { maxOutputLength: number; chunkSize: number }, Buffer>(inflate)

/** What is inflated in one go: a buffer that is reserved before the data was seen must not be of any size a header likes. */
const MAX_INFLATE_CHUNK = 2 ** 24

/** Decodes the bytes of a PNG; `file` names it in the LabelError that every defect gives. */
export async function decodePng(bytes: Buffer, file: string): Promise<DecodedPng> {
  const packed = readChunks(bytes, file)
  const filtered = await inflateInThread(packed.data, inflateOptions(packed)).catch(damagedData(file))
  const { rows, depth, ...png } = rowsOf(packed, filtered, file)
  const rowLength = png.width * png.channels
  const samples = new Uint8Array(rowLength * png.height)
  let start = 0
  for (const row of rows) {
    samples.set(depth === 8 ? row : unpackBits(row, depth, rowLength), start)
    start += rowLength
  }
  return { ...png, samples }
}

/**
 * As `decodePng`, by rows, and all of it on the thread that calls. A row filter that does not exist comes to light only when the rows
 * are gone through.
 */
export function decodePngRows(bytes: Buffer, file: string): PngRows {
  const packed = readChunks(bytes, file)
  return rowsOf(packed, inflateNow(packed, file), file)
}

function inflateNow(packed: PackedPng, file: string): Buffer {
  try {
    return inflateSync(packed.data, inflateOptions(packed))
  } catch (error) {
    return damagedData(file)(error)
  }
}

const damagedData =
  (file: string) =>
  (error: unknown): never => {
    throw damaged(file, error instanceof Error ? error.message : String(error), error)
  }

const damaged = (file: string, reason: string, cause?: unknown) =>
  new LabelError(`${file} is damaged or truncated (${reason}); copy or download it again`, file, { cause })

/** The chunks that matter, the picture's data still deflated. */
interface PackedPng {
  readonly header: Header
  readonly palette: Uint8Array | undefined
  readonly data: Buffer
  /** Bytes of a row, without that of its filter. */
  readonly rowLength: number
  /** What the data has to inflate to. */
  readonly size: number
}

function readChunks(bytes: Buffer, file: string): PackedPng {
  if (!isPng(bytes)) {
    throw new LabelError(`${file} is not a PNG, expected a label map as PNG; convert it without loss`, file)
  }
  let header: Header | undefined
  let palette: Uint8Array | undefined
  const parts: Buffer[] = []
  for (const { type, body } of pngChunks(bytes, (reason) => damaged(file, reason))) {
    if (!header && type !== 'IHDR') throw damaged(file, `the first chunk is ${type}, expected IHDR`)
    if (type === 'IHDR') {
      if (header) throw damaged(file, 'it has two headers')
      header = readHeader(body, file)
    } else if (type === 'PLTE') palette = readPalette(body, file)
    else if (type === 'IDAT') parts.push(body)
    else if (type !== 'IEND' && type.charAt(0) < 'a') throw damaged(file, `it has an unknown critical chunk ${type}`)
  }
  if (!header || parts.length === 0) throw damaged(file, 'it has no picture data')
  if (header.kind === 'palette' && !palette) throw damaged(file, 'its palette is missing')
  const rowLength = Math.ceil((header.width * header.channels * header.depth) / 8)
  const size = (rowLength + 1) * header.height
  const data = Buffer.concat(parts)
  if (size > data.length * MAX_DEFLATE_RATIO) {
    throw damaged(file, `its header promises ${size} bytes, more than its data can hold`)
  }
  return { header, palette: header.kind === 'palette' ? palette : undefined, data, rowLength, size }
}

const inflateOptions = ({ size }: PackedPng) => ({
  maxOutputLength: size,
  // one byte more than is needed, or zlib asks for another chunk
  chunkSize: Math.min(MAX_INFLATE_CHUNK, Math.max(64, size + 1)),
})

function rowsOf({ header, palette, rowLength, size }: PackedPng, filtered: Buffer, file: string): PngRows {
  if (filtered.length !== size) {
    throw damaged(file, `its picture data has ${filtered.length} bytes, expected ${size}`)
  }
  const step = Math.max(1, (header.channels * header.depth) >> 3)
  return { ...header, palette, rows: unfilter(filtered, rowLength, step, file) }
}

function readHeader(body: Buffer, file: string): Header {
  if (body.length !== 13) throw damaged(file, `its header has ${body.length} bytes, expected 13`)
  const width = body.readUInt32BE(0)
  const height = body.readUInt32BE(4)
  const [depth, colourType, compression, filter, interlace] = body.subarray(8) as unknown as [
    number,
    number,
    number,
    number,
    number,
  ]
  const type = colourTypes[colourType]
  if (!type || compression !== 0 || filter !== 0 || interlace > 1 || width === 0 || height === 0) {
    throw damaged(file, 'its header is not valid')
  }
  if (width * height > MAX_PIXELS) {
    throw new LabelDefect(
      'too-large',
      `${file} has ${width}x${height} pixels, expected at most ${MAX_PIXELS}; scale it down without blending`,
      file,
    )
  }
  if (depth === 16) {
    throw new LabelDefect(
      'wrong-colour-type',
      `${file} has 16-bit samples, expected an 8-bit label map; use the file with labelIds, labelTrainIds or colours`,
      file,
    )
  }
  if (!type.depths.includes(depth))
    throw damaged(file, `${depth}-bit samples do not exist for its colour type ${colourType}`)
  if (interlace === 1) {
    throw new LabelError(`${file} is an interlaced PNG, expected one without interlacing; save it again without`, file)
  }
  return { width, height, depth, kind: type.kind, channels: type.channels }
}

function readPalette(body: Buffer, file: string): Uint8Array {
  if (body.length === 0 || body.length % 3 !== 0 || body.length > 768)
    throw damaged(file, `its palette has ${body.length} bytes`)
  return new Uint8Array(body)
}

/** Undoes the five row filters in place; gives the rows without their filter bytes. `step` is the bytes of a whole pixel, at least 1. */
function* unfilter(filtered: Uint8Array, rowLength: number, step: number, file: string): Generator<Uint8Array> {
  let above: Uint8Array = new Uint8Array(rowLength)
  for (let start = 0; start < filtered.length; start += rowLength + 1) {
    const row = filtered.subarray(start + 1, start + 1 + rowLength)
    unfilterRow(filtered[start]!, row, above, step, file)
    yield row
    above = row
  }
}

function unfilterRow(filter: number, line: Uint8Array, above: Uint8Array, step: number, file: string): void {
  const length = line.length
  switch (filter) {
    case 0:
      return
    case 1:
      for (let i = step; i < length; i++) line[i] = line[i]! + line[i - step]!
      return
    case 2:
      for (let i = 0; i < length; i++) line[i] = line[i]! + above[i]!
      return
    case 3:
      for (let i = 0; i < length; i++) line[i] = line[i]! + (((i < step ? 0 : line[i - step]!) + above[i]!) >> 1)
      return
    case 4:
      for (let i = 0; i < Math.min(step, length); i++) line[i] = line[i]! + above[i]!
      for (let i = step; i < length; i++) line[i] = line[i]! + paeth(line[i - step]!, above[i]!, above[i - step]!)
      return
    default:
      throw damaged(file, `unknown row filter ${filter}`)
  }
}

function paeth(left: number, up: number, upLeft: number): number {
  const toLeft = Math.abs(up - upLeft)
  const toUp = Math.abs(left - upLeft)
  const toUpLeft = Math.abs(left + up - 2 * upLeft)
  if (toLeft <= toUp && toLeft <= toUpLeft) return left
  return toUp <= toUpLeft ? up : upLeft
}

/** A row of 1, 2 or 4-bit samples to a byte each, the high bits first. */
export function unpackBits(row: Uint8Array, depth: number, samples: number): Uint8Array {
  const mask = (1 << depth) - 1
  return new Uint8Array(samples).map((_, i) => {
    const bit = i * depth
    return (row[bit >> 3]! >> (8 - depth - (bit & 7))) & mask
  })
}
