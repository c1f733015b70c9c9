/** 8-bit samples, row by row, channels interleaved (HWC): one channel for label maps, three for pictures. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** A picture: `data` is [height, width, 3] uint8. */
export type RgbImage = Pixels

/** The number of channels that `data` holds; a defect of the caller when it is neither 1 nor 3. */
export function channelsOf({ width, height, data }: Pixels): 1 | 3 {
  const channels = data.length / (width * height)
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(
      `expected 1 or 3 bytes for each of ${width}x${height} pixels but received ${data.length} bytes`,
    )
  }
  return channels
}
