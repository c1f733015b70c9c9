import type { Pixels } from './pixels.ts'
import { channelsOf } from './pixels.ts'

/** Height and width in pixels, in the order of tensors. */
export type Size = readonly [height: number, width: number]

/** Pixel columns [left, right) and rows [top, bottom). */
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Python's `round`: halves go to the even neighbour. */
function roundHalfToEven(value: number): number {
  return Math.abs(value % 1) === 0.5 ? 2 * Math.round(value / 2) : Math.round(value)
}

/**
 * The centred box with the aspect of `size`, as the public code computes it (`load_size`, where the aspect is 2:1) and as
 * Pillow rounds it: offsets may have half a pixel, each edge is rounded by itself. 1914x1052 at 2:1 gives rows 48 to 1003,
 * one row less than 2:1. The box is empty where the picture is less than a pixel high or wide at that aspect.
 */
export function centredBox(picture: { readonly width: number; readonly height: number }, size: Size): Box {
  const { width, height } = picture
  const aspect = size[1] / size[0]
  if (width / height > aspect) {
    const offset = (width - Math.trunc(aspect * height)) / 2
    return { left: roundHalfToEven(offset), top: 0, right: roundHalfToEven(width - offset), bottom: height }
  }
  const offset = (height - Math.trunc(width / aspect)) / 2
  return { left: 0, top: roundHalfToEven(offset), right: width, bottom: roundHalfToEven(height - offset) }
}

export const isEmpty = (box: Box): boolean => box.right <= box.left || box.bottom <= box.top

/** Cuts the box out of a picture or a label map. */
export function crop(pixels: Pixels, box: Box): Pixels {
  const channels = channelsOf(pixels)
  const width = box.right - box.left
  const height = box.bottom - box.top
  const data = new Uint8Array(width * height * channels)
  for (let y = 0; y < height; y++) {
    const from = ((box.top + y) * pixels.width + box.left) * channels
    data.set(pixels.data.subarray(from, from + width * channels), y * width * channels)
  }
  return { width, height, data }
}
