import { EngineError, errorFromDescription } from '../../../../shared/errors.ts'
import { Reader, type ReaderOptions, type ReaderOwner } from './reader.ts'
import type { ImageToRead, ReaderEvent, Reading } from './reading.ts'

/** `full`: all readers. `background`: one at a time, resting as long as each image took. `paused`: only what is urgent. */
export type Pace = 'full' | 'background' | 'paused'

/** `crashed`: reading the image ended the process twice, the second time with nothing else in hand. */
export type ReadingOutcome = Reading | { readonly outcome: 'crashed'; readonly how: string }

export interface PoolOptions extends ReaderOptions {
  /** Processes that read at the same time. */
  readonly size: number
  /** The folder that thumbnails go to. */
  readonly thumbnails: string
}

export interface ReadOptions {
  /** Someone waits for it: before all else, whatever the pace. */
  readonly urgent?: boolean
  /** Gives the image back, with the signal's reason, where no reader has begun it yet. */
  readonly signal?: AbortSignal
}

interface Job {
  readonly number: number
  readonly image: ImageToRead
  readonly urgent: boolean
  readonly resolve: (outcome: ReadingOutcome) => void
  readonly reject: (error: unknown) => void
  crashes: number
  startedMilliseconds: number
}

/** While one of them waits for the disk or a thread, the other one uses the core. */
const JOBS_IN_HAND = 2
const CRASHES = 2
/** Readers that end before they are ready, one after the other: something is wrong with the installation. */
const FAILED_STARTS = 3
const IDLE_MILLISECONDS = 20_000

/**
 * Processes that decode pictures: libvips and its codecs read files of strangers, and a crash in them ends a process, which must not be
 * the application's. They are started as they are needed and end when there is nothing to do.
 */
export class ReaderPool implements ReaderOwner {
  readonly #options: PoolOptions
  readonly #readers = new Set<Reader>()
  readonly #jobs = new Map<number, Job>()
  #waiting: Job[] = []
  #pace: Pace = 'full'
  #nextNumber = 1
  #failedStarts = 0
  #idle: NodeJS.Timeout | undefined
  #rest: NodeJS.Timeout | undefined
  readonly #killAll = (): void => {
    for (const reader of this.#readers) reader.kill()
  }

