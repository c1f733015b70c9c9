import type { Column } from './columns.ts'

/**
 * The column with the images in it, each once.
 *
 * @param position how many of the other images come before them; without one they are added at the end, and those that are there
 *   keep their places
 */
export function withImages(column: Column, images: readonly number[], position?: number): Column {
  const put = [...new Set(images)]
  if (position === undefined) {
    const there = new Set(column)
    return [...column, ...put.filter((image) => !there.has(image))]
  }
  const others = withoutImages(column, put)
  return [...others.slice(0, position), ...put, ...others.slice(position)]
}

export function withoutImages(column: Column, images: readonly number[]): Column {
  const taken = new Set(images)
  return column.filter((image) => !taken.has(image))
}
