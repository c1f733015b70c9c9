import { cividisPixels } from './cividis.ts'
import type { Grid } from './filter-run.ts'
import type { Scale } from './histogram.ts'

/** A pixel for each place: its similarity, 0 to `highest`, in cividis over the scale. */
export function paintHeat(similarity: Float32Array, highest: number, { low, high }: Scale, pixels: Uint32Array): void {
  const scale = 255 / (highest * (high - low))
  const from = low * highest
  for (let place = 0; place < similarity.length; place++)
    pixels[place] = cividisPixels[Math.max(0, Math.min(255, Math.round((similarity[place]! - from) * scale)))]!
}

const WHITE = 0xffffffff
/** White lines at 62 % on kept regions, and black at 24 % between them, so that they show on any picture. */
const HATCH_LINE = 0x9effffff
const HATCH_GROUND = 0x3d000000
/** Over all but the class that is pointed at. */
const DIMMED = 0xb40a0a0a

/** Distance and width of the hatch's lines, in pixels of the screen. */
export interface Hatch {
  readonly distance: number
  readonly width: number
  /** Of the outline. */
  readonly edge: number
}

/** What is painted over the picture. */
export interface MaskLook {
  /** [places], 1 where the content is kept; null: nothing is hatched. */
  readonly mask: Uint8Array | null
  /** [places], 1 where nothing is dimmed; null: nowhere. */
  readonly lit: Uint8Array | null
}

/**
 * Paints kept regions, hatched and outlined, into pixels of the screen that lie over the picture.
 *
 * @param pixels [height * width], all of them are written
 */
export function paintMask(
  { rows, columns }: Grid,
  { mask, lit }: MaskLook,
  { distance, width: lineWidth, edge }: Hatch,
  { width, height, pixels }: { readonly width: number; readonly height: number; readonly pixels: Uint32Array },
): void {
  const lefts = edges(columns, width)
  const tops = edges(rows, height)
  for (let row = 0; row < rows; row++) {
    const [top, bottom] = [tops[row]!, tops[row + 1]!]
    for (let column = 0; column < columns; column++) {
      const place = row * columns + column
      const [left, right] = [lefts[column]!, lefts[column + 1]!]
      const isKept = mask !== null && mask[place] === 1
      const isDimmed = lit !== null && lit[place] === 0
      if (!isKept || isDimmed) {
        fill(pixels, width, left, right, top, bottom, isDimmed ? DIMMED : 0)
        continue
      }
      hatch(pixels, width, left, right, top, bottom, distance, lineWidth)
      if (column === 0 || !mask[place - 1]) fill(pixels, width, left, left + edge, top, bottom, WHITE)
      if (column === columns - 1 || !mask[place + 1]) fill(pixels, width, right - edge, right, top, bottom, WHITE)
      if (row === 0 || !mask[place - columns]) fill(pixels, width, left, right, top, top + edge, WHITE)
      if (row === rows - 1 || !mask[place + columns]) fill(pixels, width, left, right, bottom - edge, bottom, WHITE)
    }
  }
}

/** Where each of `count` places begins on so many pixels, and where the last one ends. */
const edges = (count: number, length: number): Uint32Array =>
  Uint32Array.from({ length: count + 1 }, (_, place) => Math.round((place * length) / count))

function fill(
  pixels: Uint32Array,
  width: number,
  left: number,
  right: number,
  top: number,
  bottom: number,
  colour: number,
): void {
  for (let y = top; y < bottom; y++) pixels.fill(colour, y * width + left, y * width + right)
}

function hatch(
  pixels: Uint32Array,
  width: number,
  left: number,
  right: number,
  top: number,
  bottom: number,
  distance: number,
  lineWidth: number,
): void {
  for (let y = top; y < bottom; y++) {
    const begin = y * width
    for (let x = left; x < right; x++) pixels[begin + x] = (x + y) % distance < lineWidth ? HATCH_LINE : HATCH_GROUND
  }
}
