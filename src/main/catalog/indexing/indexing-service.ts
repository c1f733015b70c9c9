import { setTimeout as pause } from 'node:timers/promises'
import { conditions } from '../../../shared/conditions.ts'
import { CancelledError } from '../../../shared/errors.ts'
import type { CatalogDatabase } from '../database.ts'
import { listSources, type Source } from '../sources/sources.ts'
import { thumbnailsFolder, type Workspace } from '../workspace/folders.ts'
import { walkedChanges, type IndexingSummary, type IndexRequest } from './messages.ts'
import type { SourceProgress } from './progress.ts'
import { ReaderPool, type Pace } from './reader/pool.ts'
import { ReadingLoop } from './reading-loop.ts'
import { SourceIndexing } from './source-indexing.ts'
import type { RecordedWalk } from './source-walk.ts'
import { sweepThumbnails, type SweptThumbnails } from './thumbnails/thumbnail-cache.ts'
import { ThumbnailDemand } from './thumbnails/thumbnail-demand.ts'

export interface IndexingServiceOptions {
  readonly database: CatalogDatabase
  readonly workspace: Workspace
  /** Reader processes. */
  readonly readers: number
  readonly maxThumbnailBytes: number
  /** All sources that are in work, in the order of asking; empty at the end. */
  readonly onProgress: (sources: readonly SourceProgress[]) => void
}

/** A source that is in work, for one or more who asked. */
interface SourceInWork {
  readonly id: number
  readonly indexing: SourceIndexing
  readonly controller: AbortController
  reading: Promise<void> | undefined
  askedBy: number
}

const PROGRESS_MILLISECONDS = 250
/** A quarter of a gigabyte of thumbnails. */
const IMAGES_BETWEEN_SWEEPS = 20_000

/** What the indexing thread does: walks sources, reads their images, and builds thumbnails for those who look. */
export class IndexingService {
  readonly #options: IndexingServiceOptions
  readonly #pool: ReaderPool
  readonly #loop: ReadingLoop
  readonly #thumbnails: ThumbnailDemand
  readonly #sources = new Map<number, SourceInWork>()
  #pace: Pace = 'full'
  #walks: Promise<unknown> = Promise.resolve()
  #sweeps: Promise<unknown> = Promise.resolve()
  #recordedAtSweep = 0
  #ticking: NodeJS.Timeout | undefined

