import type { FoundImage } from '../../datasets/layout.ts'
import type { CatalogDatabase } from '../database.ts'

/** What a walk learned of one image. `described`: the files are the same, their place among the others is told anew. */
export type ImageChange = 'unchanged' | 'added' | 'changed' | 'described'

export const findImageSql = `
SELECT id,
  bytes = ? AND modified_ms = ? AND label_bytes IS ? AND label_modified_ms IS ?
    AND label_encoding IS coalesce(?, label_encoding) AS sameFiles,
  missing = 0 AND label_path IS ? AND condition = ? AND split IS ? AND sequence IS ? AND frame = ? AS samePlace
FROM image WHERE source_id = ? AND path = ?`

export const addImageSql = `
INSERT INTO image (bytes, modified_ms, label_bytes, label_modified_ms, label_encoding, label_path, condition, split,
  sequence, frame, revision, source_id, path, walk)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

/** Its reading holds no longer; what was read is shown until it is read anew. */
export const changeImageSql = `
UPDATE image SET bytes = ?, modified_ms = ?, label_bytes = ?, label_modified_ms = ?, label_encoding = ?, label_path = ?,
  condition = ?, split = ?, sequence = ?, frame = ?, revision = ?, missing = 0, reading = 'waiting', partial_hash = NULL
WHERE id = ?`

export const describeImageSql = `
UPDATE image SET label_path = ?, condition = ?, split = ?, sequence = ?, frame = ?, revision = ?, missing = 0 WHERE id = ?`

type Bound = string | number | null
/** Of the files: a change of any of these makes the image wait to be read. */
const fileColumns = ({ bytes, modifiedMs, label }: FoundImage): Bound[] => [
  bytes,
  modifiedMs,
  label?.bytes ?? null,
  label?.modifiedMs ?? null,
  label?.encoding ?? null,
]
const placeColumns = ({ label, condition, split, sequence, frame }: FoundImage): Bound[] => [
  label?.path ?? null,
  condition,
  split,
  sequence,
  frame,
]

export interface ImageRecorder {
  /** Inside a transaction; `revision` is asked for where a row changes. */
  record(image: FoundImage, revision: () => number): { readonly id: number; readonly change: ImageChange }
}

/** Writes what a walk finds to the images of one source, in statements prepared once; rows that are up to date stay untouched. */
export function imageRecorder(database: CatalogDatabase, sourceId: number, walk: number): ImageRecorder {
  const find = database.prepare<Bound[], { id: number; sameFiles: number; samePlace: number }>(findImageSql)
  const add = database.prepare<Bound[]>(addImageSql)
  const change = database.prepare<Bound[]>(changeImageSql)
  const describe = database.prepare<Bound[]>(describeImageSql)
  return {
    record: (image, revision) => {
      const files = fileColumns(image)
      const place = placeColumns(image)
      const known = find.get(...files, ...place, sourceId, image.path)
      if (!known) {
        const added = add.run(...files, ...place, revision(), sourceId, image.path, walk)
        return { id: Number(added.lastInsertRowid), change: 'added' }
      }
      const { id } = known
      if (!known.sameFiles) {
        change.run(...files, ...place, revision(), id)
        return { id, change: 'changed' }
      }
      if (known.samePlace) return { id, change: 'unchanged' }
      describe.run(...place, revision(), id)
      return { id, change: 'described' }
    },
  }
}
