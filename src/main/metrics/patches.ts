import { trainIds, VOID, type TrainId } from '../../shared/labels.ts'
import { CHANNELS, type Appearance } from './appearance.ts'

/** Side of a cell, in pixels near 256 rows. */
const CELL = 8
/** A class needs as many pixels in a cell to have a patch there. */
const FEWEST_PIXELS = 8

/** The pixels of one class in one cell of a grid over the picture. */
export interface Patch {
  readonly trainId: TrainId
  readonly pixels: number
  /** Of the channels of appearance: `[CHANNELS]`. */
  readonly mean: Float64Array
}

/** The patches of a picture, row by row; the same label gives the same patches in the same order. */
export function patchesOf({ label, channels }: Appearance): Patch[] {
  const { width, height } = label
  const columns = Math.ceil(width / CELL)
  const places = columns * Math.ceil(height / CELL) * trainIds.length
  const pixels = new Uint16Array(places)
  const sums = new Float64Array(places * CHANNELS)
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor(y / CELL) * columns
    for (let x = 0; x < width; x++, at++) {
      const trainId = label.trainIds[at]!
      if (trainId === VOID) continue
      const place = (row + Math.floor(x / CELL)) * trainIds.length + trainId
      pixels[place]!++
      for (let i = 0, to = place * CHANNELS; i < CHANNELS; i++, to++) sums[to]! += channels[i]![at]!
    }
  }
  const patches: Patch[] = []
  for (let place = 0; place < places; place++) {
    const covered = pixels[place]!
    if (covered < FEWEST_PIXELS) continue
    const mean = sums.slice(place * CHANNELS, (place + 1) * CHANNELS)
    for (let i = 0; i < CHANNELS; i++) mean[i]! /= covered
    patches.push({ trainId: trainIds[place % trainIds.length]!, pixels: covered, mean })
  }
  return patches
}
