import { stat } from 'node:fs/promises'
import { CancelledError, WeatherglassError } from '../../../shared/errors.ts'
import type { SourceSummary } from '../../../shared/gallery.ts'
import type { IndexingProgress } from '../../../shared/sources.ts'
import { openIndexer, type Indexer, type SourceProgress } from '../../catalog/indexing/indexer.ts'
import type { Catalog } from '../../catalog/opening.ts'
import { getSource, interruptedWalks } from '../../catalog/sources/sources.ts'
import type { Log } from '../log/log-file.ts'
import type { Watched } from '../rpc/watched.ts'

/** Readers give way for so long after a picture was asked for. */
const WORK_MILLISECONDS = 1_500

interface SourceInWork {
  readonly controller: AbortController
  /** Settles when nobody works on the source any more; never rejects. */
  readonly ended: Promise<void>
}

/** What failed, until it is tried again. */
type Failure = Pick<IndexingProgress, 'source' | 'name' | 'failure'>

/** The indexing of a workspace's sources behind a person's back: nobody waits for it, `progress` says how far it is. */
export class Indexing {
  readonly #catalog: Catalog
  readonly #log: Log
  readonly #progress: Watched<readonly IndexingProgress[]>
  #started: Indexer | null = null
  readonly #inWork = new Map<number, SourceInWork>()
  readonly #failures = new Map<number, Failure>()
  #running: readonly SourceProgress[] = []
  #paused = false
  #work: NodeJS.Timeout | undefined

  constructor(catalog: Catalog, progress: Watched<readonly IndexingProgress[]>, log: Log) {
    this.#catalog = catalog
    this.#log = log
    this.#progress = progress
  }

  /** Lists and reads a source, anew where it is in work already. */
  index(source: number): void {
    const { name } = getSource(this.#catalog.database, source)
    const before = this.#inWork.get(source)
    const controller = before?.controller ?? new AbortController()
    this.#failures.delete(source)
    const indexed = this.#indexer.index([source], { signal: controller.signal })
    const settled = indexed.then(
      () => undefined,
      (error: unknown) => this.#fail({ source, name }, error),
    )
    const ended = Promise.all([before?.ended, settled]).then(() => {
      if (this.#inWork.get(source)?.ended === ended) this.#inWork.delete(source)
    })
    this.#inWork.set(source, { controller, ended })
  }

  /** Goes on with what an earlier start did not come to, and looks again where a source went away or came back. */
  async resumeAll(sources: readonly SourceSummary[]): Promise<void> {
    const interrupted = new Set(interruptedWalks(this.#catalog.database))
    for (const { id, root, missing, walkedUtc, waiting } of sources) {
      const isThere = await stat(root).then(
        () => true,
        () => false,
      )
      const isWhole = walkedUtc !== null && waiting === 0 && !interrupted.has(id)
      if (isThere === missing || (isThere && !isWhole)) this.index(id)
    }
  }

  /** Stops work on a source; images in hand are recorded first. */
  async stop(source: number): Promise<void> {
    this.#failures.delete(source)
    const inWork = this.#inWork.get(source)
    inWork?.controller.abort(new CancelledError('The source was removed'))
    await inWork?.ended
  }

  pause(): void {
    this.#paused = true
    clearTimeout(this.#work)
    this.#work = undefined
    this.#started?.setPace('paused')
  }

  resume(): void {
    this.#paused = false
    this.#started?.setPace('full')
  }

  prioritise(images: readonly number[]): void {
    this.#started?.prioritise(images)
  }

  /** A person looks at pictures: reading gives way for a moment. */
  giveWay(): void {
    if (this.#paused || this.#running.length === 0) return
    if (this.#work) this.#work.refresh()
    else {
      this.#started?.setPace('background')
      this.#work = setTimeout(() => this.#goOn(), WORK_MILLISECONDS).unref()
    }
  }

  /** @throws as `Indexer.thumbnailOf` */
  thumbnailOf(image: number): Promise<string> {
    return this.#indexer.thumbnailOf(image)
  }

  sweepThumbnails(): void {
    this.#indexer.sweepThumbnails().catch((error: unknown) => this.#report('sweeping thumbnails', error))
  }

  async close(): Promise<void> {
    clearTimeout(this.#work)
    for (const { controller } of this.#inWork.values()) controller.abort(new CancelledError('The workspace was closed'))
    await this.#started?.close()
    this.#progress.set([])
  }

  /** Its thread is started where there is something to do. */
  get #indexer(): Indexer {
    if (this.#started) return this.#started
    this.#started = openIndexer(this.#catalog, { onProgress: (sources) => this.#tell(sources) })
    if (this.#paused) this.#started.setPace('paused')
    return this.#started
  }

  #goOn(): void {
    this.#work = undefined
    if (!this.#paused) this.#started?.setPace('full')
  }

  #fail(source: Pick<Failure, 'source' | 'name'>, error: unknown): void {
    if (error instanceof CancelledError) return
    const failure = this.#report(`indexing ${source.name}`, error)
    this.#failures.set(source.source, { ...source, failure })
    this.#tell(this.#running)
  }

  #report(what: string, error: unknown): string {
    if (error instanceof WeatherglassError) {
      this.#log.note(`${what}: ${error.message}`)
      return error.message
    }
    return `Weatherglass met an unexpected error; the log has it as ${this.#log.defect(error, what)}.`
  }

  #tell(sources: readonly SourceProgress[]): void {
    this.#running = sources
    const failed = [...this.#failures.values()].map((failure) => ({ ...stopped, ...failure }))
    this.#progress.set([...sources, ...failed])
  }
}

/** A source that nobody works on. */
const stopped = {
  phase: 'failed',
  done: 0,
  total: null,
  rate: null,
  secondsLeft: null,
  problems: 0,
  paused: false,
} as const
