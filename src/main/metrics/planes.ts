import { VOID } from '../../shared/labels.ts'
import type { RgbImage } from '../imaging/image.ts'

/** One value a pixel, row by row: `[height, width] float32`. */
export interface Plane {
  readonly width: number
  readonly height: number
  readonly values: Float32Array
}

/** A train id a pixel, row by row: 0-18 and 255. */
export interface LabelPlane {
  readonly width: number
  readonly height: number
  readonly trainIds: Uint8Array
}

/**
 * The whole factor by which both sides shrink so that the shorter one comes near `rows`, 1 where it is shorter already: Wang's
 * rule (`ssim.m`, 256 rows), which makes pictures of different resolution comparable. What does not fill a block is left out.
 */
export const shrinkFactor = ({ width, height }: { width: number; height: number }, rows: number): number =>
  Math.max(1, Math.round(Math.min(width, height) / rows))

/** The luma of Rec. 601, 0 to 255, as means over blocks of `factor` x `factor` pixels. */
export function luma(image: RgbImage, factor: number): Plane {
  const width = Math.floor(image.width / factor)
  const height = Math.floor(image.height / factor)
  const values = new Float32Array(width * height)
  const { data } = image
  const scale = 1 / (factor * factor)
  for (let y = 0; y < height * factor; y++) {
    const target = Math.floor(y / factor) * width
    let from = y * image.width * 3
    for (let x = 0; x < width; x++) {
      let sum = 0
      for (let i = 0; i < factor; i++, from += 3) {
        sum += 0.299 * data[from]! + 0.587 * data[from + 1]! + 0.114 * data[from + 2]!
      }
      values[target + x]! += sum * scale
    }
  }
  return { width, height, values }
}

/** The labels of blocks of `factor` x `factor` pixels: the block's one label, void where it has several. */
export function shrinkLabels({ width, height, trainIds }: LabelPlane, factor: number): LabelPlane {
  if (factor === 1) return { width, height, trainIds }
  const columns = Math.floor(width / factor)
  const rows = Math.floor(height / factor)
  const shrunk = new Uint8Array(columns * rows)
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const corner = y * factor * width + x * factor
      const label = trainIds[corner]!
      let pure = true
      for (let j = 0; j < factor && pure; j++) {
        for (let i = 0; i < factor; i++) pure &&= trainIds[corner + j * width + i] === label
      }
      shrunk[y * columns + x] = pure ? label : VOID
    }
  }
  return { width: columns, height: rows, trainIds: shrunk }
}

/** The mean over squares of `2 * radius + 1` pixels, cut off at the picture's edge. */
export function boxMean(plane: Plane, radius: number): Plane {
  return meanOfRows(meanOfColumns(plane, radius), radius)
}

function meanOfRows({ width, height, values }: Plane, radius: number): Plane {
  const mean = new Float32Array(values.length)
  const scale = reciprocals(width, radius)
  for (let y = 0; y < height; y++) {
    const row = y * width
    let sum = 0
    for (let x = 0; x < Math.min(radius, width); x++) sum += values[row + x]!
    for (let x = 0; x < width; x++) {
      if (x + radius < width) sum += values[row + x + radius]!
      if (x > radius) sum -= values[row + x - radius - 1]!
      mean[row + x] = sum * scale[x]!
    }
  }
  return { width, height, values: mean }
}

function meanOfColumns({ width, height, values }: Plane, radius: number): Plane {
  const mean = new Float32Array(values.length)
  const scale = reciprocals(height, radius)
  const sums = new Float64Array(width)
  const add = (y: number, sign: number) => {
    for (let x = 0, at = y * width; x < width; x++, at++) sums[x]! += sign * values[at]!
  }
  for (let y = 0; y < Math.min(radius, height); y++) add(y, 1)
  for (let y = 0; y < height; y++) {
    if (y + radius < height) add(y + radius, 1)
    if (y > radius) add(y - radius - 1, -1)
    for (let x = 0, at = y * width; x < width; x++, at++) mean[at] = sums[x]! * scale[y]!
  }
  return { width, height, values: mean }
}

/** One over the number of positions within `radius` of each of `size` positions. */
const reciprocals = (size: number, radius: number): Float64Array =>
  Float64Array.from({ length: size }, (_, i) => 1 / (Math.min(i + radius, size - 1) - Math.max(i - radius, 0) + 1))

/**
 * Separable convolution with a symmetric kernel given from its centre outwards, its taps `step` pixels apart ("à trous");
 * the picture's edge pixels are repeated outside.
 */
export function smooth(plane: Plane, kernel: readonly number[], step = 1): Plane {
  const { width, height } = plane
  const wide = new Float32Array(plane.values.length)
  const result = new Float32Array(plane.values.length)
  const reach = (kernel.length - 1) * step
  const padded = new Float32Array(width + 2 * reach)
  for (let y = 0; y < height; y++) {
    const row = plane.values.subarray(y * width, (y + 1) * width)
    padded.fill(row[0]!, 0, reach).fill(row[width - 1]!, reach + width)
    padded.set(row, reach)
    const target = wide.subarray(y * width, (y + 1) * width)
    for (let x = 0; x < width; x++) target[x] = kernel[0]! * row[x]!
    for (let k = 1; k < kernel.length; k++) {
      const weight = kernel[k]!
      const left = reach - k * step
      const right = reach + k * step
      for (let x = 0; x < width; x++) target[x]! += weight * (padded[left + x]! + padded[right + x]!)
    }
  }
  for (let y = 0; y < height; y++) {
    const target = y * width
    for (let x = 0; x < width; x++) result[target + x] = kernel[0]! * wide[target + x]!
    for (let k = 1; k < kernel.length; k++) {
      const above = Math.max(0, y - k * step) * width
      const below = Math.min(height - 1, y + k * step) * width
      const weight = kernel[k]!
      for (let x = 0; x < width; x++) result[target + x]! += weight * (wide[above + x]! + wide[below + x]!)
    }
  }
  return { width, height, values: result }
}
