import type { CatalogDatabase } from '../database.ts'
import { problemFlags } from '../problems.ts'

/** What tells a file apart from others without opening it. */
export interface Identity {
  readonly id: number
  readonly path: string
  readonly bytes: number
  readonly modifiedMs: number
}

/** An image whose file was found at another path, where it got a row of its own. */
export interface Move {
  /** Keeps its id, its boards and what was read. */
  readonly id: number
  /** The row at the new path, which goes. */
  readonly newId: number
}

export const newImagesSql = `
SELECT id, path, bytes, modified_ms AS modifiedMs FROM image WHERE source_id = ? AND walk > ? AND missing = 0`
export const identitySql = 'SELECT id, path, bytes, modified_ms AS modifiedMs, missing FROM image WHERE id = ?'

const baseName = ({ path }: Identity): string => path.slice(path.lastIndexOf('/') + 1)
const stamp = ({ bytes, modifiedMs }: Identity): string => `${bytes} ${modifiedMs}`

/**
 * Which files that are gone are there again at another path: same size and time of change, and the only ones with these on both
 * sides; those that kept their name first, then the renamed.
 */
export function matchMoves(gone: readonly Identity[], added: readonly Identity[]): Move[] {
  const kept = matchUnique(gone, added, (file) => `${stamp(file)} ${baseName(file)}`)
  const matched = new Set(kept.flatMap(({ id, newId }) => [id, newId]))
  const isLeft = ({ id }: Identity): boolean => !matched.has(id)
  return [...kept, ...matchUnique(gone.filter(isLeft), added.filter(isLeft), stamp)]
}

function matchUnique(gone: readonly Identity[], added: readonly Identity[], key: (file: Identity) => string): Move[] {
  const addedByKey = Map.groupBy(added, key)
  return [...Map.groupBy(gone, key)].flatMap(([common, before]) => {
    const after = addedByKey.get(common) ?? []
    return before.length === 1 && after.length === 1 ? [{ id: before[0]!.id, newId: after[0]!.id }] : []
  })
}

const newRowSql = `SELECT path, label_path AS labelPath, label_encoding AS labelEncoding, condition, split, sequence, frame, bytes,
  modified_ms AS modifiedMs, label_bytes AS labelBytes, label_modified_ms AS labelModifiedMs FROM image WHERE id = ?`

/** The partial hash stays where label and image are the same files: the reading pass compares it instead of decoding. */
const moveSql = `
UPDATE image SET
  partial_hash = iif(label_bytes IS @labelBytes AND label_modified_ms IS @labelModifiedMs
    AND label_encoding IS coalesce(@labelEncoding, label_encoding), partial_hash, NULL),
  label_encoding = coalesce(@labelEncoding, iif(label_bytes IS @labelBytes AND label_modified_ms IS @labelModifiedMs, label_encoding, NULL)),
  path = @path, label_path = @labelPath, condition = @condition, split = @split, sequence = @sequence, frame = @frame,
  bytes = @bytes, modified_ms = @modifiedMs, label_bytes = @labelBytes, label_modified_ms = @labelModifiedMs,
  missing = 0, reading = 'waiting', revision = @revision
WHERE id = @id`

/** Columns that name an image and lose it when its row is deleted: what names the new row names the kept one first. */
export const columnsNamingImages = [
  { table: 'problem', column: 'image_id' },
  { table: 'board_reference', column: 'image_id' },
  { table: 'board_change_reference', column: 'image_id' },
  { table: 'preview', column: 'content_id' },
  { table: 'preview', column: 'reference_id' },
  { table: 'transfer', column: 'content_id' },
  { table: 'transfer', column: 'reference_id' },
  { table: 'predicted_label', column: 'image_id' },
] as const

export interface ImageMover {
  /** Gives an image that was moved its new path. Inside a transaction. */
  apply(move: Move, revision: number): void
}

export function imageMover(database: CatalogDatabase): ImageMover {
  const newRow = database.prepare<[number], Record<string, string | number | null>>(newRowSql)
  const rename = columnsNamingImages.map(({ table, column }) =>
    database.prepare<[number, number]>(`UPDATE OR IGNORE ${table} SET ${column} = ? WHERE ${column} = ?`),
  )
  const discard = database.prepare<[number]>('DELETE FROM image WHERE id = ?')
  const move = database.prepare<[Record<string, string | number | null>]>(moveSql)
  const renameProblems = database.prepare<[string, number]>(
    `UPDATE OR REPLACE problem SET path = ? WHERE image_id = ? AND found_by = 'reading'`,
  )
  const flags = problemFlags(database)
  return {
    apply: ({ id, newId }, revision) => {
      const row = newRow.get(newId)
      // the reading pass or another process may have deleted it
      if (!row) return
      for (const statement of rename) statement.run(id, newId)
      discard.run(newId)
      move.run({ ...row, id, revision })
      renameProblems.run(row['path'] as string, id)
      flags.settle(id, revision)
    },
  }
}
