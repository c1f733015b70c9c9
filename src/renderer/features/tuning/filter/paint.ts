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

/** Pixels of the screen that are painted: [height * width]. */
export interface Surface {
  readonly width: number
  readonly height: number
  readonly pixels: Uint32Array
}

/**
 * Paints kept regions, hatched and outlined, into pixels of the screen that lie over the picture.
 *
 * @param before what was painted into these pixels the last time, by the same grid and hatch: only what differs is written; null: everything
 */
export function paintMask(grid: Grid, look: MaskLook, lines: Hatch, surface: Surface, before: MaskLook | null): void {
  const { mask, lit } = look
  const { rows, columns } = grid
  const lefts = edges(columns, surface.width)
  const tops = edges(rows, surface.height)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const place = row * columns + column
      if (before && isAlike(before, look, grid, place)) continue
      const box = { left: lefts[column]!, right: lefts[column + 1]!, top: tops[row]!, bottom: tops[row + 1]! }
      if (lit !== null && lit[place] === 0) fill(surface, box, DIMMED)
      else if (mask === null || mask[place] === 0) fill(surface, box, 0)
      else {
        hatch(surface, box, lines)
        outline(surface, box, { grid, mask, place, edge: lines.edge })
      }
    }
  }
}

/** Whether a place and those that its outline depends on look the same; where rows end it may compare one place too many. */
function isAlike(a: MaskLook, b: MaskLook, { columns }: Grid, place: number): boolean {
  return (
    a.lit?.[place] === b.lit?.[place] &&
    [place, place - 1, place + 1, place - columns, place + columns].every((at) => a.mask?.[at] === b.mask?.[at])
  )
}

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Where each of `count` places begins on so many pixels, and where the last one ends. */
const edges = (count: number, length: number): Uint32Array =>
  Uint32Array.from({ length: count + 1 }, (_, place) => Math.round((place * length) / count))

function fill({ width, pixels }: Surface, { left, right, top, bottom }: Box, colour: number): void {
  for (let y = top; y < bottom; y++) pixels.fill(colour, y * width + left, y * width + right)
}

function hatch({ width, pixels }: Surface, { left, right, top, bottom }: Box, { distance, width: line }: Hatch): void {
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++) pixels[y * width + x] = (x + y) % distance < line ? HATCH_LINE : HATCH_GROUND
}

interface Outlined {
  readonly grid: Grid
  readonly mask: Uint8Array
  readonly place: number
  /** Pixels. */
  readonly edge: number
}

/** A white edge on each side where the kept region ends. */
function outline(surface: Surface, box: Box, { grid: { rows, columns }, mask, place, edge }: Outlined): void {
  const column = place % columns
  const { left, right, top, bottom } = box
  if (column === 0 || !mask[place - 1]) fill(surface, { ...box, right: left + edge }, WHITE)
  if (column === columns - 1 || !mask[place + 1]) fill(surface, { ...box, left: right - edge }, WHITE)
  if (place < columns || !mask[place - columns]) fill(surface, { ...box, bottom: top + edge }, WHITE)
  if (place >= (rows - 1) * columns || !mask[place + columns]) fill(surface, { ...box, top: bottom - edge }, WHITE)
}
