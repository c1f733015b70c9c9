import { readFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { LabelError, WeatherglassError } from '../../../shared/errors.ts'
import { isTrainId, labels, trainIdOfLabelId, VOID } from '../../../shared/labels.ts'
import { readImage } from '../../imaging/image.ts'
import { decodePng, type DecodedPng } from '../../imaging/png-decoder.ts'
import type { LabelKind } from '../layout/names.ts'

/** The files of one picture, relative to the dataset. */
export interface PairFiles {
  readonly image: string
  readonly labels: Readonly<Partial<Record<LabelKind, string>>>
}

interface Size {
  readonly width: number
  readonly height: number
}

/** Every label id but license plate's, which no PNG holds. Cityscapes' own files have the ids that train ids lack. */
const knownIds = new Set(labels.map(({ id }) => id).filter((id) => id >= 0))

/**
 * What is wrong with a pair, in sentences: sizes, channels, ids, and whether the labels say the same.
 *
 * @param wholeImage decodes the picture to its last pixel; else its header alone is read
 */
export async function checkPair(folder: string, pair: PairFiles, wholeImage: boolean): Promise<string[]> {
  const errors: string[] = []
  const told = async <Result>(check: () => Promise<Result>): Promise<Result | null> => {
    try {
      return await check()
    } catch (error) {
      if (!(error instanceof WeatherglassError)) throw error
      errors.push(sentence(error.message.replaceAll(`${folder}${path.sep}`, '')))
      return null
    }
  }
  const image = await told(() => imageSize(path.join(folder, pair.image), wholeImage))
  const { labelIds, labelTrainIds, color, instanceIds } = pair.labels
  const sameSize = (file: string, size: Size): void => {
    if (image && (size.width !== image.width || size.height !== image.height))
      errors.push(
        `${file} has ${size.width}x${size.height} pixels, expected the ${image.width}x${image.height} of ${pair.image}.`,
      )
  }
  const ids = labelIds === undefined ? null : await told(() => greyPng(folder, labelIds))
  if (ids && labelIds !== undefined) {
    sameSize(labelIds, ids)
    const stranger = ids.samples.find((id) => !knownIds.has(id) && id !== VOID)
    if (stranger !== undefined) errors.push(`${labelIds} holds ${stranger}, expected label ids 0 to 33.`)
  }
  if (labelTrainIds !== undefined) {
    const png = await told(() => greyPng(folder, labelTrainIds))
    if (png) {
      sameSize(labelTrainIds, png)
      errors.push(...trainIdErrors(labelTrainIds, png, ids))
    }
  }
  for (const file of [color, instanceIds]) {
    const size = file === undefined ? null : await told(() => imageSize(path.join(folder, file), false))
    if (file !== undefined && size) sameSize(file, size)
  }
  if (instanceIds !== undefined && ids) {
    const instances = await told(() => instanceSamples(path.join(folder, instanceIds)))
    if (instances?.length === ids.samples.length) {
      const wrong = ids.samples.findIndex((id, at) => id !== VOID && labelOfInstance(instances[at]!) !== id)
      if (wrong >= 0)
        errors.push(
          `${instanceIds} holds ${instances[wrong]} where ${labelIds} has ${ids.samples[wrong]}, expected an instance of it.`,
        )
    }
  }
  return errors
}

const sentence = (text: string): string => (/[.]$/.test(text) ? text : `${text}.`)

/** "26003" is the fourth instance of label 26; below 1000 it is the label itself. */
const labelOfInstance = (value: number): number => (value < 1000 ? value : Math.floor(value / 1000))

function trainIdErrors(file: string, { samples }: DecodedPng, ids: DecodedPng | null): string[] {
  const stranger = samples.find((value) => !isTrainId(value) && value !== VOID)
  if (stranger !== undefined) return [`${file} holds ${stranger}, expected train ids 0 to 18 and 255.`]
  if (ids?.samples.length !== samples.length) return []
  const expected = Uint8Array.from({ length: 256 }, (_, id) => trainIdOfLabelId(id))
  const wrong = samples.findIndex((value, at) => value !== expected[ids.samples[at]!])
  if (wrong < 0) return []
  return [
    `${file} holds train id ${samples[wrong]} where the label id is ${ids.samples[wrong]}, expected ${expected[ids.samples[wrong]!]}.`,
  ]
}

/** @throws ImageError, FileMissingError */
async function imageSize(file: string, whole: boolean): Promise<Size> {
  if (whole) return readImage(file)
  try {
    const { width, height } = await sharp(file, { limitInputPixels: false }).metadata()
    return { width, height }
  } catch {
    return readImage(file)
  }
}

/** @throws LabelError */
async function greyPng(folder: string, relative: string): Promise<DecodedPng> {
  const file = path.join(folder, relative)
  const bytes = await readFile(file).catch(() => {
    throw new LabelError(`${file} can't be read; copy it again`, file)
  })
  const png = await decodePng(bytes, file)
  if (png.channels !== 1)
    throw new LabelError(`${relative} has ${png.channels} channels, expected one; export it again.`, file)
  return png
}

async function instanceSamples(file: string): Promise<Uint16Array> {
  try {
    const { data } = await sharp(file)
      .toColourspace('grey16')
      .raw({ depth: 'ushort' })
      .toBuffer({ resolveWithObject: true })
    return new Uint16Array(data.buffer, data.byteOffset, data.length / 2)
  } catch (error) {
    throw new LabelError(`${file} is damaged or no PNG; copy it again`, file, { cause: error })
  }
}
