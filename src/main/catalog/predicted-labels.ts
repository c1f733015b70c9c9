import type { Condition } from '../../shared/conditions.ts'
import { transact, type CatalogDatabase } from './database.ts'

/** What a label is predicted with. */
export interface PredictedWith {
  /** sha256 of the network's file, in hex. */
  readonly network: string
  /** JSON of size, mean, std and classes as the network is run. */
  readonly options: string
}

/** An image without a label, as the last walk found it. */
export interface UnlabelledImage {
  readonly id: number
  /** Real path of its source. */
  readonly root: string
  /** Relative to it, `/` between the parts. */
  readonly path: string
  readonly bytes: number
  readonly modifiedMs: number
  /** Its predicted label by that network and these options, relative to the workspace; null where there is none. */
  readonly file: string | null
}

export const unlabelledImagesSql = `
SELECT image.id, root, path, bytes, modified_ms AS modifiedMs, predicted_label.file
FROM image JOIN source ON source.id = image.source_id
LEFT JOIN predicted_label ON image_id = image.id AND network_sha256 = unhex(@network) AND options = @options
WHERE image.source_id = @source AND image.condition IN (SELECT value FROM json_each(@conditions))
  AND label_path IS NULL AND image.missing = 0 AND source.missing = 0
ORDER BY path`

/** The images of these conditions that have no label of their own, source by source. */
export function unlabelledImages(
  database: CatalogDatabase,
  { sources, conditions }: { readonly sources: readonly number[]; readonly conditions: readonly Condition[] },
  { network, options }: PredictedWith,
): UnlabelledImage[] {
  const find = database.prepare<[object], UnlabelledImage>(unlabelledImagesSql)
  return sources.flatMap((source) => find.all({ source, conditions: JSON.stringify(conditions), network, options }))
}

export const predictedFileSql = 'SELECT file FROM predicted_label WHERE image_id = ?'
// Only of the file that the network saw: a walk may have found another since, or a label.
export const recordPredictedSql = `
INSERT INTO predicted_label (image_id, file, network_sha256, options, class_pixels, made_utc)
SELECT id, @file, unhex(@network), @options, @classPixels, @madeUtc FROM image
WHERE id = @id AND bytes = @bytes AND modified_ms = @modifiedMs AND label_path IS NULL
ON CONFLICT (image_id) DO UPDATE SET file = excluded.file, network_sha256 = excluded.network_sha256, options = excluded.options,
  class_pixels = excluded.class_pixels, made_utc = excluded.made_utc`

/** A predicted label that was written. */
export interface PredictedLabel extends PredictedWith {
  readonly image: UnlabelledImage
  /** Relative to the workspace, `/` between the parts. */
  readonly file: string
  /** [20]: pixels of train ids 0 to 18 and of void. */
  readonly classPixels: Uint32Array
}

/**
 * Records a label that was predicted, in place of the one before it. False where the image is not the one any more that the network saw, or
 * has a label of its own by now: then nothing is recorded.
 */
export function recordPredicted(
  database: CatalogDatabase,
  { image, file, network, options, classPixels }: PredictedLabel,
): { readonly recorded: boolean; /** Of no use any more. */ readonly replaced: string | null } {
  const counts = Buffer.alloc(classPixels.length * 4)
  classPixels.forEach((pixels, at) => counts.writeUInt32LE(pixels, at * 4))
  const { id, bytes, modifiedMs } = image
  return transact(database, () => {
    const before = database.prepare<[number], string>(predictedFileSql).pluck().get(id)
    const { changes } = database.prepare(recordPredictedSql).run({
      ...{ id, bytes, modifiedMs, file, network, options },
      ...{ classPixels: counts, madeUtc: new Date().toISOString() },
    })
    return { recorded: changes > 0, replaced: changes > 0 && before !== undefined && before !== file ? before : null }
  })
}

export const predictedFilesSql = 'SELECT file FROM predicted_label'

/** All predicted labels that the catalog knows, relative to the workspace. */
export const predictedFiles = (database: CatalogDatabase): ReadonlySet<string> =>
  new Set(database.prepare<[], string>(predictedFilesSql).pluck().all())

export const countPredictedSql = 'SELECT count(*) FROM predicted_label'

/** How many labels in the workspace were predicted. */
export const countPredicted = (database: CatalogDatabase): number =>
  database.prepare<[], number>(countPredictedSql).pluck().get()!
