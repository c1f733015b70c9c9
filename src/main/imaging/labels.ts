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
  const encoding = options.encoding ?? findEncoding(png, file, options.latentSize)
  const stored = encoding === 'colours' ? coloursOfPng(png, file) : valuesOfPng(png, encoding, file)
  const trainIds = encoding === 'colours' ? trainIdsOfColours(stored, file) : trainIdsOfValues(stored, encoding, file)
  if (trainIds.every((trainId) => trainId === VOID)) {
    throw new LabelError(
      `${file} has no pixel of a known class when read as ${encoding}, ${explain}; check the file or give its encoding`,
      file,
    )
  }
  return { file, width, height, encoding, stored, trainIds }
}

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

function findEncoding(png: DecodedPng, file: string, latentSize: Size | undefined): LabelEncoding {
  if (png.channels !== 1) return 'colours'
  const name = path.basename(file).toLowerCase()
  if (name.includes('labeltrainids')) return 'labelTrainIds'
  if (name.includes('labelids')) return 'labelIds'
  if (latentSize && png.height === latentSize[0] && png.width === latentSize[1]) return 'labelTrainIds'
  const present = presentValues(png.samples)
  return png.palette ? encodingOfPalette(present, png.palette) : encodingOfValues(present)
}

function presentValues(samples: Uint8Array): number[] {
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
  if (png.channels === 1) return png.samples
  throw new LabelError(
    `${file} has ${png.channels} channels, expected one channel of ${encoding}; give the encoding "colours"`,
    file,
  )
}

function coloursOfPng({ kind, samples, palette }: DecodedPng, file: string): Uint8Array {
  if (kind === 'rgb') return samples
  if (kind === 'grey' || kind === 'grey-alpha') {
    throw new LabelError(`${file} is a ${kind} image, expected colours; ${explain}`, file)
  }
  return kind === 'rgba' ? withoutOpacity(samples, file) : paletteColours(samples, palette)
}

function withoutOpacity(samples: Uint8Array, file: string): Uint8Array {
  const rgb = new Uint8Array((samples.length / 4) * 3)
  for (let from = 0, to = 0; from < samples.length; from += 4, to += 3) {
    if (samples[from + 3] !== 255) {
      throw new LabelError(`${file} has transparent pixels, expected an opaque label map; save it without alpha`, file)
    }
    rgb[to] = samples[from]!
    rgb[to + 1] = samples[from + 1]!
    rgb[to + 2] = samples[from + 2]!
  }
  return rgb
}

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
  if (1 - unknown / trainIds.length < MIN_KNOWN_COLOURS) {
    throw new LabelError(
      `${file} is not a label map: ${Math.round((100 * unknown) / trainIds.length)} % of its pixels have no Cityscapes colour, ${explain}; give the label instead of the picture`,
      file,
    )
  }
  return trainIds
}

function trainIdsOfValues(values: Uint8Array, encoding: 'labelIds' | 'labelTrainIds', file: string): Uint8Array {
  const isLabel = encoding === 'labelIds' ? (value: number) => value <= GTA5_LICENSE_PLATE : isTrainId
  const stranger = values.find((value) => !isLabel(value) && value !== VOID)
  if (stranger !== undefined) {
    const range = encoding === 'labelIds' ? 'label ids 0 to 34' : 'train ids 0 to 18'
    throw new LabelError(`${file} holds the value ${stranger}, expected ${range} and ${VOID}; ${explain}`, file)
  }
  return encoding === 'labelTrainIds' ? values : values.map(trainIdOfLabelId)
}
