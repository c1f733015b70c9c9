import path from 'node:path'
import { LabelError } from '../../shared/errors.ts'
import {
  classColours,
  isTrainId,
  labelOfColour,
  labels,
  trainIdOfLabelId,
  VOID,
  type Colour,
  type Label,
} from '../../shared/labels.ts'
import type { Size } from './crop.ts'
import { LabelDefect } from './defects.ts'
import type { RgbImage } from './pixels.ts'
import { decodePng, type DecodedPng } from './png-decoder.ts'
import { readInputFile } from './read-file.ts'

/** What a label map's samples mean: Cityscapes label ids (also GTA5's palette indices), train ids, or colours. */
export const labelEncodings = ['labelIds', 'labelTrainIds', 'colours'] as const
export type LabelEncoding = (typeof labelEncodings)[number]

export interface LabelMap {
  readonly file: string
  readonly width: number
  readonly height: number
  readonly encoding: LabelEncoding
  /** As stored: [height, width] ids or train ids, or [height, width, 3] colours. */
  readonly stored: Uint8Array
  /** [height, width], 0-18 and 255. */
  readonly trainIds: Uint8Array
}

export interface LabelOptions {
  /** How the file is encoded; found out where it is not given. */
  readonly encoding?: LabelEncoding
  /** A one-channel map of exactly this size holds train ids made for the latents. */
  readonly latentSize?: Size
}

/** GTA5 gives license plates, Cityscapes' id -1, the next id that is free. */
const GTA5_LICENSE_PLATE = 34
/** A photograph hits a Cityscapes colour by chance; a label map is made of them. */
const MIN_KNOWN_COLOURS = 0.5

const explain = 'expected a Cityscapes, ACDC or GTA5 label map (labelIds, labelTrainIds or colours)'

/**
 * Reads a label map and finds its encoding:
 * - RGB and opaque RGBA hold Cityscapes colours.
 * - One channel is what the file name says (`labelTrainIds`, `labelIds`); else train ids where it has the latent size;
 *   else the palette or the values decide, see `encodingOfPalette` and `encodingOfValues`.
 *
 * Throws LabelError for what is not such a map: not a PNG, damaged, 16-bit, transparent, values that are no label, no
 * pixel of a known class; FileMissingError where there is no file to read.
 */
export async function readLabelMap(file: string, options: LabelOptions = {}): Promise<LabelMap> {
  const png = await decodePng(await readInputFile(file, 'label', LabelError), file)
  const { width, height } = png
  const encoding = options.encoding ?? findEncoding({ ...png, present: presentValues(png) }, file, options.latentSize)
  const stored = encoding === 'colours' ? coloursOfPng(png, file) : valuesOfPng(png, encoding, file)
  const trainIds = encoding === 'colours' ? trainIdsOfColours(stored, file) : trainIdsOfValues(stored, encoding, file)
  if (trainIds.every((trainId) => trainId === VOID)) throw noKnownClass(encoding, file)
  return { file, width, height, encoding, stored, trainIds }
}

export const noKnownClass = (encoding: LabelEncoding, file: string): LabelError =>
  new LabelDefect(
    'no-known-class',
    `${file} has no pixel of a known class when read as ${encoding}, ${explain}; check the file or give its encoding`,
    file,
  )

/**
 * The label as Cityscapes colours, [height, width, 3]. Labels without a colour of their own (void train ids, unknown ids)
 * are black, as "unlabeled" is.
 */
export function labelColours({ width, height, encoding, stored }: LabelMap): RgbImage {
  if (encoding === 'colours') return { width, height, data: stored }
  const table = new Uint8Array(256 * 3)
  const colours: (readonly [number, Colour])[] =
    encoding === 'labelIds'
      ? labels.filter(({ id }) => id >= 0).map(({ id, colour }) => [id, colour])
      : [...classColours.entries()]
  for (const [value, colour] of colours) table.set(colour, value * 3)
  const data = new Uint8Array(stored.length * 3)
  for (let i = 0, to = 0; i < stored.length; i++) {
    const from = stored[i]! * 3
    data[to++] = table[from]!
    data[to++] = table[from + 1]!
    data[to++] = table[from + 2]!
  }
  return { width, height, data }
}

/** What tells the encoding of a label map: its size, channels and palette, and the values that occur in its one channel. */
export interface LabelTraits extends Pick<DecodedPng, 'width' | 'height' | 'channels' | 'palette'> {
  readonly present: readonly number[]
}

/** The encoding of a label map by its channels, its file's name, its size and its values, as `readLabelMap` says. */
export function findEncoding(
  { width, height, channels, palette, present }: LabelTraits,
  file: string,
  latentSize?: Size,
): LabelEncoding {
  if (channels !== 1) return 'colours'
  const name = path.basename(file).toLowerCase()
  if (name.includes('labeltrainids')) return 'labelTrainIds'
  if (name.includes('labelids')) return 'labelIds'
  if (latentSize && height === latentSize[0] && width === latentSize[1]) return 'labelTrainIds'
  return palette ? encodingOfPalette(present, palette) : encodingOfValues(present)
}

function presentValues({ channels, samples }: DecodedPng): number[] {
  if (channels !== 1) return []
  const seen = new Uint8Array(256)
  for (const sample of samples) seen[sample] = 1
  return [...seen.keys()].filter((value) => seen[value] === 1)
}

/**
 * Indices are label ids (GTA5) unless the palette tells otherwise: where every used entry is a Cityscapes colour, the
 * order that explains at least half of them wins (by id, by train id), and if neither does, the colours are what counts.
 */
