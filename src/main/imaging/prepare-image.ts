import { ImageError } from '../../shared/errors.ts'
import { centredBox, crop, isEmpty, type Size } from './crop.ts'
import { imageHash, readImage } from './image.ts'
import type { RgbImage } from './pixels.ts'
import { resizeBicubic } from './resize.ts'

export interface PreparedImage {
  readonly file: string
  /** The picture's size in its file, which its label must share. */
  readonly imageSize: { readonly width: number; readonly height: number }
  /** [H, W, 3] uint8 after crop and resize. */
  readonly rgb: RgbImage
  /** [3, H, W] float32 in [-1, 1]. */
  readonly tensor: Float32Array
  /** `imageHash` of `rgb`: keys the noise, so it depends on what the model sees and not on how the file is encoded. */
  readonly hash: string
}

/** `x / 127.5 - 1` for the 256 sample values, each operation rounded to float32 as in the public code. */
const scaled = Float32Array.from({ length: 256 }, (_, sample) => Math.fround(sample / 127.5) - 1)

/** [H, W, 3] uint8 to [3, H, W] float32 in [-1, 1]. */
export function imageTensor({ width, height, data }: RgbImage): Float32Array {
  const plane = width * height
  const tensor = new Float32Array(plane * 3)
  for (let i = 0, from = 0; i < plane; i++, from += 3) {
    tensor[i] = scaled[data[from]!]!
    tensor[plane + i] = scaled[data[from + 1]!]!
    tensor[2 * plane + i] = scaled[data[from + 2]!]!
  }
  return tensor
}

/**
 * A file as the model sees it: the largest centred crop of the target's aspect, resized with Pillow's BICUBIC to
 * `size` = [H, W]. Throws what `readImage` throws, and ImageError for a picture too thin to crop.
 */
export async function prepareImage(file: string, size: Size): Promise<PreparedImage> {
  const image = await readImage(file)
  const box = centredBox(image, size)
  if (isEmpty(box)) {
    throw new ImageError(
      `${file} has ${image.width}x${image.height} pixels, too thin for a crop of aspect ${size[1]}:${size[0]}; use a larger picture`,
      file,
    )
  }
  const rgb = resizeBicubic(crop(image, box), size[1], size[0])
  return {
    file,
    imageSize: { width: image.width, height: image.height },
    rgb,
    tensor: imageTensor(rgb),
    hash: imageHash(rgb),
  }
}
