import { UsageError } from '../../../shared/errors.ts'
import type { Settings } from '../../../shared/settings.ts'
import type { Pair, PastPreview, PreviewResult } from '../../../shared/tuning.ts'
import { decide, type CatalogDatabase } from '../database.ts'
import {
  ADD_PREVIEW,
  FIND_PREVIEW,
  KNOWN_PREVIEWS,
  OLD_PREVIEWS,
  PREVIEWS_OF_PAIR,
  REMOVE_PREVIEW,
  STAR_PREVIEW,
} from './statements.ts'

/** Previews of a pair that are kept, beside the starred ones. */
export const KEPT_PREVIEWS = 30

interface PreviewRow extends Omit<PastPreview, 'preview' | 'settings' | 'result' | 'starred'> {
  readonly id: string
  readonly settings: string
  readonly result: string
  readonly starred: 0 | 1
}

const parsed = ({ id, settings, result, starred, ...row }: PreviewRow): PastPreview => ({
  ...row,
  preview: id,
  settings: JSON.parse(settings) as Settings,
  result: JSON.parse(result) as PreviewResult,
  starred: starred === 1,
})

/** The newest first. */
export const previewsOfPair = (database: CatalogDatabase, { content, reference }: Pair): PastPreview[] =>
  (database.prepare(PREVIEWS_OF_PAIR).all(content, reference) as PreviewRow[]).map(parsed)

/** Undefined where there is none of that id. */
export function findPreview(database: CatalogDatabase, id: string): PastPreview | undefined {
  const row = database.prepare(FIND_PREVIEW).get(id) as PreviewRow | undefined
  return row && parsed(row)
}

/**
 * Keeps a preview that was finished, and forgets the oldest of its pair beyond `KEPT_PREVIEWS`.
 *
 * @returns ids of those that were forgotten: their files may go
 */
export function addPreview(
  database: CatalogDatabase,
  { preview, content, reference, settings, presetVersion, result }: Omit<PastPreview, 'starred' | 'finishedUtc'>,
): string[] {
  return decide(database, () => {
    database
      .prepare(ADD_PREVIEW)
      .run(
        preview,
        content,
        reference,
        JSON.stringify(settings),
        presetVersion,
        JSON.stringify(result),
        new Date().toISOString(),
      )
    const old = database.prepare(OLD_PREVIEWS).pluck().all(content, reference, KEPT_PREVIEWS) as string[]
    for (const id of old) database.prepare(REMOVE_PREVIEW).run(id)
    return old
  })
}

/** @throws UsageError where there is none of that id */
export function starPreview(database: CatalogDatabase, id: string, starred: boolean): void {
  const { changes } = decide(database, () => database.prepare(STAR_PREVIEW).run(starred ? 1 : 0, id))
  if (changes === 0) throw new UsageError(`There is no preview ${id} any more`)
}

/** Forgets a preview; one that is gone already stays so. */
export function removePreview(database: CatalogDatabase, id: string): void {
  decide(database, () => database.prepare(REMOVE_PREVIEW).run(id))
}

/** Those of the ids that are no previews: what is left of them can be swept. */
export function unknownPreviews(database: CatalogDatabase, ids: readonly string[]): string[] {
  const known = new Set(database.prepare(KNOWN_PREVIEWS).pluck().all(JSON.stringify(ids)) as string[])
  return ids.filter((id) => !known.has(id))
}
