import { classColours, isTrainId, trainIds, type TrainId, type Void } from '../../../shared/labels.ts'

/** What a pixel is, in five bits: train ids 0 to 18, or void; the sixth is set where another class begins right of it or below. */
const VOID_CELL = 19
const BORDER = 32
const CLASS = 31

/** The label of a picture, ready to be painted. */
export interface LabelMap {
  readonly width: number
  readonly height: number
  /** [height * width] */
  readonly cells: Uint8Array
}

/** Train ids (255 for void) of every `stride`-th byte, as a canvas gives them. */
export function labelMapOf(
  { width, height, data }: { readonly width: number; readonly height: number; readonly data: ArrayLike<number> },
  stride: 1 | 4,
): LabelMap {
  const cells = new Uint8Array(width * height)
  for (let pixel = 0; pixel < cells.length; pixel++) {
    const value = data[pixel * stride]!
    cells[pixel] = isTrainId(value) ? value : VOID_CELL
  }
  markBorders(cells, width, height)
  return { width, height, cells }
}

function markBorders(cells: Uint8Array, width: number, height: number): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x
      const own = cells[pixel]!
      const right = x + 1 < width ? cells[pixel + 1]! : own
      const below = y + 1 < height ? cells[pixel + width]! : own
      if (right !== own || below !== own) cells[pixel] = own | BORDER
    }
  }
}

/** The class at a point of the map. */
export function classAt({ width, cells }: LabelMap, x: number, y: number): TrainId | Void {
  const cell = cells[y * width + x]! & CLASS
  return cell === VOID_CELL ? 255 : (cell as TrainId)
}

export interface OverlayLook {
  /** 0 to 1. */
  readonly strength: number
  readonly hidden: ReadonlySet<TrainId>
  readonly hasBorders: boolean
  /** The class that is pointed at: all others are dimmed. */
  readonly lit: TrainId | null
}

const DIMMED = { red: 12, green: 12, blue: 12, alpha: 0.7 }
const BORDER_ALPHA = 0.65

/** The colour of each cell value, as a pixel of a canvas on a little-endian machine: alpha, blue, green, red. */
export function overlayColours({ strength, hidden, hasBorders, lit }: OverlayLook): Uint32Array {
  const colours = new Uint32Array(64)
  const dimmed = packed(DIMMED.red, DIMMED.green, DIMMED.blue, DIMMED.alpha)
  for (const trainId of trainIds) {
    if (lit !== null && lit !== trainId) colours[trainId] = dimmed
    else if (!hidden.has(trainId)) colours[trainId] = packed(...classColours[trainId]!, strength)
    const hasBorder = hasBorders && !hidden.has(trainId) && (lit === null || lit === trainId)
    colours[trainId | BORDER] = hasBorder ? packed(255, 255, 255, BORDER_ALPHA) : colours[trainId]!
  }
  if (lit !== null) colours[VOID_CELL] = colours[VOID_CELL | BORDER] = dimmed
  return colours
}

const packed = (red: number, green: number, blue: number, alpha: number): number =>
  ((Math.round(alpha * 255) << 24) | (blue << 16) | (green << 8) | red) >>> 0

/** Paints a map into the pixels of a canvas. */
export function paintOverlay({ cells }: LabelMap, colours: Uint32Array, pixels: Uint32Array): void {
  for (let pixel = 0; pixel < cells.length; pixel++) pixels[pixel] = colours[cells[pixel]!]!
}
