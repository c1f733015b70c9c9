import type { Statement } from 'better-sqlite3'
import { CancelledError } from '../../../shared/errors.ts'
import type { WalkBatch } from '../../datasets/layout.ts'
import { nextRevision, transact, type CatalogDatabase } from '../database.ts'
import { getSource } from '../sources/sources.ts'
import { idSet, type IdSet } from './id-set.ts'
import { imageMover, identitySql, matchMoves, newImagesSql, type Identity } from './moved-images.ts'
import { imageRecorder, type ImageChange, type ImageRecorder } from './record-images.ts'
import { problemRecorder, type ProblemRecorder } from './record-problems.ts'

/** A walk of one source that is being recorded; a second one of the same source ends the first. */
export interface Walk {
  readonly sourceId: number
  readonly number: number
  readonly state: WalkState
}

interface WalkState {
  readonly database: CatalogDatabase
  readonly startedMilliseconds: number
  /** Number of the last walk that came to its end. */
  readonly wholeWalk: number
  readonly currentWalk: Statement<[number], { walk: number }>
  readonly images: ImageRecorder
  readonly problems: ProblemRecorder
  readonly seenImages: IdSet
  readonly seenProblems: IdSet
  readonly counts: Record<ImageChange, number> & { problems: number }
}

/** What a walk found, in numbers of images. */
export interface WalkResult {
  readonly images: number
  readonly added: number
  readonly changed: number
  /** Files are the same; condition, split or the label's path are told anew, or the file is there again. */
  readonly described: number
  readonly unchanged: number
  readonly moved: number
  /** Not there any more. */
  readonly vanished: number
  readonly problems: number
  readonly seconds: number
  /** The source's folder is not there, or empty where images were: nothing was marked as missing. */
  readonly sourceMissing: boolean
}

/** Rows of a transaction: others that write wait for 30 ms. */
const ROWS_PER_TRANSACTION = 1_000

/**
 * Begins to record a walk. Rows are written on the connection given, best one of durability `crash` in a worker thread:
 * a walk can be done again. One that doesn't come to `endWalk` marks nothing as missing.
 *
 * @throws SourceError where the source was removed
 */
export function beginWalk(database: CatalogDatabase, sourceId: number): Walk {
  return transact(database, () => {
    getSource(database, sourceId)
    const begun = database
      .prepare<[number], { walk: number; wholeWalk: number }>(
        'UPDATE source SET walk = walk + 1 WHERE id = ? RETURNING walk, whole_walk AS wholeWalk',
      )
      .get(sourceId)!
    const state: WalkState = {
      database,
      startedMilliseconds: performance.now(),
      wholeWalk: begun.wholeWalk,
      currentWalk: database.prepare(currentWalkSql),
      images: imageRecorder(database, sourceId, begun.walk),
      problems: problemRecorder(database, sourceId),
      seenImages: idSet(),
      seenProblems: idSet(),
      counts: { added: 0, changed: 0, described: 0, unchanged: 0, problems: 0 },
    }
    return { sourceId, number: begun.walk, state }
  })
}

/**
 * Records what was found since the last batch, in short transactions. Images whose files are as they were keep what was read of them, changed
 * ones wait to be read again.
 *
 * @throws CancelledError where the source was removed or another walk of it began; what `transact` throws
 */
export function recordBatch(walk: Walk, { images, problems }: Pick<WalkBatch, 'images' | 'problems'>): void {
  const { state } = walk
  inChunks(walk, images, (image, revision) => {
    const { id, change } = state.images.record(image, revision)
    state.seenImages.add(id)
    state.counts[change]++
  })
  inChunks(walk, problems, (problem, revision) => {
    state.seenProblems.add(state.problems.record(problem, revision))
    state.counts.problems++
  })
}

/**
 * Ends a walk that saw the whole source: files that moved keep their image, those that are gone are marked as missing, and
 * problems that are no more are deleted. Killed in between, the next walk comes to the same.
 *
 * @throws as `recordBatch`
 */
export function endWalk(walk: Walk): WalkResult {
  const { sourceId, number, state } = walk
  const { database, counts } = state
  const seen = seenBy(walk)
  if (seen === 0 && hasImages(walk)) return endWithoutSource(walk, emptied(walk))
  const { moved, vanished } = settleUnseen(walk)
  const { problems } = state
  inChunks(walk, problems.stale(state.seenProblems), (problem, revision) => problems.remove([problem], revision))
  inChunks(walk, problems.unlinked(), (problem, revision) => problems.link([problem], revision))
  const seconds = (performance.now() - state.startedMilliseconds) / 1000
  inTransaction(walk, () =>
    database
      .prepare('UPDATE source SET whole_walk = ?, walked_utc = ?, walk_seconds = ?, missing = 0 WHERE id = ?')
      .run(number, new Date().toISOString(), seconds, sourceId),
  )
  return { ...counts, images: seen, moved, vanished, seconds, sourceMissing: false, added: counts.added - moved }
}

