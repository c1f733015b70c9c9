import { createHash } from 'node:crypto'
import sharp, { type Metadata, type Sharp } from 'sharp'
import { ImageError } from '../../shared/errors.ts'
import type { ProblemCode } from '../../shared/problems.ts'
import { ImageDefect } from './defects.ts'
import type { RgbImage } from './pixels.ts'
import { sizeOfPlainPng } from './png-chunks.ts'
import { readInputFile } from './read-file.ts'

export type { RgbImage } from './pixels.ts'

// One job per core is planned above this floor; libvips' own threads would only compete with it.
sharp.concurrency(1)

/** 16,383 x 16,383: what fits in a signed 30-bit count, and sharp's own limit. */
export const MAX_PIXELS = 268_402_689

const formats: readonly string[] = ['png', 'jpeg', 'webp', 'tiff', 'gif', 'heif']
const advice = 'convert it to an 8-bit RGB PNG or JPEG'

/**
 * Reads a picture as [height, width, 3] uint8, the same samples that Pillow's `Image.open(file).convert('RGB')` gives:
 * stored order (EXIF rotation is ignored), stored values (ICC profiles and gamma are ignored), grey and palette images
 * expanded. Alpha is accepted where every pixel is opaque. Throws ImageError for what is not an image, damaged,
 * truncated, animated, CMYK, of more than 8 bits, really transparent or above 268 Mpixel, FileMissingError where there
 * is no file to read.
 */
export async function readImage(file: string): Promise<RgbImage> {
  return decodeImage(await readInputFile(file, 'image', ImageError), file, ({ open }) => rawSamples(open(), file))
}

/** A picture whose kind was found good. */
export interface CheckedPicture {
  readonly width: number
  readonly height: number
  readonly hasAlpha: boolean
  /** A decoder of it, each time a new one: a clone would copy the bytes. */
  readonly open: () => Sharp
}

/**
 * Lets `decode` decode a picture whose kind was checked as `readImage` does; `file` names the picture in the ImageError that every
 * defect gives, those that come to light while decoding too.
 */
export async function decodeImage<Decoded>(
  bytes: Buffer,
  file: string,
  decode: (picture: CheckedPicture) => Promise<Decoded>,
): Promise<Decoded> {
  const open = (): Sharp => sharp(bytes, { failOn: 'warning', limitInputPixels: MAX_PIXELS, ignoreIcc: true })
  try {
    return await decode({ ...(await checkedSize(bytes, file, open)), open })
  } catch (error) {
    throw error instanceof ImageError ? error : refusal(error, file)
  }
}

/** Most pictures are plain PNGs, whose header a glance reads in a thousandth of the time that the library takes. */
async function checkedSize(bytes: Buffer, file: string, open: () => Sharp): Promise<Omit<CheckedPicture, 'open'>> {
  const size = sizeOfPlainPng(bytes)
  if (size && size.width > 0 && size.height > 0 && size.width * size.height <= MAX_PIXELS)
    return { ...size, hasAlpha: false }
  const metadata = await open().metadata()
  checkKind(metadata, file)
  return metadata
}

/** The samples that a decoder gives, without an alpha channel; ImageError where a pixel is really transparent. */
export async function rawSamples(decoder: Sharp, file: string): Promise<RgbImage> {
  const { data, info } = await decoder.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  const samples = new Uint8Array(data.buffer, data.byteOffset, data.length)
  return { width: info.width, height: info.height, data: info.channels === 4 ? withoutAlpha(samples, file) : samples }
}

function checkKind({ format, width, height, space, depth, pages = 1 }: Metadata, file: string): void {
  const refuse = (problem: ProblemCode, found: string) => new ImageDefect(problem, `${file} ${found}; ${advice}`, file)
  if (!formats.includes(format))
    throw refuse('unreadable', `is a ${format} file, expected a photograph (${formats.join(', ')})`)
  if (pages > 1) throw refuse('unreadable', `is animated or has several pages (${pages}), expected one picture`)
  if (space === 'cmyk') throw refuse('wrong-colour-type', 'is a CMYK image, expected RGB')
  if (depth !== 'uchar') {
    throw refuse('wrong-colour-type', `has ${depth === 'ushort' ? '16-bit' : depth} samples, expected 8-bit`)
  }
  if (space !== 'srgb' && space !== 'b-w') throw refuse('wrong-colour-type', `is a ${space} image, expected RGB`)
  if (width * height > MAX_PIXELS) {
    throw refuse('too-large', `has ${width}x${height} pixels, expected at most ${MAX_PIXELS}`)
  }
}

/** Drops an alpha channel that says nothing; what is behind a transparent pixel is nobody's to guess. */
function withoutAlpha(rgba: Uint8Array, file: string): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3)
  let transparent = 0
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from]!
    rgb[to + 1] = rgba[from + 1]!
    rgb[to + 2] = rgba[from + 2]!
    if (rgba[from + 3] !== 255) transparent++
  }
  if (transparent > 0) {
    throw new ImageDefect(
      'wrong-colour-type',
      `${file} has ${transparent} transparent pixels of ${rgba.length / 4}, expected an opaque image; flatten it onto a background first`,
      file,
    )
  }
  return rgb
}

function refusal(error: unknown, file: string): unknown {
  if (!(error instanceof Error)) return error
  const reason = error.message.split('\n')[0] ?? ''
  if (reason.includes('exceeds pixel limit')) {
    return new ImageDefect(
      'too-large',
      `${file} has more than ${MAX_PIXELS} pixels, the largest picture that is read; scale it down`,
      file,
      {
        cause: error,
      },
    )
  }
  if (reason.includes('unsupported image format')) {
    return new ImageError(
      `${file} is not an image in a known format, expected ${formats.join(', ')}; ${advice}`,
      file,
      { cause: error },
    )
  }
  return new ImageError(`${file} is damaged or truncated (${reason}); copy or download it again`, file, {
    cause: error,
  })
}

/** SHA-256 in hex of a picture's size and samples: the same for every file encoding of the same picture. */
export function imageHash(image: RgbImage): string {
  const size = Buffer.alloc(8)
  size.writeUInt32LE(image.width, 0)
  size.writeUInt32LE(image.height, 4)
  return createHash('sha256').update(size).update(image.data).digest('hex')
}
