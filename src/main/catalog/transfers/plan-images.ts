import type { CatalogDatabase } from '../database.ts'

/** An image as a plan's file names it. */
export interface NamedImage {
  readonly source: number
  readonly path: string
}

export const IMAGE_NAMES = `
SELECT image.id, source_id AS source, image.path FROM json_each(?) AS wanted CROSS JOIN image ON image.id = wanted.value`
export const IMAGE_BY_NAME = 'SELECT id FROM image WHERE source_id = ? AND path = ?'

/** Source and path of images, by their ids. */
export function imageNames(database: CatalogDatabase, ids: Iterable<number>): Map<number, NamedImage> {
  const rows = database.prepare(IMAGE_NAMES).all(JSON.stringify([...ids])) as (NamedImage & { readonly id: number })[]
  return new Map(rows.map(({ id, source, path }) => [id, { source, path }]))
}

/** Ids of images by source and path; undefined where the catalog has none. */
export function imageIds(database: CatalogDatabase, names: readonly NamedImage[]): (number | undefined)[] {
  const find = database.prepare(IMAGE_BY_NAME).pluck()
  return names.map(({ source, path }) => find.get(source, path) as number | undefined)
}
