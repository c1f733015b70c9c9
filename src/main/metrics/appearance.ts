import { trainIds, VOID, type TrainId } from '../../shared/labels.ts'
import type { RgbImage } from '../imaging/image.ts'
import { labPlanes } from './colour.ts'
import { shrinkFactor, shrinkLabels, smooth, type LabelPlane, type Plane } from './planes.ts'
import type { SymmetricMatrix } from './symmetric-matrix.ts'

/** Rows near which appearance is looked at. */
const ROWS = 256

/** The channels of an appearance: COLOURS of colour, then those of texture. */
export const CHANNELS = 8
export const COLOURS = 3

/** A class that covers less of a picture near 256 rows says nothing about its looks. */
const FEWEST_PIXELS = 64

/** How a labelled picture looks, pixel by pixel, near 256 rows. */
export interface Appearance {
  readonly label: LabelPlane
  /** CHANNELS planes of `[height, width] float32`, in units of CIELAB (a difference of 1 is just visible). */
  readonly channels: readonly Float32Array[]
}

/** Mean and covariance of the channels over the pixels of a class. */
export interface ClassStatistics {
  readonly pixels: number
  readonly mean: Float64Array
  readonly covariance: SymmetricMatrix
}

const binomial = [0.5, 0.25]

/**
 * The channels: L*, a*, b*; the magnitude of three bands of L*, each the difference of two steps of an à trous pyramid with
 * the binomial kernel [1 2 1] / 4 (periods of about 3, 6 and 12 pixels near 256 rows); the magnitude of the difference of L* to
 * the right and downward, which tells streaks from grain.
 */
export function appearanceOf(image: RgbImage, label: LabelPlane): Appearance {
  const factor = shrinkFactor(image, ROWS)
  const { width, height, lightness, a, b } = labPlanes(image, factor)
  const channels = [lightness, a, b]
  let finer: Plane = { width, height, values: lightness }
  for (const step of [1, 2, 4]) {
    const coarser = smooth(finer, binomial, step)
    channels.push(distance(finer.values, coarser.values))
    finer = coarser
  }
  channels.push(...differences({ width, height, values: lightness }))
  return { label: shrinkLabels(label, factor), channels }
}

function distance(one: Float32Array, other: Float32Array): Float32Array {
  const result = new Float32Array(one.length)
  for (let i = 0; i < one.length; i++) result[i] = Math.abs(one[i]! - other[i]!)
  return result
}

/** |v(x + 1) - v(x - 1)| / 2 along rows and along columns. */
function differences({ width, height, values }: Plane): [Float32Array, Float32Array] {
  const across = new Float32Array(values.length)
  const down = new Float32Array(values.length)
  for (let y = 0; y < height; y++) {
    const row = y * width
    const above = Math.max(0, y - 1) * width
    const below = Math.min(height - 1, y + 1) * width
    for (let x = 0; x < width; x++) {
      const left = x > 0 ? x - 1 : x
      const right = x < width - 1 ? x + 1 : x
      across[row + x] = Math.abs(values[row + right]! - values[row + left]!) / 2
      down[row + x] = Math.abs(values[below + x]! - values[above + x]!) / 2
    }
  }
  return [across, down]
}

/**
 * Statistics of the classes that cover at least FEWEST_PIXELS pixels near 256 rows; void belongs to none. Sums are taken about
 * zero in double precision, exact enough for channels within a few hundred.
 */
export function classStatistics({ label, channels }: Appearance): ReadonlyMap<TrainId, ClassStatistics> {
  const pixels = new Uint32Array(trainIds.length)
  const first = new Float64Array(trainIds.length * CHANNELS)
  const second = new Float64Array(trainIds.length * CHANNELS ** 2)
  for (let from = 0, to: number; from < label.trainIds.length; from = to) {
    const trainId = label.trainIds[from]!
    to = from + 1
    while (to < label.trainIds.length && label.trainIds[to] === trainId) to++
    if (trainId === VOID) continue
    pixels[trainId]! += to - from
    for (let i = 0, row = trainId * CHANNELS; i < CHANNELS; i++, row++) {
      first[row]! += sumOf(channels[i]!, from, to)
      for (let j = 0; j <= i; j++) second[row * CHANNELS + j]! += sumOfProducts(channels[i]!, channels[j]!, from, to)
    }
  }
  return new Map(
    trainIds
      .filter((trainId) => pixels[trainId]! >= FEWEST_PIXELS)
      .map((trainId) => [
        trainId,
        moments({
          pixels: pixels[trainId]!,
          first: first.subarray(trainId * CHANNELS, (trainId + 1) * CHANNELS),
          second: second.subarray(trainId * CHANNELS ** 2, (trainId + 1) * CHANNELS ** 2),
        }),
      ]),
  )
}

function sumOf(values: Float32Array, from: number, to: number): number {
  let sum = 0
  for (let at = from; at < to; at++) sum += values[at]!
  return sum
}

function sumOfProducts(one: Float32Array, other: Float32Array, from: number, to: number): number {
  let sum = 0
  for (let at = from; at < to; at++) sum += one[at]! * other[at]!
  return sum
}

interface Sums {
  readonly pixels: number
  /** Of the channels, `[CHANNELS]`. */
  readonly first: Float64Array
  /** Of their products, `[CHANNELS * CHANNELS]`, on and below the diagonal. */
  readonly second: Float64Array
}

function moments({ pixels, first, second }: Sums): ClassStatistics {
  const mean = first.map((sum) => sum / pixels)
  const values = new Float64Array(CHANNELS ** 2)
  for (let i = 0; i < CHANNELS; i++) {
    for (let j = 0; j <= i; j++) {
      const covariance = second[i * CHANNELS + j]! / pixels - mean[i]! * mean[j]!
      values[i * CHANNELS + j] = covariance
      values[j * CHANNELS + i] = covariance
    }
  }
  return { pixels, mean, covariance: { size: CHANNELS, values } }
}
