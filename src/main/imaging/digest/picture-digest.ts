import sharp, { type Sharp } from 'sharp'
import { ImageDefect } from '../defects.ts'
import { decodeImage, rawSamples } from '../image.ts'
import type { Pixels, RgbImage } from '../pixels.ts'

/** What a catalog keeps of a picture is computed from it at the size of a thumbnail, at most so many pixels a side. */
export const THUMBNAIL_SIDE = 384

/** A file of 10 to 15 kB for a street scene; a higher effort takes longer than all the rest beside the decoding. */
const THUMBNAIL_FORMAT = { quality: 75, effort: 0 } as const

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
  return decodeImage(bytes, file, async (decoder, { width, height, hasAlpha }) => {
    if (hasAlpha) return digestSamples(await rawSamples(decoder, file))
    const small = await shrink(decoder)
    const singleColour = spread(small) <= ROUNDING && spread(await rawSamples(decoder.clone(), file)) === 0
    return { width, height, small, singleColour }
  })
}

async function digestSamples(image: RgbImage): Promise<PictureDigest> {
  const { width, height, data } = image
  const small = await shrink(sharp(data, { raw: { width, height, channels: 3 } }))
  return { width, height, small, singleColour: spread(small) <= ROUNDING && spread(image) === 0 }
}

async function shrink(decoder: Sharp): Promise<RgbImage> {
  const { data, info } = await decoder
    .clone()
    .resize({ width: THUMBNAIL_SIDE, height: THUMBNAIL_SIDE, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data: new Uint8Array(data.buffer, data.byteOffset, data.length) }
}

/** The largest difference between two samples of a channel. */
function spread({ data }: Pixels): number {
  let widest = 0
  for (let channel = 0; channel < 3; channel++) {
    let least = 255
    let most = 0
    for (let at = channel; at < data.length; at += 3) {
      least = Math.min(least, data[at]!)
      most = Math.max(most, data[at]!)
    }
    widest = Math.max(widest, most - least)
  }
  return widest
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
