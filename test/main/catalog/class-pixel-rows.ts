import Database from 'better-sqlite3'
import { classNames, type ClassName } from '../../../src/shared/labels.ts'
import type { Condition } from '../../../src/shared/conditions.ts'
import { migrate, type CatalogDatabase } from '../../../src/main/catalog/database.ts'
import type { ClassPixelTable } from '../../../src/main/catalog/sampling/class-pixels.ts'

/** Pixels by class name, and `void`. */
export type Counts = Partial<Record<ClassName | 'void', number>>

export const countsOf = (counts: Counts): Uint32Array =>
  Uint32Array.from([...classNames, 'void'] as const, (name) => counts[name] ?? 0)

/** A table of images with the ids 1, 2, 3, ... */
export function tableOfCounts(rows: readonly Counts[]): ClassPixelTable {
  const classPixels = new Uint32Array(rows.length * 20)
  rows.forEach((row, index) => classPixels.set(countsOf(row), index * 20))
  return { imageIds: rows.map((_, index) => index + 1), classPixels }
}

/** An empty catalog of the newest version in memory. */
export function catalogInMemory(): CatalogDatabase {
  const database = new Database(':memory:')
  database.pragma('foreign_keys = ON')
  migrate(database)
  return database
}

export interface ImageRow {
  readonly sourceId?: number
  readonly path: string
  readonly condition?: Condition
  readonly labelPath?: string | null
  readonly counts?: Counts | null
  readonly sequence?: string
  readonly problem?: string
  readonly missing?: boolean
  readonly size?: readonly [width: number, height: number]
}

/** Adds sources 1 and 2 where there are none, and the images; gives their ids. */
export function insertImages(database: CatalogDatabase, rows: readonly ImageRow[]): number[] {
  database.exec(`INSERT OR IGNORE INTO source (id, root, name, layout, added_utc)
    VALUES (1, '/one', 'one', 'gta5', '2025-01-01T00:00:00Z'), (2, '/two', 'two', 'acdc', '2025-01-01T00:00:00Z')`)
  return database.transaction(() => rows.map((row) => insertImage(database, row)))()
}

function insertImage(database: CatalogDatabase, row: ImageRow): number {
  const { sourceId = 1, path, condition = 'clear', counts = null, sequence = null, size } = row
  const labelPath = row.labelPath === undefined ? `labels/${path}` : row.labelPath
  const id = database
    .prepare(
      `INSERT INTO image (source_id, path, label_path, condition, sequence, frame, bytes, modified_ms, walk, missing,
         class_pixels, has_problem, width, height, revision)
       VALUES (?, ?, ?, ?, ?, '', 1, 1, 1, ?, ?, ?, ?, ?, 0) RETURNING id`,
    )
    .pluck()
    .get(
      sourceId,
      path,
      labelPath,
      condition,
      sequence,
      Number(row.missing ?? false),
      counts && Buffer.from(countsOf(counts).buffer),
      Number(row.problem !== undefined),
      size?.[0] ?? null,
      size?.[1] ?? null,
    ) as number
  if (row.problem !== undefined) {
    database
      .prepare(
        `INSERT INTO problem (source_id, image_id, path, problem, message, found_by) VALUES (?, ?, ?, ?, '', 'walk')`,
      )
      .run(sourceId, id, path, row.problem)
  }
  return id
}
