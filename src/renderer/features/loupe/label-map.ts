import { classColours, isTrainId, trainIds, type TrainId, type Void } from '../../../shared/labels.ts'

/** What a pixel is: train ids 0 to 18, or void. */
const VOID_CELL = 19

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
  return { width, height, cells }
}

/** The class at a point of the map. */
export function classAt({ width, cells }: LabelMap, x: number, y: number): TrainId | Void {
  const cell = cells[y * width + x]!
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

/** The colour of each cell value, as a pixel of a canvas on a little-endian machine: alpha, blue, green, red. */
export function overlayColours({ strength, hidden, lit }: OverlayLook): Uint32Array {
  const colours = new Uint32Array(VOID_CELL + 1)
  const dimmed = packed(DIMMED.red, DIMMED.green, DIMMED.blue, DIMMED.alpha)
  for (const trainId of trainIds) {
    if (lit !== null && lit !== trainId) colours[trainId] = dimmed
    else if (!hidden.has(trainId)) colours[trainId] = packed(...classColours[trainId]!, strength)
  }
  if (lit !== null) colours[VOID_CELL] = dimmed
  return colours
}

const packed = (red: number, green: number, blue: number, alpha: number): number =>
  ((Math.round(alpha * 255) << 24) | (blue << 16) | (green << 8) | red) >>> 0

/** Paints a map into the pixels of a canvas. */
export function paintOverlay({ cells }: LabelMap, colours: Uint32Array, pixels: Uint32Array): void {
  for (let pixel = 0; pixel < cells.length; pixel++) pixels[pixel] = colours[cells[pixel]!]!
}

/**
 * Where shown classes end, as an SVG path in pixels of the map: straight lines between pixels, so that they can be drawn equally thin at
 * every size. Of a class that is pointed at only its own.
 */
export function borderPath({ width, height, cells }: LabelMap, { hidden, lit }: OverlayLook): string {
  const isShown = Array.from(
    { length: VOID_CELL + 1 },
    (_, cell) => isTrainId(cell) && !hidden.has(cell) && (lit === null || lit === cell),
  )
  const isBorder = (a: number, b: number) => a !== b && (isShown[a]! || isShown[b]!)
  const lines: string[] = []
  /** The row in which the line at the right of each column begins. */
  const begins = new Int32Array(width).fill(-1)
  for (let y = 0; y < height; y++) {
    let left = -1
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x
      const cell = cells[pixel]!
      if (y + 1 < height && isBorder(cell, cells[pixel + width]!)) left = left < 0 ? x : left
      else if (left >= 0) left = endLine(lines, `M${left} ${y + 1}h${x - left}`)
      if (x + 1 < width && isBorder(cell, cells[pixel + 1]!)) begins[x] = begins[x]! < 0 ? y : begins[x]!
      else if (begins[x]! >= 0) begins[x] = endLine(lines, `M${x + 1} ${begins[x]!}v${y - begins[x]!}`)
    }
    if (left >= 0) endLine(lines, `M${left} ${y + 1}h${width - left}`)
  }
  for (const [x, y] of begins.entries()) if (y >= 0) lines.push(`M${x + 1} ${y}v${height - y}`)
  return lines.join('')
}

/** @returns that none is begun */
function endLine(lines: string[], line: string): -1 {
  lines.push(line)
  return -1
}
