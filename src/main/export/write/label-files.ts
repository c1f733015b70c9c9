import { createHash } from 'node:crypto'
import sharp, { type Sharp } from 'sharp'
import { LabelError } from '../../../shared/errors.ts'
import {
  isTrainId,
  labelIdOfTrainId,
  labelOfColour,
  labels,
  trainIdOfLabelId,
  trainIds,
  VOID,
} from '../../../shared/labels.ts'
import { centredBox, crop, isEmpty, type Size } from '../../imaging/crop.ts'
import {
  checkChannels,
  checkKnownColours,
  isLabelValue,
  noKnownClass,
  strangeValue,
  type LabelEncoding,
} from '../../imaging/labels.ts'
import { decodePng, type DecodedPng } from '../../imaging/png-decoder.ts'
import { readInputFile } from '../../imaging/read-file.ts'
import { resizeNearest } from '../../imaging/resize.ts'
import type { ExportOptions } from '../../../shared/exports.ts'
import { fileInside } from '../layout/inside.ts'
import type { LabelKind } from '../layout/names.ts'
import type { ExportContent } from '../rows.ts'

/** Label ids, one byte a pixel: [height, width]. */
export interface LabelIds {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** Outside of the picture, where a smaller one is padded to the frame of its source: "out of roi", which is void. */
const OUT_OF_ROI = 3
const HIGHEST_LABEL_ID = 33

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export interface SourceLabel {
  readonly sha256: string
  /** @throws LabelError */
  readonly read: () => Promise<LabelIds>
}

/** A content's label file, its hash taken. @throws FileMissingError, LabelError */
export async function openLabel(
  content: Pick<ExportContent, 'root'>,
  path: string,
  encoding: LabelEncoding,
): Promise<SourceLabel> {
  const file = await fileInside(content.root, path)
  const bytes = await readInputFile(file, 'label', LabelError)
  return { sha256: sha256(bytes), read: async () => labelIdsOf(await decodePng(bytes, file), encoding, file) }
}

/** A value that is no label in its encoding. */
const STRANGER = 254

/**
 * Label ids of a label in any encoding. GTA5's license plates and colours of no label are "unlabeled".
 *
 * @throws LabelError where it is none of that encoding, or has no pixel of a known class
 */
export function labelIdsOf(png: DecodedPng, encoding: LabelEncoding, file: string): LabelIds {
  checkChannels(png, encoding, file)
  const { width, height } = png
  const data = encoding === 'colours' ? idsOfColours(png, file) : idsOfValues(png.samples, encoding, file)
  if (data.every((id) => trainIdTable[id] === VOID)) throw noKnownClass(encoding, file)
  return { width, height, data }
}

function idsOfValues(samples: Uint8Array, encoding: Exclude<LabelEncoding, 'colours'>, file: string): Uint8Array {
  const table = Uint8Array.from({ length: 256 }, (_, value) => {
    if (!isLabelValue(value, encoding)) return STRANGER
    if (encoding === 'labelIds') return value <= HIGHEST_LABEL_ID ? value : 0
    return isTrainId(value) ? labelIdOfTrainId(value) : 0
  })
  const ids = new Uint8Array(samples.length)
  for (let i = 0; i < ids.length; i++) ids[i] = table[samples[i]!]!
  const stranger = ids.indexOf(STRANGER)
  if (stranger !== -1) throw strangeValue(samples[stranger]!, encoding, file)
  return ids
}

function idsOfColours({ channels, samples, palette }: DecodedPng, file: string): Uint8Array {
  const ids = new Uint8Array(samples.length / channels)
  let unknown = 0
  for (let i = 0; i < ids.length; i++) {
    const from = channels === 1 ? samples[i]! * 3 : i * channels
    const colours = channels === 1 ? palette : samples
    const label = labelOfColour(colours?.[from] ?? 0, colours?.[from + 1] ?? 0, colours?.[from + 2] ?? 0)
    if (!label) unknown++
    ids[i] = Math.max(0, label?.id ?? 0)
  }
  checkKnownColours(unknown / ids.length, file)
  return ids
}

/**
 * The label of a picture that shows the centred region of the aspect of `size`: brought to that size, or kept at the scale of the source,
 * alone or within the whole frame. Only ever by nearest neighbours, from the label's own pixels.
 */
export function placeLabel(label: LabelIds, size: Size, scale: ExportOptions['image']['size'] | 'whole'): LabelIds {
  if (scale === 'whole') return label
  const box = centredBox(label, size)
  if (isEmpty(box)) throw new RangeError(`${label.width}x${label.height} pixels are too thin for ${size[1]}:${size[0]}`)
  const region = crop(label, box)
  if (scale === 'generated') return resizeNearest(region, size[1], size[0])
  if (scale === 'source') return region
  const data = new Uint8Array(label.width * label.height).fill(OUT_OF_ROI)
  for (let y = 0; y < region.height; y++)
    data.set(region.data.subarray(y * region.width, (y + 1) * region.width), (box.top + y) * label.width + box.left)
  return { width: label.width, height: label.height, data }
}

const trainIdTable = Uint8Array.from({ length: 256 }, (_, id) => trainIdOfLabelId(id))
const colourTable = new Uint8Array(256 * 3)
for (const { id, colour } of labels) if (id >= 0) colourTable.set(colour, id * 3)

/** Pixels by train id, void last: [20]. */
export function countClasses({ data }: LabelIds): Uint32Array {
  const byId = new Uint32Array(256)
  for (let i = 0; i < data.length; i++) byId[data[i]!]!++
  const counts = new Uint32Array(trainIds.length + 1)
  byId.forEach((count, id) => (counts[trainIdTable[id] === VOID ? trainIds.length : trainIdTable[id]!]! += count))
  return counts
}

/**
 * The four PNGs of a label: ids and train ids in 8-bit grey, colours in RGB, instance ids in 16-bit grey. GTA5 tells no instances apart, so
 * instance ids are those of a group of objects, the label ids themselves, as Cityscapes has them.
 */
export async function encodeLabel(ids: LabelIds): Promise<Readonly<Record<LabelKind, Buffer>>> {
  const [labelIds, labelTrainIds, color, instanceIds] = await Promise.all([
    grey(ids, ids.data),
    grey(ids, trainIdsOf(ids.data)),
    png(sharp(colours(ids.data), { raw: { width: ids.width, height: ids.height, channels: 3 } })),
    png(
      sharp(new Uint16Array(ids.data), { raw: { width: ids.width, height: ids.height, channels: 1 } }).toColourspace(
        'grey16',
      ),
    ),
  ])
  return { labelIds, labelTrainIds, color, instanceIds }
}

const png = (image: Sharp): Promise<Buffer> => image.png({ compressionLevel: 6 }).toBuffer()

const grey = ({ width, height }: LabelIds, data: Uint8Array): Promise<Buffer> =>
  png(sharp(data, { raw: { width, height, channels: 1 } }).toColourspace('b-w'))

function trainIdsOf(ids: Uint8Array): Uint8Array {
  const trainIds = new Uint8Array(ids.length)
  for (let i = 0; i < ids.length; i++) trainIds[i] = trainIdTable[ids[i]!]!
  return trainIds
}

function colours(ids: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(ids.length * 3)
  for (let i = 0, to = 0; i < ids.length; i++) {
    const from = ids[i]! * 3
    rgb[to++] = colourTable[from]!
    rgb[to++] = colourTable[from + 1]!
    rgb[to++] = colourTable[from + 2]!
  }
  return rgb
}
