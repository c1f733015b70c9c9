import { FileMissingError } from '../../../shared/errors.ts'
import type { CatalogDatabase } from '../database.ts'
import { getSource } from '../sources/sources.ts'
import type { Workspace } from '../workspace/folders.ts'
import { secondsLeft, type SourceProgress } from './progress.ts'
import type { Pace } from './reader/pool.ts'
import type { ReadingLoop } from './reading-loop.ts'
import { leaseSource, type SourceLease } from './source-lease.ts'
import { walkAndRecord, type RecordedWalk } from './source-walk.ts'

export interface SourceIndexingOptions {
  readonly database: CatalogDatabase
  readonly workspace: Workspace
  readonly loop: ReadingLoop
  readonly signal: AbortSignal
}

export const problemCountSql = 'SELECT count(*) FROM problem WHERE source_id = ?'

/** The indexing of one source, from the moment on that it is asked for: first its files are listed, then its images are read. */
export class SourceIndexing {
  readonly #options: SourceIndexingOptions
  readonly #id: number
  readonly #name: string
  readonly #lease: SourceLease
  #listed: { readonly images: number; readonly path: string | null } | null = null

  /** @throws CatalogBusyError where another process indexes the source, SourceError where there is none */
  constructor(options: SourceIndexingOptions, id: number) {
    this.#options = options
    this.#id = id
    this.#name = getSource(options.database, id).name
    this.#lease = leaseSource(options.workspace, { id, name: this.#name })
  }

  /** @throws CancelledError; what `walkAndRecord` throws */
  async walk(): Promise<RecordedWalk> {
    const { database, workspace, signal } = this.#options
    this.#listed = { images: 0, path: null }
    try {
      return await walkAndRecord(database, this.#id, {
        skip: [workspace.folder],
        signal,
        onBatch: (images, path) => (this.#listed = { images, path }),
      })
    } finally {
      this.#listed = null
    }
  }

  /** @throws what `ReadingLoop.read` throws, but for a source that went away: that is recorded */
  async read(): Promise<void> {
    try {
      await this.#options.loop.read(this.#id, this.#options.signal)
    } catch (error) {
      if (!(error instanceof FileMissingError)) throw error
    }
  }

  progress(pace: Pace): SourceProgress {
    const reading = this.#options.loop.stateOf(this.#id)
    const about = { source: this.#id, name: this.#name, problems: this.#countProblems(), paused: pace === 'paused' }
    const nothing = { ...about, total: null, rate: null, secondsLeft: null }
    if (this.#listed) return { ...nothing, phase: 'walk', done: this.#listed.images, path: this.#listed.path }
    if (!reading) return { ...nothing, phase: 'waiting', done: 0, path: null }
    const { done, total, rate, path, hasBegun } = reading
    const left = secondsLeft(total - done, rate)
    return { ...about, phase: hasBegun ? 'read' : 'waiting', done, total, rate, secondsLeft: left, path }
  }

  end(): void {
    this.#lease.release()
  }

  #countProblems(): number {
    return this.#options.database.prepare<[number]>(problemCountSql).pluck().get(this.#id) as number
  }
}