  constructor(options: PoolOptions) {
    this.#options = options
    process.on('exit', this.#killAll)
  }

  /** So many images keep all readers busy at this pace. */
  get capacity(): number {
    return this.#pace === 'full' ? this.#options.size * JOBS_IN_HAND : 1
  }

  /**
   * Reads an image.
   *
   * @throws WriteError where its thumbnail cannot be written, EngineError where no reader can be started, the signal's reason
   */
  read(image: ImageToRead, { urgent = false, signal }: ReadOptions = {}): Promise<ReadingOutcome> {
    const { promise, resolve, reject } = Promise.withResolvers<ReadingOutcome>()
    const number = this.#nextNumber++
    const job: Job = { number, image, urgent, resolve, reject, crashes: 0, startedMilliseconds: 0 }
    const withdraw = (): void => {
      if (!this.#waiting.includes(job)) return
      this.#waiting = this.#waiting.filter((other) => other !== job)
      reject(signal!.reason)
    }
    if (signal?.aborted) return Promise.reject(signal.reason as Error)
    signal?.addEventListener('abort', withdraw)
    this.#enqueue(job)
    this.#dispatch()
    return promise.finally(() => signal?.removeEventListener('abort', withdraw))
  }

  setPace(pace: Pace): void {
    this.#pace = pace
    this.#endRest()
    this.#dispatch()
  }

  /** Ends all readers; what they have in hand fails. */
  close(): void {
    clearTimeout(this.#idle)
    this.#endRest()
    process.removeListener('exit', this.#killAll)
    this.#failAll(new EngineError('Reading was stopped.'))
    this.#killAll()
  }

  onReady(): void {
    this.#failedStarts = 0
    this.#dispatch()
  }

  onAnswer(_: Reader, event: Exclude<ReaderEvent, { type: 'ready' }>): void {
    const job = this.#jobs.get(event.job)
    this.#jobs.delete(event.job)
    if (job) {
      if (event.type === 'done') job.resolve(event.reading)
      else job.reject(errorFromDescription(event.error))
      if (this.#pace === 'background' && !job.urgent) this.#restFor(performance.now() - job.startedMilliseconds)
    }
    this.#dispatch()
  }

  onEnd(reader: Reader, how: string): void {
    this.#readers.delete(reader)
    if (!reader.isReady && ++this.#failedStarts >= FAILED_STARTS) {
      return this.#failAll(
        new EngineError(
          `The process that reads images ${how} before it could begin; reinstall Weatherglass, or see what it says with WEATHERGLASS_DEBUG=1`,
        ),
      )
    }
    for (const number of reader.jobs) {
      const job = this.#jobs.get(number)
      this.#jobs.delete(number)
      if (!job) continue
      job.crashes++
      if (job.crashes < CRASHES) this.#enqueue(job)
      else job.resolve({ outcome: 'crashed', how })
    }
    this.#dispatch()
  }

  /** Urgent ones first, then those that may have ended a reader, for they are read alone; else in the order of asking. */
  #enqueue(job: Job): void {
    const rank = ({ urgent, crashes }: Job): number => (urgent ? 0 : crashes > 0 ? 1 : 2)
    const place = this.#waiting.findIndex((other) => rank(other) > rank(job))
    this.#waiting.splice(place < 0 ? this.#waiting.length : place, 0, job)
  }

  #dispatch(): void {
    for (let job = this.#nextJob(); job; job = this.#nextJob()) {
      const reader = this.#freeReader(job)
      if (!reader) break
      this.#waiting.shift()
      job.startedMilliseconds = performance.now()
      this.#jobs.set(job.number, job)
      reader.give({ job: job.number, image: job.image, thumbnails: this.#options.thumbnails })
    }
    this.#startReaders()
    this.#endWhenIdle()
  }

  /** What may be begun now, if a reader is free. */
  #nextJob(): Job | undefined {
    const [first] = this.#waiting
    if (!first || first.urgent || this.#pace === 'full') return first
    const isBusy = [...this.#jobs.values()].some(({ urgent }) => !urgent)
    return this.#pace === 'paused' || isBusy || this.#rest ? undefined : first
  }

  /** Of those that may take it, the reader that has least to do. */
  #freeReader({ crashes }: Job): Reader | undefined {
    const most = crashes > 0 ? 0 : JOBS_IN_HAND - 1
    return [...this.#readers]
      .filter((reader) => reader.isReady && reader.jobs.size <= most && !this.#isReadingAlone(reader))
      .sort((a, b) => a.jobs.size - b.jobs.size)[0]
  }

  /** As many readers as there are images in hand or to be begun at this pace. */
  #startReaders(): void {
    const begun = this.#pace === 'full' ? this.#waiting.length : this.#nextJob() ? 1 : 0
    const wanted = Math.min(this.#options.size, this.#jobs.size + begun)
    while (this.#readers.size < wanted) this.#readers.add(new Reader(this, this.#options))
  }

  #isReadingAlone(reader: Reader): boolean {
    return [...reader.jobs].some((number) => (this.#jobs.get(number)?.crashes ?? 0) > 0)
  }

  #restFor(milliseconds: number): void {
    this.#endRest()
    this.#rest = setTimeout(() => {
      this.#endRest()
      this.#dispatch()
    }, milliseconds)
  }

  #endRest(): void {
    clearTimeout(this.#rest)
    this.#rest = undefined
  }

  #endWhenIdle(): void {
    clearTimeout(this.#idle)
    if (this.#jobs.size > 0 || this.#waiting.length > 0) return
    this.#idle = setTimeout(this.#killAll, IDLE_MILLISECONDS).unref()
  }

  #failAll(error: EngineError): void {
    const jobs = [...this.#jobs.values(), ...this.#waiting]
    this.#jobs.clear()
    this.#waiting = []
    for (const job of jobs) job.reject(error)
  }
}
