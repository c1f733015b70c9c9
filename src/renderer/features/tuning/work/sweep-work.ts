import type { Failure } from '../../../../shared/contract.ts'
import type { StartSweep, SweepState } from '../../../../shared/tuning.ts'
import { answered, failureOf, hearToEnd, type Api } from '../../../api.ts'

type Calls = Pick<Api['tuning'], 'startSweep' | 'watchSweep' | 'cancelSweep'>

export interface SweepWorkState {
  /** The last sweep, as it is now. */
  readonly sweep: SweepState | null
  readonly isRunning: boolean
  readonly failure: Failure | null
}

/** The sweep that is computed; it goes on while another screen is looked at. An external store for `useSyncExternalStore`. */
export class SweepWork {
  readonly #calls: Calls
  readonly #listeners = new Set<() => void>()
  #state: SweepWorkState = { sweep: null, isRunning: false, failure: null }
  #hearing = new AbortController()
  /** The name of the one that was asked for last; null where it was refused. */
  #started: Promise<string | null> = Promise.resolve(null)

  constructor(calls: Calls) {
    this.#calls = calls
  }

  readonly current = (): SweepWorkState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  start(request: StartSweep): void {
    this.#hearing.abort()
    this.#hearing = new AbortController()
    this.#enter({ isRunning: true, failure: null, sweep: null })
    void this.#hear(request, this.#hearing.signal)
  }

  /** One that is only just asked for is cancelled as soon as it has a name. */
  async cancel(): Promise<void> {
    if (!this.#state.isRunning) return
    const { signal } = this.#hearing
    this.#enter({ isRunning: false })
    const sweep = await this.#started
    // the next one has ended it
    if (sweep === null || signal.aborted) return
    await answered(() => this.#calls.cancelSweep({ sweep })).catch((error: unknown) =>
      this.#enter({ failure: failureOf(error) }),
    )
  }

  dismiss(): void {
    this.#enter({ failure: null })
  }

  async #hear(request: StartSweep, signal: AbortSignal): Promise<void> {
    try {
      const started = this.#calls.startSweep(request, { signal })
      this.#started = started.then(
        ({ sweep }) => sweep,
        () => null,
      )
      const { sweep } = await started
      await hearToEnd(
        (signal) => this.#calls.watchSweep({ sweep }, { signal }),
        (state) => this.#tell(state),
        signal,
      )
      if (!signal.aborted) this.#enter({ isRunning: false })
    } catch (error) {
      const failure = failureOf(error)
      if (!signal.aborted) this.#enter({ isRunning: false, failure: failure.code === 'cancelled' ? null : failure })
    }
  }

  /** The last words of one that is cancelled start nothing again. */
  #tell(sweep: SweepState): void {
    const isRunning = this.#state.isRunning && sweep.state === 'running'
    this.#enter({ sweep, isRunning, failure: sweep.failure })
  }

  #enter(part: Partial<SweepWorkState>): void {
    this.#state = { ...this.#state, ...part }
    for (const listener of this.#listeners) listener()
  }
}
