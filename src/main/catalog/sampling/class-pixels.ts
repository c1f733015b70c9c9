import { trainIds } from '../../../shared/labels.ts'

/** Numbers per image: the pixels of train ids 0 to 18, then those of void. */
export const COUNTS_PER_IMAGE = trainIds.length + 1

/** The class pixels of a set of images, in an order that does not depend on when they were indexed: by source and path. */
export interface ClassPixelTable {
  readonly imageIds: readonly number[]
  /** [images, 20] uint32: pixels of train ids 0 to 18 and of void. */
  readonly classPixels: Uint32Array
}

/** The 20 counts of one image of the table. */
export const countsAt = ({ classPixels }: ClassPixelTable, row: number): Uint32Array =>
  classPixels.subarray(row * COUNTS_PER_IMAGE, (row + 1) * COUNTS_PER_IMAGE)

/** All pixels of an image, void included. */
export function pixelsOf(counts: Uint32Array): number {
  let total = 0
  for (const pixels of counts) total += pixels
  return total
}

/** The pixels of each of the 19 classes over all images of the table. */
export function classTotals({ classPixels }: ClassPixelTable): Float64Array {
  const totals = new Float64Array(trainIds.length)
  for (let start = 0; start < classPixels.length; start += COUNTS_PER_IMAGE) {
    for (let trainId = 0; trainId < totals.length; trainId++) totals[trainId]! += classPixels[start + trainId]!
  }
  return totals
}

export const sumOf = (values: Iterable<number>): number => {
  let total = 0
  for (const value of values) total += value
  return total
}
