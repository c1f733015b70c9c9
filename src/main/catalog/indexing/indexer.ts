import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { CancelledError, EngineError, errorFromDescription } from '../../../shared/errors.ts'
import type { Catalog } from '../opening.ts'
import { entryBeside } from '../../processes/entry-beside.ts'
import type { IndexingCalls, IndexingEvent, IndexingRequest, IndexingSummary, IndexingThreadData } from './messages.ts'
import type { SourceProgress } from './progress.ts'
import type { Pace } from './reader/pool.ts'
import type { SweptThumbnails } from './thumbnails/thumbnail-cache.ts'

export type { IndexingSummary } from './messages.ts'
export type { SourceProgress } from './progress.ts'
export type { Pace } from './reader/pool.ts'

export interface IndexerOptions {
  /** Processes that decode pictures; one for each core where it isn't given. */
  readonly readers?: number
  /** How much room thumbnails may take in the workspace. */
  readonly maxThumbnailBytes?: number
  /** All sources that are in work, a few times a second; empty when there are none any more. */
  readonly onProgress?: (sources: readonly SourceProgress[]) => void
}

export interface IndexOptions {
  /** Ends with the listing: images are there, and wait to be read. */
  readonly walkOnly?: boolean
  /** Ends the reading with a CancelledError, once the images in hand are recorded. */
  readonly signal?: AbortSignal
}

/** Indexing of a workspace's sources, in a thread of its own: no call here waits for the catalog or a disk. */
export interface Indexer {
  /**
   * Lists the sources' files, then reads the images that wait: new ones, changed ones, and those that an earlier run did not come
   * to. What is wrong with files becomes problems in the catalog.
   *
   * @throws CatalogBusyError where another process indexes one of the sources: nothing was begun; CancelledError; WriteError where the
   *   workspace's disk is full; SourceError where a source was removed; EngineError
   */
  index(sourceIds: readonly number[], options?: IndexOptions): Promise<IndexingSummary>
  /** What is looked at is read first; the newest view before older ones. */
  prioritise(imageIds: readonly number[]): void
  /** `full` at the start. */
  setPace(pace: Pace): void
  /**
   * The path of an image's thumbnail: a WebP of at most 384 pixels a side, in stored orientation. Built at once where it is missing.
   * It may be swept a minute later: who finds it gone asks again.
   *
   * @throws SourceError where there is no such image, ImageError where it can't be decoded, FileMissingError where its file is gone,
   *   WriteError
   */
  thumbnailOf(imageId: number): Promise<string>
  /** Deletes thumbnails that no image has any more, as after a source was removed. Indexing does it by itself. */
  sweepThumbnails(): Promise<SweptThumbnails>
  /** Stops what is in work, records the images in hand, and ends thread and processes. */
  close(): Promise<void>
}

/** 300,000 street scenes. */
const MAX_THUMBNAIL_BYTES = 5_000_000_000

/** Starts the indexing thread of an open catalog. Readers are started when there is something to read. */
export function openIndexer({ workspace }: Pick<Catalog, 'workspace'>, options: IndexerOptions = {}): Indexer {
  const { readers = availableParallelism(), maxThumbnailBytes = MAX_THUMBNAIL_BYTES, onProgress } = options
  const thread = new IndexingThread({ workspace, readers, maxThumbnailBytes }, onProgress)
  return {
    index: (sourceIds, { walkOnly = false, signal } = {}) => thread.call('index', { sourceIds, walkOnly }, signal),
    prioritise: (imageIds) => thread.send({ type: 'prioritise', imageIds }),
    setPace: (pace) => thread.send({ type: 'pace', pace }),
    thumbnailOf: (imageId) => thread.call('thumbnail', { imageId }),
    sweepThumbnails: () => thread.call('sweep', {}),
    close: () => thread.close(),
  }
}

export interface IndexingOptions extends IndexerOptions, IndexOptions {}

/** Indexes sources once, for a command: as `Indexer.index`, in a thread that ends with it. */
export async function startIndexing(
  catalog: Pick<Catalog, 'workspace'>,
  sourceIds: readonly number[],
  options: IndexingOptions = {},
): Promise<IndexingSummary> {
  const indexer = openIndexer(catalog, options)
  try {
    return await indexer.index(sourceIds, options)
  } finally {
    await indexer.close()
  }
}

interface Waiting {
  readonly resolve: (result: never) => void
  readonly reject: (error: unknown) => void
}

class IndexingThread {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  readonly #ended: Promise<void>
  #nextCall = 1
  #hasEnded = false

  constructor(workerData: IndexingThreadData, onProgress: IndexerOptions['onProgress']) {
    this.#worker = new Worker(entryBeside(import.meta.url, 'indexing-thread.js', 'indexing-thread.ts'), { workerData })
    this.#worker.on('message', (event: IndexingEvent) => this.#hear(event, onProgress))
    this.#ended = new Promise((resolve) => {
      const end = (reason: string, cause?: unknown): void => {
        this.#hasEnded = true
        const error = new EngineError(
          `The indexing thread ended unexpectedly (${reason}); open the workspace again`,
          undefined,
          { cause },
        )
        for (const { reject } of this.#waiting.values()) reject(error)
        this.#waiting.clear()
        resolve()
      }
      this.#worker.on('error', (error: Error) => end(error.message, error))
      this.#worker.on('exit', (code) => end(`exit code ${code}`))
    })
  }

  async call<Kind extends keyof IndexingCalls>(
    type: Kind,
    request: IndexingCalls[Kind]['request'],
    signal?: AbortSignal,
  ): Promise<IndexingCalls[Kind]['result']> {
    if (signal?.aborted) throw new CancelledError('Indexing was stopped before it began')
    if (this.#hasEnded) throw new EngineError('The indexing thread was ended; open the workspace again')
    const call = this.#nextCall++
    const cancel = (): void => this.send({ type: 'cancel', call })
    signal?.addEventListener('abort', cancel)
    try {
      return await new Promise<IndexingCalls[Kind]['result']>((resolve, reject) => {
        this.#waiting.set(call, { resolve, reject })
        this.send({ type, call, request } as IndexingRequest)
      })
    } finally {
      signal?.removeEventListener('abort', cancel)
    }
  }

  send(request: IndexingRequest): void {
    this.#worker.postMessage(request)
  }

  async close(): Promise<void> {
    if (!this.#hasEnded) await this.call('close', {})
    await this.#ended
  }

  #hear(event: IndexingEvent, onProgress: IndexerOptions['onProgress']): void {
    if (event.type === 'progress') return onProgress?.(event.sources)
    const waiting = this.#waiting.get(event.call)
    this.#waiting.delete(event.call)
    if (event.type === 'answer') return waiting?.resolve(event.result as never)
    const error = errorFromDescription(event.error)
    if (event.stack !== undefined) error.stack = event.stack
    waiting?.reject(error)
  }
}
