import { WeatherglassError } from '../../../shared/errors.ts'
import type { CurrentWork, RunsState } from '../../../shared/runs.ts'
import type { Catalog } from '../../catalog/opening.ts'
import type { CatalogQueries } from '../../catalog/queries/catalog-queries.ts'
import { tryLeaseEngine, type EngineLease } from '../../catalog/transfers/engine-lease.ts'
import { settleInterruptedRuns } from '../../catalog/transfers/queue.ts'
import { transferRevision } from '../../catalog/transfers/run-reader.ts'
import type { BlockEngine } from '../../runs/runner/block-engine.ts'
import { Runner } from '../../runs/runner/runner.ts'
import type { Log } from '../log/log-file.ts'
import { pause } from '../rpc/pause.ts'
import { Watched } from '../rpc/watched.ts'

export interface QueueServiceOptions {
  readonly catalog: Catalog
  readonly queries: CatalogQueries
  readonly log: Log
  readonly startEngine: () => BlockEngine
}

/** How often the queue is looked at: a terminal may have changed it. */
const LOOK_MILLISECONDS = 400

/** Runs the queue of an open workspace whenever there is something to run and no other process does. */
export class QueueService {
  readonly #options: QueueServiceOptions
  readonly #runner: Runner
  readonly #closing = new AbortController()
  readonly #state = new Watched<RunsState>({ runs: [], current: null, engine: 'idle' })
  readonly #ended: Promise<void>
  #current: CurrentWork | null = null
  #working: Promise<void> | null = null
  /** The queue as it was told last; -1 where it is to be told anew. */
  #seen = -1

  constructor(options: QueueServiceOptions) {
    const { catalog, startEngine } = options
    this.#options = options
    const onCurrent = (current: CurrentWork | null): void => {
      this.#current = current
      this.#state.set({ ...this.#state.value, current })
    }
    this.#runner = new Runner({ workspace: catalog.workspace, startEngine, onCurrent })
    this.#ended = this.#look()
  }

  watch(signal: AbortSignal): AsyncGenerator<RunsState, void> {
    return this.#state.watch(AbortSignal.any([signal, this.#closing.signal]))
  }

  /** Gives back what is computed for the run just now. */
  interrupt(run: number): void {
    this.#runner.interrupt(run)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#working
    await this.#ended
  }

  async #look(): Promise<void> {
    const { catalog, log } = this.#options
    const { signal } = this.#closing
    try {
      this.#settle()
    } catch (error) {
      log.defect(error, 'looking for interrupted runs')
    }
    do {
      try {
        const revision = transferRevision(catalog.database)
        if (revision !== this.#seen || this.#state.value.engine === 'elsewhere') {
          this.#seen = revision
          await this.#tell()
        }
      } catch (error) {
        this.#seen = -1
        if (!signal.aborted) log.defect(error, 'looking at the queue')
      }
    } while (await pause(LOOK_MILLISECONDS, signal))
  }

  /** Runs that nobody works on any more wait for a person, or go on, as it was set. */
  #settle(): void {
    const { catalog } = this.#options
    const lease = tryLeaseEngine(catalog.workspace)
    if (!lease) return
    try {
      settleInterruptedRuns(catalog.database)
    } finally {
      lease.release()
    }
  }

  async #tell(): Promise<void> {
    const { catalog, queries } = this.#options
    const runs = await queries.runs({ signal: this.#closing.signal })
    const hasWork = runs.some(({ state }) => state === 'running' || state === 'queued')
    let engine: RunsState['engine'] = this.#working ? 'here' : 'idle'
    if (hasWork && !this.#working) {
      const lease = tryLeaseEngine(catalog.workspace)
      engine = lease ? 'here' : 'elsewhere'
      if (lease) this.#work(lease)
    }
    this.#state.set({ runs, current: this.#current, engine })
  }

  #work(lease: EngineLease): void {
    const { log } = this.#options
    this.#working = this.#runner
      .work(this.#closing.signal)
      // what came while the engine was put away is begun with the next look
      .then(() => void (this.#seen = -1))
      .catch((error: unknown) => {
        if (error instanceof WeatherglassError) log.note(`the queue: ${error.message}`)
        else log.defect(error, 'the queue')
      })
      .finally(() => {
        lease.release()
        this.#working = null
        this.#state.set({ ...this.#state.value, current: null, engine: 'idle' })
      })
  }
}
