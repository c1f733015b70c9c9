import type { RgbImage } from '../imaging/image.ts'
import { boxMean, luma, shrinkFactor, type LabelPlane, type Plane } from './planes.ts'
import { normalisedSsim } from './ssim.ts'

export interface Structure {
  /** Agreement of the edges over the whole picture, 0 to 1. */
  readonly overall: number
  /** The same along the borders between labels; null where there is no border. */
  readonly borders: number | null
  readonly ssim: number
}

const FINE_ROWS = 512
const SSIM_ROWS = 256

/** Half the side of the square whose edges an edge is measured against, in pixels of the scale. */
const NEIGHBOURHOOD = 8
/** The weight of the picture's own mean edge in what an edge is measured against, so that flat places stay flat. */
const FLAT = 1
/** Grey levels per pixel, of 255: what rounding to 8 bits alone can make. */
const ROUNDING = 0.5
/** How far from a border the band reaches, in pixels of the fine scale. */
const BAND = 3

/**
 * How much of the content's structure the result has: the edges' agreement at two scales, and SSIM. 0 to 1, higher is better;
 * a picture's agreement with itself is 1. Both pictures and the label have one size.
 */
export function structureKept(content: RgbImage, result: RgbImage, label: LabelPlane): Structure {
  const fine = shrinkFactor(content, FINE_ROWS)
  const scales = [fine, 2 * fine].filter((factor) => Math.min(content.width, content.height) >= factor)
  const factor = shrinkFactor(content, SSIM_ROWS)
  const pictures = new Map(
    [...new Set([...scales, factor])].map((scale) => [
      scale,
      { content: luma(content, scale), result: luma(result, scale) },
    ]),
  )
  const sums = scales.map((scale) => {
    const picture = pictures.get(scale)!
    return agreementSums(edges(picture.content), edges(picture.result), borderBand(label, scale, BAND * fine))
  })
  const bordered = sums.filter(({ borders }) => borders.pixels > 0)
  const picture = pictures.get(factor)!
  return {
    overall: mean(sums.map(({ overall }) => agreement(overall))),
    borders: bordered.length > 0 ? mean(bordered.map(({ borders }) => agreement(borders))) : null,
    ssim: normalisedSsim(picture.content, picture.result),
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Gradients relative to those around them. */
interface Edges {
  readonly width: number
  readonly height: number
  readonly across: Float32Array
  readonly down: Float32Array
}

/**
 * Scharr's gradients g of a plane, divided by s + FLAT mean(s) + ROUNDING, where s is the root mean square of |g| over the
 * neighbourhood: brightness falls out of them, contrast too, and what is left is where edges are and how they run.
 */
function edges(plane: Plane): Edges {
  const { width, height, across, down, energy } = scharr(plane)
  const around = boxMean({ width, height, values: energy }, NEIGHBOURHOOD).values
  let sum = 0
  for (let i = 0; i < around.length; i++) sum += around[i] = Math.sqrt(Math.max(0, around[i]!))
  const floor = (FLAT * sum) / around.length + ROUNDING
  for (let i = 0; i < around.length; i++) {
    const scale = 1 / (around[i]! + floor)
    across[i]! *= scale
    down[i]! *= scale
  }
  return { width, height, across, down }
}

/** The operator [3 10 3] / 16 x [-1 0 1] / 2 (Scharr 2000), in grey levels per pixel, and |g|^2; edge pixels are repeated outside. */
function scharr({ width, height, values }: Plane): Edges & { readonly energy: Float32Array } {
  const across = new Float32Array(values.length)
  const down = new Float32Array(values.length)
  const energy = new Float32Array(values.length)
  const summed = new Float32Array(width)
  const stepped = new Float32Array(width)
  for (let y = 0; y < height; y++) {
    const row = y * width
    const above = Math.max(0, y - 1) * width
    const below = Math.min(height - 1, y + 1) * width
    for (let x = 0; x < width; x++) {
      const up = values[above + x]!
      const low = values[below + x]!
      summed[x] = 3 * (up + low) + 10 * values[row + x]!
      stepped[x] = low - up
    }
    for (let x = 0; x < width; x++) {
      const left = x > 0 ? x - 1 : x
      const right = x < width - 1 ? x + 1 : x
      const dx = (summed[right]! - summed[left]!) / 32
      const dy = (3 * (stepped[left]! + stepped[right]!) + 10 * stepped[x]!) / 32
      across[row + x] = dx
      down[row + x] = dy
      energy[row + x] = dx * dx + dy * dy
    }
  }
  return { width, height, across, down, energy }
}

interface Sums {
  pixels: number
  /** Sum of |g| |h| cos 2(angle between g and h). */
  common: number
  /** Sum of |g|^2 + |h|^2. */
  energy: number
}

/** 2 sum |g| |h| cos 2d / sum (|g|^2 + |h|^2), 0 where that is negative, 1 where neither picture has an edge. */
const agreement = ({ common, energy }: Sums): number => (energy > 0 ? Math.max(0, (2 * common) / energy) : 1)

/** The doubled angle makes an edge that turned from dark-bright to bright-dark the same edge. */
function agreementSums(one: Edges, other: Edges, band: Uint8Array): { overall: Sums; borders: Sums } {
  const overall = { pixels: band.length, common: 0, energy: 0 }
  const borders = { pixels: 0, common: 0, energy: 0 }
  for (let i = 0; i < band.length; i++) {
    const gx = one.across[i]!
    const gy = one.down[i]!
    const hx = other.across[i]!
    const hy = other.down[i]!
    const g = gx * gx + gy * gy
    const h = hx * hx + hy * hy
    const along = gx * hx + gy * hy
    const lengths = Math.sqrt(g * h)
    const common = lengths > 0 ? (2 * along * along) / lengths - lengths : 0
    overall.common += common
    overall.energy += g + h
    if (band[i] === 0) continue
    borders.pixels++
    borders.common += common
    borders.energy += g + h
  }
  return { overall, borders }
}

/** 1 where a border between two labels (void is one) is within `reach` pixels of the label map, at one of `factor` pixels. */
function borderBand({ width, height, trainIds }: LabelPlane, factor: number, reach: number): Uint8Array {
  const columns = Math.floor(width / factor)
  const rows = Math.floor(height / factor)
  const at = (x: number, y: number): number => trainIds[y * factor * width + x * factor]!
  const borders = new Float32Array(columns * rows)
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const label = at(x, y)
      if (x + 1 < columns && at(x + 1, y) !== label) borders[y * columns + x] = borders[y * columns + x + 1] = 1
      if (y + 1 < rows && at(x, y + 1) !== label) borders[y * columns + x] = borders[(y + 1) * columns + x] = 1
    }
  }
  const near = boxMean(
    { width: columns, height: rows, values: borders },
    Math.max(1, Math.round(reach / factor) - 1),
  ).values
  const band = new Uint8Array(near.length)
  for (let i = 0; i < near.length; i++) if (near[i]! > 1e-6) band[i] = 1
  return band
}
