import { labelOfColour, trainIdOfLabelId, trainIds, VOID, type Colour, type Label } from '../../../shared/labels.ts'
import {
  checkChannels,
  checkKnownColours,
  findEncoding,
  isLabelValue,
  noKnownClass,
  strangeValue,
  transparentLabel,
  type LabelEncoding,
} from '../labels.ts'
import { decodePngRows, unpackBits, type PngRows } from '../png-decoder.ts'

/** How many pixels of a label map belong to each class. */
export interface LabelHistogram {
  readonly width: number
  readonly height: number
  readonly encoding: LabelEncoding
  /** [20]: pixels of train ids 0 to 18, then of void. */
  readonly classPixels: Uint32Array
}

/** The place of void among the counts. */
const VOID_COUNT = trainIds.length

/**
 * The class counts of a label map, found as `readLabelMap` finds the classes but without a map of them: stored values and
 * colours are counted, and the counts translated. `file` names the label; its encoding is found out where none is given.
 * Throws LabelError as `readLabelMap` does.
 */
export function labelHistogram(bytes: Buffer, file: string, given?: LabelEncoding): LabelHistogram {
  const png = decodePngRows(bytes, file)
  const { width, height, channels } = png
  if (given !== undefined) checkChannels(png, given, file)
  const values = channels === 1 ? countValues(png) : undefined
  const present = values ? [...values.keys()].filter((value) => values[value]! > 0) : []
  const encoding = given ?? findEncoding({ ...png, present }, file)
  checkChannels(png, encoding, file)
  const classPixels =
    encoding !== 'colours'
      ? classesOfValues(values!, encoding, file)
      : classesOfColours(values ? coloursOfIndices(values, png.palette) : countColours(png, file), width * height, file)
  if (classPixels[VOID_COUNT] === width * height) throw noKnownClass(encoding, file)
  return { width, height, encoding, classPixels }
}

/** [256] pixels of each stored value of one channel. */
function countValues({ rows, depth, width }: PngRows): Uint32Array {
  const counts = new Uint32Array(256)
  for (const row of rows) countRow(depth === 8 ? row : unpackBits(row, depth, width), counts)
  return counts
}

/**
 * Counts runs, four pixels at a time: label maps are made of areas, and adding to one counter over and over waits for memory
 * each time.
 */
function countRow(row: Uint8Array, counts: Uint32Array): void {
  const view = new DataView(row.buffer, row.byteOffset, row.length)
  const end = row.length
  for (let at = 0, start = 0; at < end; start = at) {
    const value = row[at++]!
    const four = Math.imul(value, 0x01010101)
    while (at + 4 <= end && view.getInt32(at) === four) at += 4
    while (at < end && row[at] === value) at++
    counts[value]! += at - start
  }
}

/** Pixels of each colour, packed as 0xRRGGBB. */
type ColourCounts = Map<number, number>

function countColours({ rows, channels, width }: PngRows, file: string): ColourCounts {
  const counts: ColourCounts = new Map()
  for (const row of rows) {
    if (channels === 4) checkOpaque(row, file)
    let start = 0
    let colour = colourAt(row, 0)
    for (let x = 1; x < width; x++) {
      const next = colourAt(row, x * channels)
      if (next === colour) continue
      counts.set(colour, (counts.get(colour) ?? 0) + x - start)
      colour = next
      start = x
    }
    counts.set(colour, (counts.get(colour) ?? 0) + width - start)
  }
  return counts
}

const colourAt = (row: Uint8Array, from: number): number => (row[from]! << 16) | (row[from + 1]! << 8) | row[from + 2]!

function checkOpaque(rgba: Uint8Array, file: string): void {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== 255) throw transparentLabel(file)
}

/** Indices beyond the palette are black, as `readLabelMap` has them. */
function coloursOfIndices(counts: Uint32Array, palette: Uint8Array = new Uint8Array()): ColourCounts {
  const colours: ColourCounts = new Map()
  for (const [index, pixels] of counts.entries()) {
    if (pixels === 0) continue
    const colour = index * 3 + 2 < palette.length ? colourAt(palette, index * 3) : 0
    colours.set(colour, (colours.get(colour) ?? 0) + pixels)
  }
  return colours
}

function classesOfColours(counts: ColourCounts, pixels: number, file: string): Uint32Array {
  const classPixels = new Uint32Array(VOID_COUNT + 1)
  let unknown = 0
  for (const [colour, count] of counts) {
    const label = labelOfPacked(colour)
    if (!label) unknown += count
    add(classPixels, label?.trainId ?? VOID, count)
  }
  checkKnownColours(unknown / pixels, file)
  return classPixels
}

function labelOfPacked(colour: number): Label | undefined {
  const [red, green, blue]: Colour = [colour >> 16, (colour >> 8) & 255, colour & 255]
  return labelOfColour(red, green, blue)
}

function classesOfValues(counts: Uint32Array, encoding: Exclude<LabelEncoding, 'colours'>, file: string): Uint32Array {
  const classPixels = new Uint32Array(VOID_COUNT + 1)
  for (const [value, pixels] of counts.entries()) {
    if (pixels === 0) continue
    if (!isLabelValue(value, encoding)) throw strangeValue(value, encoding, file)
    add(classPixels, encoding === 'labelIds' ? trainIdOfLabelId(value) : value, pixels)
  }
  return classPixels
}

function add(classPixels: Uint32Array, trainId: number, pixels: number): void {
  classPixels[trainId === VOID ? VOID_COUNT : trainId]! += pixels
}
