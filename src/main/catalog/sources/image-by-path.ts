import type { CatalogDatabase } from '../database.ts'
import { imageOfPathSql } from '../walks/record-problems.ts'

/** The id of a source's image by its path, relative to the source with `/` between the parts; undefined where there is none. */
export const imageByPath = (database: CatalogDatabase, sourceId: number, path: string): number | undefined =>
  database.prepare(imageOfPathSql).pluck().get(sourceId, path) as number | undefined
