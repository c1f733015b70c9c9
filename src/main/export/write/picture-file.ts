import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { ImageError } from '../../../shared/errors.ts'
import type { ExportOptions } from '../../../shared/exports.ts'
import { centredBox, crop, type Box, type Size } from '../../imaging/crop.ts'
import { decodeImage, rawSamples, type RgbImage } from '../../imaging/image.ts'
import { readInputFile } from '../../imaging/read-file.ts'
import { resizeBicubic } from '../../imaging/resize.ts'

/** A picture as it is in its file, read once. */
export interface PictureFile {
  readonly file: string
  readonly bytes: Buffer
  readonly sha256: string
}

/** @throws ImageError, FileMissingError */
export async function readPictureFile(file: string): Promise<PictureFile> {
  const bytes = await readInputFile(file, 'image', ImageError)
  return { file, bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}

const decoded = ({ bytes, file }: PictureFile): Promise<RgbImage> =>
  decodeImage(bytes, file, ({ open }) => rawSamples(open(), file))

export interface PictureChoice {
  readonly image: ExportOptions['image']
  /** [height, width] of the run's pictures. */
  readonly size: Size
  /** Of the content's picture in its source. */
  readonly frame: { readonly width: number; readonly height: number }
}

/** What is written for a result: null where its bytes are. */
export async function resultPicture(
  result: PictureFile,
  { image, size, frame }: PictureChoice,
): Promise<Buffer | null> {
  if (image.size === 'generated' && image.format === 'png') return null
  const picture = await decoded(result)
  if (image.size === 'generated') return encoded(picture, image)
  const box = centredBox(frame, size)
  // as the crop was made, sample centres on sample centres: libvips' enlargement is half a pixel off
  const region = resizeBicubic(picture, box.right - box.left, box.bottom - box.top)
  return encoded(image.size === 'source' ? region : inFrame(region, box, frame), image)
}

/** What is written for an original: null where its own bytes are. */
export async function originalPicture(content: PictureFile, { image, size }: PictureChoice): Promise<Buffer | null> {
  const isPng = content.bytes.subarray(1, 4).toString('latin1') === 'PNG'
  if (image.size === 'full' && image.format === 'png' && isPng) return null
  const picture = await decoded(content)
  if (image.size === 'full') return encoded(picture, image)
  const region = crop(picture, centredBox(picture, size))
  return encoded(image.size === 'source' ? region : resizeBicubic(region, size[1], size[0]), image)
}

function encoded({ width, height, data }: RgbImage, { format, quality }: ExportOptions['image']): Promise<Buffer> {
  const picture = sharp(data, { raw: { width, height, channels: 3 } })
  if (format === 'png') return picture.png({ compressionLevel: 6 }).toBuffer()
  return picture.jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer()
}

function inFrame(region: RgbImage, box: Box, { width, height }: PictureChoice['frame']): RgbImage {
  const data = new Uint8Array(width * height * 3)
  const row = region.width * 3
  for (let y = 0; y < region.height; y++)
    data.set(region.data.subarray(y * row, (y + 1) * row), ((box.top + y) * width + box.left) * 3)
  return { width, height, data }
}