  constructor(options: IndexingServiceOptions) {
    const { database, workspace, readers } = options
    const folder = thumbnailsFolder(workspace)
    this.#options = options
    this.#pool = new ReaderPool({ size: readers, thumbnails: folder })
    this.#loop = new ReadingLoop(database, this.#pool)
    this.#thumbnails = new ThumbnailDemand(database, this.#pool, {
      folder,
      keep: (reading) => this.#loop.keep(reading),
    })
  }

  /**
   * Walks sources, then reads their images, one source after the other. What goes wrong with one doesn't stop the others. A source
   * that is in work already is walked anew while it is read.
   *
   * @throws CatalogBusyError where another process indexes one of the sources: then nothing was begun; CancelledError, once the images
   *   in hand are recorded; SourceError, WriteError, EngineError
   */
  async index({ sourceIds, walkOnly }: IndexRequest, signal: AbortSignal): Promise<IndexingSummary> {
    signal.throwIfAborted()
    const sources = this.#begin(sourceIds)
    const stop = (): void => sources.forEach(({ controller }) => controller.abort(signal.reason))
    signal.addEventListener('abort', stop)
    const reading = { since: Infinity }
    const results = await Promise.allSettled(sources.map((source) => this.#indexOne(source, walkOnly, reading)))
    signal.removeEventListener('abort', stop)
    const readSeconds = Math.max(0, performance.now() - reading.since) / 1000
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
    if (failures.length > 0) throw failures.find((error) => !(error instanceof CancelledError)) ?? failures[0]
    const walks = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    return this.#summary(sourceIds, walks, readSeconds)
  }

  prioritise(imageIds: readonly number[]): void {
    this.#loop.prioritise(imageIds)
  }

  setPace(pace: Pace): void {
    this.#pace = pace
    this.#pool.setPace(pace)
    this.#loop.fill()
    this.#tellProgress()
  }

  /** @throws as `ThumbnailDemand.thumbnailOf` */
  thumbnailOf(imageId: number): Promise<string> {
    return this.#thumbnails.thumbnailOf(imageId)
  }

  /** Deletes thumbnails that no image has, and the least recently used where they take too much room; one sweep at a time. */
  sweep(): Promise<SweptThumbnails> {
    const { database, workspace, maxThumbnailBytes: maxBytes } = this.#options
    this.#recordedAtSweep = this.#loop.recorded
    const sweep = this.#sweeps.then(() => sweepThumbnails(database, { folder: thumbnailsFolder(workspace), maxBytes }))
    this.#sweeps = sweep.catch(() => undefined)
    return sweep
  }

  /** Stops what is in work, records the images in hand and ends the readers. */
  async close(): Promise<void> {
    const sources = [...this.#sources.values()]
    for (const { controller } of sources)
      controller.abort(new CancelledError('Indexing was stopped; it goes on from there the next time'))
    while (this.#sources.size > 0) await pause(10)
    await this.#sweeps
    this.#loop.flush()
    this.#pool.close()
  }

  #begin(ids: readonly number[]): SourceInWork[] {
    const begun: SourceInWork[] = []
    try {
      for (const id of new Set(ids)) begun.push(this.#sources.get(id) ?? this.#open(id))
    } catch (error) {
      for (const { askedBy, indexing } of begun) if (askedBy === 0) indexing.end()
      throw error
    }
    for (const source of begun) {
      source.askedBy++
      this.#sources.set(source.id, source)
    }
    this.#ticking ??= setInterval(() => this.#tick(), PROGRESS_MILLISECONDS)
    this.#tellProgress()
    return begun
  }

  #open(id: number): SourceInWork {
    const controller = new AbortController()
    const { database, workspace } = this.#options
    const indexing = new SourceIndexing({ database, workspace, loop: this.#loop, signal: controller.signal }, id)
    return { id, indexing, controller, reading: undefined, askedBy: 0 }
  }

  async #indexOne(source: SourceInWork, walkOnly: boolean, reading: { since: number }): Promise<RecordedWalk> {
    try {
      const walk = await this.#inTurn(() => source.indexing.walk())
      if (walkOnly || walk.sourceMissing) return walk
      reading.since = Math.min(reading.since, performance.now())
      await this.#read(source)
      return walk
    } finally {
      source.askedBy--
      if (source.askedBy === 0) this.#end(source)
    }
  }

  /** One walk at a time: two would only compete for the disk. */
  #inTurn<T>(walk: () => Promise<T>): Promise<T> {
    const turn = this.#walks.then(walk)
    this.#walks = turn.catch(() => undefined)
    return turn
  }

  async #read(source: SourceInWork): Promise<void> {
    if (source.reading) this.#loop.reconsider(source.id)
    source.reading ??= source.indexing.read().finally(() => (source.reading = undefined))
    await source.reading
    if (this.#loop.recorded > this.#recordedAtSweep) await this.sweep()
  }

  #end({ id, indexing }: SourceInWork): void {
    indexing.end()
    this.#sources.delete(id)
    if (this.#sources.size > 0) return
    clearInterval(this.#ticking)
    this.#ticking = undefined
    this.#tellProgress()
  }

  #tick(): void {
    this.#tellProgress()
    // nobody waits for it: what fails here fails again at the end, where someone does
    if (this.#loop.recorded > this.#recordedAtSweep + IMAGES_BETWEEN_SWEEPS) this.sweep().catch(() => undefined)
  }

  #tellProgress(): void {
    this.#options.onProgress([...this.#sources.values()].map(({ indexing }) => indexing.progress(this.#pace)))
  }

  #summary(ids: readonly number[], walks: readonly RecordedWalk[], readSeconds: number): IndexingSummary {
    const sources = listSources(this.#options.database).filter(({ id }) => ids.includes(id))
    const sum = (count: (source: Source) => number): number => sources.reduce((total, one) => total + count(one), 0)
    return {
      images: sum(({ images }) => images),
      labelled: sum(({ labelled }) => labelled),
      problems: sum(({ problems }) => problems),
      conditions: Object.fromEntries(
        conditions.map((condition) => [condition, sum((source) => source.conditions[condition])]),
      ) as IndexingSummary['conditions'],
      walked: Object.fromEntries(
        walkedChanges.map((change) => [change, walks.reduce((total, walk) => total + walk[change], 0)]),
      ) as IndexingSummary['walked'],
      walkSeconds: walks.reduce((total, { seconds }) => total + seconds, 0),
      readSeconds,
      notices: walks.flatMap(({ notices }) => notices),
    }
  }
}
