import { FileMissingError } from '../../../shared/errors.ts'
import { realSourceRoot } from '../../datasets/tree/source-root.ts'
import type { CatalogDatabase } from '../database.ts'
import { RateMeter } from './progress.ts'
import type { ReaderPool, ReadingOutcome } from './reader/pool.ts'
import { readingRecorder, type ImageReading } from './recording.ts'
import { recordMissing } from './source-walk.ts'
import { WaitingImages, type WaitingImage } from './waiting-images.ts'

/** What a kill may cost, beside the images in hand. */
const BATCH_IMAGES = 100
const BATCH_MILLISECONDS = 500

/** A source whose images are being read, or wait for their turn. */
interface SourceInReading {
  readonly id: number
  readonly signal: AbortSignal
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
  readonly meter: RateMeter
  total: number
  done: number
  inHand: number
  lastPath: string | null
  /** Why no more of its images are begun. */
  failure: { readonly error: unknown } | null
}

export interface ReadingState {
  readonly done: number
  readonly total: number
  readonly rate: number | null
  readonly path: string | null
  /** Some of its images were begun; else others come first. */
  readonly hasBegun: boolean
}

export const readingCountsSql = `
SELECT count(*) AS total, count(*) - coalesce(sum(reading = 'waiting'), 0) AS done FROM image WHERE source_id = ? AND missing = 0`

/** The image waits on: for a walk that sees what became of the file, or for a disk that gives it. */
const isLeft = ({ outcome }: ReadingOutcome): boolean => outcome === 'changed' || outcome === 'unavailable'

/**
 * Reads the waiting images of sources: keeps the readers busy and commits what they find in batches. What changed since the walk, and what the
 * disk does not give, waits on for the next walk.
 */
export class ReadingLoop {
  /** Images whose reading was committed, since the start. */
  recorded = 0
  readonly #database: CatalogDatabase
  readonly #pool: ReaderPool
  readonly #waiting: WaitingImages
  readonly #recorder
  readonly #sources = new Map<number, SourceInReading>()
  #batch: ImageReading[] = []
  #batchTimer: NodeJS.Timeout | undefined
  #inHand = 0

  constructor(database: CatalogDatabase, pool: ReaderPool) {
    this.#database = database
    this.#pool = pool
    this.#waiting = new WaitingImages(database)
    this.#recorder = readingRecorder(database)
  }

  /**
   * Reads a source's waiting images; resolves when none is left that can be read. A source at a time.
   *
   * @throws the signal's reason, once the images in hand are recorded; WriteError where the workspace's disk is full; EngineError
   */
  read(sourceId: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const { total, done } = this.#count(sourceId)
    const source: SourceInReading = {
      ...{ id: sourceId, signal, resolve, reject, meter: new RateMeter() },
      ...{ total, done, inHand: 0, lastPath: null, failure: null },
    }
    this.#sources.set(sourceId, source)
    this.#waiting.addSource(sourceId)
    const stop = (): void => this.#stop(source, signal.reason)
    signal.addEventListener('abort', stop)
    if (signal.aborted) stop()
    this.fill()
    return promise.finally(() => signal.removeEventListener('abort', stop))
  }

  /** Looks through a source again that was walked anew while it is read. */
  reconsider(sourceId: number): void {
    const source = this.#sources.get(sourceId)
    if (!source || source.failure) return
    Object.assign(source, this.#count(sourceId))
    this.#waiting.restart(sourceId)
    this.fill()
  }

  prioritise(imageIds: readonly number[]): void {
    this.#waiting.prioritise(imageIds)
  }

  stateOf(sourceId: number): ReadingState | undefined {
    const source = this.#sources.get(sourceId)
    if (!source) return undefined
    const { meter, done, total, lastPath: path } = source
    const hasBegun = path !== null || source.inHand > 0
    if (hasBegun) meter.tell(done)
    return { done, total, rate: meter.rate, path, hasBegun }
  }

  /** Records what someone had read who didn't want to wait. */
  keep(reading: ImageReading): void {
    this.#batch.push(reading)
    if (this.#batch.length >= BATCH_IMAGES) this.flush()
    else this.#batchTimer ??= setTimeout(() => this.flush(), BATCH_MILLISECONDS)
  }

  /** Begins as many images as keep the readers busy, and ends the sources that are through. */
  fill(): void {
    while (this.#inHand < this.#pool.capacity) {
      const image = this.#waiting.next()
      if (!image) break
      void this.#readOne(image, this.#sources.get(image.sourceId)!)
    }
    for (const source of this.#sources.values()) {
      if (source.inHand === 0 && (source.failure || this.#waiting.isThrough(source.id))) this.#end(source)
    }
  }

  /** Commits what is known. Where that fails, it fails for the sources that it is about, and their images wait on. */
  flush(): void {
    clearTimeout(this.#batchTimer)
    this.#batchTimer = undefined
    const batch = this.#batch
    this.#batch = []
    try {
      this.#recorder.record(batch)
    } catch (error) {
      for (const { image } of batch) this.#stop(this.#sources.get(image.sourceId), error)
      return
    }
    this.recorded += batch.length
    for (const { image, outcome } of batch) {
      if (isLeft(outcome)) this.#waiting.leave(image)
      else this.#waiting.settle(image)
    }
  }

  async #readOne(image: WaitingImage, source: SourceInReading): Promise<void> {
    this.#inHand++
    source.inHand++
    try {
      this.#take(image, source, await this.#pool.read(image, { signal: source.signal }))
    } catch (error) {
      this.#stop(source, error)
    }
    this.#inHand--
    source.inHand--
    this.fill()
  }

  #take(image: WaitingImage, source: SourceInReading, outcome: ReadingOutcome): void {
    source.done++
    source.lastPath = image.path
    if (isLeft(outcome)) this.#checkPresent(image, source)
    this.keep({ image, outcome })
  }

  /** A file that is gone says little where all of them are. */
  #checkPresent({ root }: WaitingImage, source: SourceInReading): void {
    try {
      realSourceRoot(root)
    } catch (error) {
      if (!(error instanceof FileMissingError)) throw error
      if (!source.failure) recordMissing(this.#database, source.id, error)
      this.#stop(source, error)
    }
  }

  #stop(source: SourceInReading | undefined, error: unknown): void {
    if (!source || source.failure) return
    source.failure = { error }
    this.#waiting.removeSource(source.id)
    // not at once: who stops it may be in the midst of it
    setImmediate(() => this.fill())
  }

  #end(source: SourceInReading): void {
    this.flush()
    this.#sources.delete(source.id)
    this.#waiting.removeSource(source.id)
    if (source.failure) source.reject(source.failure.error)
    else source.resolve()
  }

  #count(sourceId: number): { total: number; done: number } {
    return this.#database.prepare<[number], { total: number; done: number }>(readingCountsSql).get(sourceId)!
  }
}
