import sharp, { type ResizeOptions, type Sharp } from 'sharp'
import { ImageDefect } from '../defects.ts'
import { decodeImage, rawSamples } from '../image.ts'
import type { Pixels, RgbImage } from '../pixels.ts'

/** What a catalog keeps of a picture is computed from it at the size of a thumbnail, at most so many pixels a side. */
export const THUMBNAIL_SIDE = 384

/** Linear weights over all pixels that are shrunk to one: 3 % of the whole less than the sharpest kernel takes. */
const THUMBNAIL_SIZE: ResizeOptions = {
  width: THUMBNAIL_SIDE,
  height: THUMBNAIL_SIDE,
  fit: 'inside',
  withoutEnlargement: true,
  kernel: 'linear',
}

/** A file of 10 to 15 kB for a street scene; a higher effort takes longer than all the rest beside the decoding. */
const THUMBNAIL_FORMAT = { quality: 65, effort: 0, preset: 'photo' } as const

/** Of a picture of one colour, a smaller copy has one too, rounding aside. */
const ROUNDING = 2

/** A picture that was decoded once, and found good. */
export interface PictureDigest {
  /** Of the file. */
  readonly width: number
  readonly height: number
  /** The picture at the size of a thumbnail. */
  readonly small: RgbImage
  /** All pixels of the file have exactly the same colour. */
  readonly singleColour: boolean
}

/**
 * Decodes a picture once, down to the size of a thumbnail; `file` names it. Accepts and refuses what `readImage` does, with
 * an ImageError. A picture that seems to have one colour, or has an alpha channel, is decoded at its own size: every pixel
 * of it counts.
 */
export function digestPicture(bytes: Buffer, file: string): Promise<PictureDigest> {
  return decodeImage(bytes, file, async ({ width, height, hasAlpha, open }) => {
    if (hasAlpha) return digestSamples(await rawSamples(open(), file))
    const small = await shrink(open())
    const singleColour = isWithin(small, ROUNDING) && isWithin(await rawSamples(open(), file), 0)
    return { width, height, small, singleColour }
  })
}

async function digestSamples(image: RgbImage): Promise<PictureDigest> {
  const { width, height, data } = image
  const small = await shrink(sharp(data, { raw: { width, height, channels: 3 } }))
  return { width, height, small, singleColour: isWithin(small, ROUNDING) && isWithin(image, 0) }
}

async function shrink(decoder: Sharp): Promise<RgbImage> {
  const { data, info } = await decoder
    .resize(THUMBNAIL_SIZE)
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data: new Uint8Array(data.buffer, data.byteOffset, data.length) }
}

/** Do all pixels differ from the first by no more than this? */
function isWithin({ data }: Pixels, difference: number): boolean {
  for (let at = 3; at < data.length; at++) if (Math.abs(data[at]! - data[at % 3]!) > difference) return false
  return true
}

/** A thumbnail as a WebP file. */
export function encodeThumbnail({ width, height, data }: RgbImage): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .webp(THUMBNAIL_FORMAT)
    .toBuffer()
}

/** The refusal of a picture that `digestPicture` found to have one colour. */
export function singleColourDefect({ width, height, small: { data } }: PictureDigest, file: string): ImageDefect {
  return new ImageDefect(
    'single-colour',
    `${file} has one colour (${data[0]}, ${data[1]}, ${data[2]}) in all of its ${width}x${height} pixels, expected a photograph; replace it or leave it out`,
    file,
  )
}
