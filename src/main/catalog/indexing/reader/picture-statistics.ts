import type { RgbImage } from '../../../imaging/image.ts'
import { labPlanes } from '../../../metrics/colour.ts'

/** What the catalog keeps of a picture's light, colour and focus; all of it computed at the size of its thumbnail. */
export interface PictureStatistics {
  /** Luma of Rec. 601, 0 to 255: mean and standard deviation. */
  readonly luminance: number
  readonly luminanceSpread: number
  /** [6]: means of L*, a* and b* (CIELAB, D65), then their standard deviations. */
  readonly colour: Float32Array
  /** Standard deviation of the Laplacian of the luma: low where nothing is in focus, or fog hides it. */
  readonly sharpness: number
}

/** Colour is taken of every third pixel of every third row: 9,000 of a street scene. */
const COLOUR_STEP = 3

/** Statistics of a picture at the size of a thumbnail. */
export function pictureStatistics(small: RgbImage): PictureStatistics {
  const light = lightOf(small)
  const { lightness, a, b } = labPlanes(everyThirdPixel(small))
  const channels = [moments(lightness), moments(a), moments(b)]
  return {
    luminance: light.mean,
    luminanceSpread: light.spread,
    colour: Float32Array.from([...channels.map(([mean]) => mean), ...channels.map(([, spread]) => spread)]),
    sharpness: laplacianSpread(light.luma, small.width, small.height),
  }
}

/** Kept from picture to picture: a new one for each keeps the garbage collector busy. */
let lumaMemory = new Float32Array(0)

/** The luma of all pixels, valid until the next call, with its mean and standard deviation. */
function lightOf({ width, height, data }: RgbImage): { luma: Float32Array; mean: number; spread: number } {
  const pixels = width * height
  if (lumaMemory.length < pixels) lumaMemory = new Float32Array(pixels)
  const luma = lumaMemory
  let sum = 0
  let squares = 0
  for (let at = 0, from = 0; at < pixels; at++, from += 3) {
    const value = Math.fround(0.299 * data[from]! + 0.587 * data[from + 1]! + 0.114 * data[from + 2]!)
    luma[at] = value
    sum += value
    squares += value * value
  }
  const mean = sum / pixels
  return { luma, mean, spread: Math.sqrt(Math.max(0, squares / pixels - mean ** 2)) }
}

function everyThirdPixel(image: RgbImage): RgbImage {
  const width = Math.ceil(image.width / COLOUR_STEP)
  const height = Math.ceil(image.height / COLOUR_STEP)
  const data = new Uint8Array(width * height * 3)
  for (let y = 0, to = 0; y < height; y++) {
    let from = COLOUR_STEP * y * image.width * 3
    for (let x = 0; x < width; x++, from += COLOUR_STEP * 3, to += 3) {
      data[to] = image.data[from]!
      data[to + 1] = image.data[from + 1]!
      data[to + 2] = image.data[from + 2]!
    }
  }
  return { width, height, data }
}

function moments(values: Float32Array): [mean: number, spread: number] {
  let sum = 0
  let squares = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    sum += value
    squares += value * value
  }
  const mean = sum / values.length
  return [mean, Math.sqrt(Math.max(0, squares / values.length - mean ** 2))]
}

/** Of the sum of the four neighbours less four times the pixel, inside the border; 0 where there is no inside. */
function laplacianSpread(values: Float32Array, width: number, height: number): number {
  const inside = Math.max(0, width - 2) * Math.max(0, height - 2)
  if (inside === 0) return 0
  let sum = 0
  let squares = 0
  for (let y = 1; y < height - 1; y++) {
    for (let at = y * width + 1, end = (y + 1) * width - 1; at < end; at++) {
      const response = values[at - 1]! + values[at + 1]! + values[at - width]! + values[at + width]! - 4 * values[at]!
      sum += response
      squares += response * response
    }
  }
  const mean = sum / inside
  return Math.sqrt(Math.max(0, squares / inside - mean ** 2))
}