const seenBy = ({ state: { counts } }: Walk): number =>
  counts.added + counts.changed + counts.described + counts.unchanged

export const imageIdsOfSourceSql = 'SELECT id FROM image WHERE source_id = ?'
export const hasImagesSql = 'SELECT EXISTS (SELECT 1 FROM image WHERE source_id = ? AND missing = 0)'

const hasImages = ({ sourceId, state }: Walk): boolean =>
  state.database.prepare(hasImagesSql).pluck().get(sourceId) === 1

/** Of the images that this walk didn't see: which moved, and which are gone. */
function settleUnseen(walk: Walk): { readonly moved: number; readonly vanished: number } {
  const { sourceId, state } = walk
  const { database, seenImages } = state
  const ids = database.prepare<[number]>(imageIdsOfSourceSql).pluck().all(sourceId) as number[]
  const identity = database.prepare<[number], Identity & { missing: number }>(identitySql)
  const unseen = ids.filter((id) => !seenImages.has(id)).map((id) => identity.get(id)!)
  const moves = unseen.length === 0 ? [] : matchMoves(unseen, newImages(walk))
  const mover = imageMover(database)
  inChunks(walk, moves, (move, revision) => mover.apply(move, revision()))
  const moved = new Set(moves.map(({ id }) => id))
  const vanished = unseen.filter(({ id, missing }) => missing === 0 && !moved.has(id))
  const mark = database.prepare<[number, number]>('UPDATE image SET missing = 1, revision = ? WHERE id = ?')
  inChunks(walk, vanished, ({ id }, revision) => mark.run(revision(), id))
  return { moved: moves.length, vanished: vanished.length }
}

/** Rows that are there since the last whole walk: by this one, or by one that was interrupted. */
function newImages({ sourceId, state }: Walk): Identity[] {
  const rows = state.database.prepare<[number, number], Identity>(newImagesSql).all(sourceId, state.wholeWalk)
  return rows.filter(({ id }) => state.seenImages.has(id))
}

/**
 * Ends a walk whose source is not there, or no longer: its images stay as they are, the source is marked as missing.
 *
 * @param message what was looked for, and what to do
 * @throws as `recordBatch`
 */
export function endWithoutSource(walk: Walk, message: string): WalkResult {
  const { sourceId, state } = walk
  const { database, counts, problems } = state
  inTransaction(walk, (revision) => {
    problems.record({ path: '', problem: 'source-missing', message }, revision)
    database.prepare('UPDATE source SET missing = 1 WHERE id = ?').run(sourceId)
  })
  const seconds = (performance.now() - state.startedMilliseconds) / 1000
  return { ...counts, images: seenBy(walk), moved: 0, vanished: 0, seconds, sourceMissing: true }
}

/** A disk that isn't mounted leaves an empty folder: that is no reason to take its images for deleted. */
function emptied({ sourceId, state }: Walk): string {
  const { root } = getSource(state.database, sourceId)
  return `${root} holds no image any more, though it did; mount its disk and rescan it, tell where it is now, or remove the source`
}

export const currentWalkSql = 'SELECT walk FROM source WHERE id = ?'

function inChunks<T>(walk: Walk, items: readonly T[], body: (item: T, revision: () => number) => void): void {
  for (let start = 0; start < items.length; start += ROWS_PER_TRANSACTION) {
    const chunk = items.slice(start, start + ROWS_PER_TRANSACTION)
    inTransaction(walk, (revision) => {
      for (const item of chunk) body(item, revision)
    })
  }
}

/** A transaction of this walk, as long as it is the source's last one; it gets a number when a row changes. */
function inTransaction(walk: Walk, body: (revision: () => number) => void): void {
  const { sourceId, number, state } = walk
  transact(state.database, () => {
    const current = state.currentWalk.get(sourceId)
    if (!current) throw new CancelledError('The source was removed while its files were listed; nothing is left of it')
    if (current.walk !== number)
      throw new CancelledError('Another process lists the files of this source since; it goes on where this one stops')
    let revision: number | undefined
    body(() => (revision ??= nextRevision(state.database)))
  })
}