function encodingOfPalette(present: readonly number[], palette: Uint8Array): LabelEncoding {
  const colour = (index: number): Colour => [
    palette[index * 3] ?? -1,
    palette[index * 3 + 1] ?? -1,
    palette[index * 3 + 2] ?? -1,
  ]
  if (!present.every((index) => labelOfColour(...colour(index)))) return 'labelIds'
  const inOrderOf = (colours: readonly (Colour | undefined)[]) =>
    present.filter((index) => String(colours[index]) === String(colour(index))).length
  const byId = inOrderOf(labels.map((label) => label.colour))
  const byTrainId = inOrderOf(classColours)
  if (Math.max(byId, byTrainId) * 2 < present.length) return 'colours'
  return byId >= byTrainId ? 'labelIds' : 'labelTrainIds'
}

/**
 * Grey values: 19 to 34 exist among label ids only, 255 among train ids only. With neither, road decides: 7 without 0
 * are label ids, for every street scene has road and no map of train ids has traffic signs and no road; else train ids,
 * for label ids without vegetation, sky and cars are as good as never seen.
 */
function encodingOfValues(present: readonly number[]): LabelEncoding {
  if (present.some((value) => value > 18 && value !== VOID)) return 'labelIds'
  if (present.includes(VOID)) return 'labelTrainIds'
  return present.includes(7) && !present.includes(0) ? 'labelIds' : 'labelTrainIds'
}

function valuesOfPng(png: DecodedPng, encoding: LabelEncoding, file: string): Uint8Array {
  checkChannels(png, encoding, file)
  return png.samples
}

function coloursOfPng(png: DecodedPng, file: string): Uint8Array {
  checkChannels(png, 'colours', file)
  if (png.kind === 'rgb') return png.samples
  return png.kind === 'rgba' ? withoutOpacity(png.samples, file) : paletteColours(png.samples, png.palette)
}

/** Whether a PNG of this kind can hold the encoding at all. Throws LabelError. */
export function checkChannels(
  { kind, channels }: Pick<DecodedPng, 'kind' | 'channels'>,
  encoding: LabelEncoding,
  file: string,
): void {
  if (encoding !== 'colours' && channels !== 1) {
    throw new LabelDefect(
      'wrong-colour-type',
      `${file} has ${channels} channels, expected one channel of ${encoding}; give the encoding "colours"`,
      file,
    )
  }
  if (encoding === 'colours' && (kind === 'grey' || kind === 'grey-alpha')) {
    throw new LabelDefect('wrong-colour-type', `${file} is a ${kind} image, expected colours; ${explain}`, file)
  }
}

function withoutOpacity(samples: Uint8Array, file: string): Uint8Array {
  const rgb = new Uint8Array((samples.length / 4) * 3)
  for (let from = 0, to = 0; from < samples.length; from += 4, to += 3) {
    if (samples[from + 3] !== 255) throw transparentLabel(file)
    rgb[to] = samples[from]!
    rgb[to + 1] = samples[from + 1]!
    rgb[to + 2] = samples[from + 2]!
  }
  return rgb
}

export const transparentLabel = (file: string): LabelError =>
  new LabelDefect(
    'wrong-colour-type',
    `${file} has transparent pixels, expected an opaque label map; save it without alpha`,
    file,
  )

function paletteColours(indices: Uint8Array, palette: Uint8Array | undefined): Uint8Array {
  const rgb = new Uint8Array(indices.length * 3)
  indices.forEach((index, i) => rgb.set(palette?.subarray(index * 3, index * 3 + 3) ?? [], i * 3))
  return rgb
}

function trainIdsOfColours(rgb: Uint8Array, file: string): Uint8Array {
  const trainIds = new Uint8Array(rgb.length / 3)
  let previous = -1
  let label: Label | undefined
  let unknown = 0
  for (let i = 0, from = 0; i < trainIds.length; i++, from += 3) {
    // Neighbours mostly share a colour, which saves the look-up.
    const colour = (rgb[from]! << 16) | (rgb[from + 1]! << 8) | rgb[from + 2]!
    if (colour !== previous) label = labelOfColour(rgb[from]!, rgb[from + 1]!, rgb[from + 2]!)
    previous = colour
    trainIds[i] = label?.trainId ?? VOID
    if (!label) unknown++
  }
  checkKnownColours(unknown / trainIds.length, file)
  return trainIds
}

/** Throws LabelError where the share of pixels without a Cityscapes colour is that of a photograph. */
export function checkKnownColours(unknown: number, file: string): void {
  if (1 - unknown >= MIN_KNOWN_COLOURS) return
  throw new LabelDefect(
    'wrong-colour-type',
    `${file} is not a label map: ${Math.round(100 * unknown)} % of its pixels have no Cityscapes colour, ${explain}; give the label instead of the picture`,
    file,
  )
}

function trainIdsOfValues(values: Uint8Array, encoding: ValueEncoding, file: string): Uint8Array {
  const stranger = values.find((value) => !isLabelValue(value, encoding))
  if (stranger !== undefined) throw strangeValue(stranger, encoding, file)
  return encoding === 'labelTrainIds' ? values : values.map(trainIdOfLabelId)
}

type ValueEncoding = Exclude<LabelEncoding, 'colours'>

/** Whether a sample of a one-channel label map is a label, or void. */
export const isLabelValue = (value: number, encoding: ValueEncoding): boolean =>
  value === VOID || (encoding === 'labelIds' ? value <= GTA5_LICENSE_PLATE : isTrainId(value))

export function strangeValue(value: number, encoding: ValueEncoding, file: string): LabelError {
  const range = encoding === 'labelIds' ? 'label ids 0 to 34' : 'train ids 0 to 18'
  return new LabelDefect(
    'wrong-colour-type',
    `${file} holds the value ${value}, expected ${range} and ${VOID}; ${explain}`,
    file,
  )
}
