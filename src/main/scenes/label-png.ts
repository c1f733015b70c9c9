import { deflateSync } from 'node:zlib'
import { labels, type Colour } from '../../shared/labels.ts'
import { encodeChunk, PNG_SIGNATURE } from '../imaging/png-chunks.ts'

interface MapSize {
  readonly width: number
  readonly height: number
}

/** Colour types of PNG (specification, section 11.2.1) that label maps use. */
const GREY = 0
const RGB = 2
const PALETTE = 3
const RGBA = 6

const COMPRESSION = 6

/** A PNG of unfiltered rows; `rows` holds `rowBytes` bytes for each of them. */
function encodePng(
  { width, height }: MapSize,
  depth: 8 | 16,
  colourType: number,
  rows: Buffer,
  palette?: Buffer,
): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = depth
  header[9] = colourType
  const rowBytes = rows.length / height
  const filtered = Buffer.alloc((rowBytes + 1) * height)
  for (let row = 0; row < height; row++)
    rows.copy(filtered, row * (rowBytes + 1) + 1, row * rowBytes, (row + 1) * rowBytes)
  return Buffer.concat([
    PNG_SIGNATURE,
    encodeChunk({ type: 'IHDR', body: header }),
    ...(palette ? [encodeChunk({ type: 'PLTE', body: palette })] : []),
    encodeChunk({ type: 'IDAT', body: deflateSync(filtered, { level: COMPRESSION }) }),
    encodeChunk({ type: 'IEND', body: Buffer.alloc(0) }),
  ])
}

const known = labels.filter(({ id }) => id >= 0)
const coloursById = new Map<number, Colour>(known.map(({ id, colour }) => [id, colour]))
const palette = Buffer.from(known.flatMap(({ colour }) => [...colour]))

/** Label ids or train ids as a grey PNG of 8 bits. */
export const encodeIds = (size: MapSize, ids: Uint8Array): Buffer => encodePng(size, 8, GREY, Buffer.from(ids))

/** Cityscapes label ids as GTA5 stores them: a palette PNG whose index is the id and whose colours are Cityscapes'. */
export const encodePaletteIds = (size: MapSize, labelIds: Uint8Array): Buffer =>
  encodePng(size, 8, PALETTE, Buffer.from(labelIds), palette)

/** Cityscapes instance ids as a grey PNG of 16 bits. */
export function encodeInstanceIds(size: MapSize, instanceIds: Uint16Array): Buffer {
  const rows = Buffer.alloc(2 * instanceIds.length)
  instanceIds.forEach((id, i) => rows.writeUInt16BE(id, 2 * i))
  return encodePng(size, 16, GREY, rows)
}

/** Cityscapes colours of label ids: RGB as in ACDC, or RGBA as in Cityscapes. */
export function encodeColours(size: MapSize, labelIds: Uint8Array, channels: 3 | 4): Buffer {
  const rows = Buffer.alloc(channels * labelIds.length, 255)
  labelIds.forEach((id, i) => rows.set(coloursById.get(id)!, channels * i))
  return encodePng(size, 8, channels === 3 ? RGB : RGBA, rows)
}
