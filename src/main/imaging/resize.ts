import { channelsOf, type Pixels } from './pixels.ts'

/**
 * Pillow's `Image.resize`, byte for byte (src/libImaging/Resample.c and Geometry.c), because the public code of the
 * paper resizes with it and nearly every published number went through it.
 */

const PRECISION_BITS = 32 - 8 - 2
const HALF = 1 << (PRECISION_BITS - 1)
const BICUBIC_SUPPORT = 2

/** Keys' cubic convolution with a = -0.5. */
function bicubic(distance: number): number {
  const x = Math.abs(distance)
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * -0.5
  return 0
}

/** For every output position: the first source position, how many follow, and their weights in fixed point. */
interface Kernel {
  readonly first: Int32Array
  readonly count: Int32Array
  /** [outputSize, stride], in units of 2^-22. */
  readonly weights: Int32Array
  readonly stride: number
}

function bicubicKernel(inputSize: number, outputSize: number): Kernel {
  const scale = inputSize / outputSize
  const stretch = Math.max(scale, 1)
  const support = BICUBIC_SUPPORT * stretch
  const stride = Math.ceil(support) * 2 + 1
  const first = new Int32Array(outputSize)
  const count = new Int32Array(outputSize)
  const weights = new Int32Array(outputSize * stride)
  const exact = new Float64Array(stride)
  for (let position = 0; position < outputSize; position++) {
    const centre = (position + 0.5) * scale
    const start = Math.max(0, Math.trunc(centre - support + 0.5))
    const end = Math.min(inputSize, Math.trunc(centre + support + 0.5))
    let sum = 0
    for (let i = start; i < end; i++) sum += exact[i - start] = bicubic((i - centre + 0.5) * (1 / stretch))
    for (let i = 0; i < end - start; i++) {
      const fixed = (exact[i]! / sum) * (1 << PRECISION_BITS)
      weights[position * stride + i] = Math.trunc(fixed < 0 ? fixed - 0.5 : fixed + 0.5)
    }
    first[position] = start
    count[position] = end - start
  }
  return { first, count, weights, stride }
}

function resizeRows({ width, height, data }: Pixels, channels: 1 | 3, outputWidth: number): Pixels {
  const { first, count, weights, stride } = bicubicKernel(width, outputWidth)
  const output = new Uint8ClampedArray(outputWidth * height * channels)
  const resizeRow = channels === 3 ? resizeRgbRow : resizeGreyRow
  for (let y = 0; y < height; y++) resizeRow(y * width * channels, y * outputWidth * channels)
  return { width: outputWidth, height, data: new Uint8Array(output.buffer) }

  function resizeRgbRow(source: number, target: number): void {
    for (let x = 0; x < outputWidth; x++) {
      let red = HALF
      let green = HALF
      let blue = HALF
      let from = source + first[x]! * 3
      const start = x * stride
      const end = start + count[x]!
      for (let k = start; k < end; k++, from += 3) {
        const weight = weights[k]!
        red = (red + Math.imul(data[from]!, weight)) | 0
        green = (green + Math.imul(data[from + 1]!, weight)) | 0
        blue = (blue + Math.imul(data[from + 2]!, weight)) | 0
      }
      const to = target + x * 3
      output[to] = red >> PRECISION_BITS
      output[to + 1] = green >> PRECISION_BITS
      output[to + 2] = blue >> PRECISION_BITS
    }
  }

  function resizeGreyRow(source: number, target: number): void {
    for (let x = 0; x < outputWidth; x++) {
      let grey = HALF
      let from = source + first[x]!
      const start = x * stride
      const end = start + count[x]!
      for (let k = start; k < end; k++, from++) grey = (grey + Math.imul(data[from]!, weights[k]!)) | 0
      output[target + x] = grey >> PRECISION_BITS
    }
  }
}

function resizeColumns({ width, height, data }: Pixels, channels: 1 | 3, outputHeight: number): Pixels {
  const { first, count, weights, stride } = bicubicKernel(height, outputHeight)
  const rowLength = width * channels
  const output = new Uint8ClampedArray(rowLength * outputHeight)
  for (let y = 0; y < outputHeight; y++) {
    const source = first[y]! * rowLength
    const target = y * rowLength
    const start = y * stride
    const end = start + count[y]!
    for (let x = 0; x < rowLength; x++) {
      let sum = HALF
      let from = source + x
      for (let k = start; k < end; k++, from += rowLength) sum = (sum + Math.imul(data[from]!, weights[k]!)) | 0
      output[target + x] = sum >> PRECISION_BITS
    }
  }
  return { width, height: outputHeight, data: new Uint8Array(output.buffer) }
}

/** Pillow's antialiased BICUBIC, the default of `Image.resize`, on one or three 8-bit channels. */
export function resizeBicubic(pixels: Pixels, width: number, height: number): Pixels {
  const channels = channelsOf(pixels)
  const wide = pixels.width === width ? pixels : resizeRows(pixels, channels, width)
  const resized = wide.height === height ? wide : resizeColumns(wide, channels, height)
  return resized === pixels ? { width, height, data: pixels.data.slice() } : resized
}

/** Source positions, summed up step by step as Pillow does: at some sizes the rounding of the sum decides. */
function nearestPositions(inputSize: number, outputSize: number): Int32Array {
  const scale = inputSize / outputSize
  const positions = new Int32Array(outputSize)
  let position = scale * 0.5
  for (let i = 0; i < outputSize; i++, position += scale) positions[i] = Math.trunc(position)
  return positions
}

/** Pillow's NEAREST, source index floor((i + 0.5) * scale), which it also applies to every palette image. */
export function resizeNearest(pixels: Pixels, width: number, height: number): Pixels {
  const channels = channelsOf(pixels)
  const columns = nearestPositions(pixels.width, width)
  const rows = nearestPositions(pixels.height, height)
  const data = new Uint8Array(width * height * channels)
  let to = 0
  for (let y = 0; y < height; y++) {
    const row = rows[y]! * pixels.width
    for (let x = 0; x < width; x++) {
      const from = (row + columns[x]!) * channels
      for (let channel = 0; channel < channels; channel++) data[to++] = pixels.data[from + channel]!
    }
  }
  return { width, height, data }
}
