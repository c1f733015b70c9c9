import { FileMissingError } from '../../../shared/errors.ts'
import { walkSource } from '../../datasets/walk-source.ts'
import type { CatalogDatabase } from '../database.ts'
import { recordRcsBeside } from '../sampling/rcs-beside-source.ts'
import { getSource } from '../sources/sources.ts'
import { beginWalk, endWalk, endWithoutSource, recordBatch, type WalkResult } from '../walks/walk-records.ts'

export interface SourceWalkOptions {
  /** Folders that are never entered: the workspace. */
  readonly skip: readonly string[]
  readonly signal: AbortSignal
  /** After each batch: images listed so far, and the last one's path. */
  readonly onBatch: (images: number, path: string | null) => void
}

export interface RecordedWalk extends WalkResult {
  /** Sentences about what was taken for granted or left out. */
  readonly notices: readonly string[]
}

/**
 * Lists a source's images and records them, and the class statistics that lie beside new ones. A source that is not there, or goes
 * away meanwhile, is marked as missing and keeps its images.
 *
 * @throws CancelledError, SourceError where the source was removed; what `transact` throws
 */
export async function walkAndRecord(
  database: CatalogDatabase,
  sourceId: number,
  { skip, signal, onBatch }: SourceWalkOptions,
): Promise<RecordedWalk> {
  const { root, layout, condition } = getSource(database, sourceId)
  const walk = beginWalk(database, sourceId)
  const notices: string[] = []
  let images = 0
  try {
    for await (const batch of walkSource({ root, layout, condition: condition ?? undefined, skip, signal })) {
      recordBatch(walk, batch)
      notices.push(...batch.notices)
      images += batch.images.length
      onBatch(images, batch.images.at(-1)?.path ?? null)
    }
  } catch (error) {
    if (!(error instanceof FileMissingError)) throw error
    return { ...endWithoutSource(walk, error.message), notices }
  }
  const result = endWalk(walk)
  if (result.added > 0) notices.push(...(await recordRcsBeside(database, { id: sourceId, root })))
  return { ...result, notices }
}

/** Marks a source that went away after it was walked; its images stay as they are. */
export function recordMissing(database: CatalogDatabase, sourceId: number, { message }: FileMissingError): void {
  endWithoutSource(beginWalk(database, sourceId), message)
}
