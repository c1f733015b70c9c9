import type { Failure } from '../../../../shared/contract.ts'
import type { StartSweep, SweepState } from '../../../../shared/tuning.ts'
import { failureOf, type Api } from '../../../api.ts'

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

  async cancel(): Promise<void> {
    const { sweep } = this.#state
    if (sweep) await this.#calls.cancelSweep({ sweep: sweep.sweep }).catch(() => undefined)
    else this.#hearing.abort()
    this.#enter({ isRunning: false })
  }

  dismiss(): void {
    this.#enter({ failure: null })
  }

  async #hear(request: StartSweep, signal: AbortSignal): Promise<void> {
    try {
      const { sweep } = await this.#calls.startSweep(request, { signal })
      for await (const state of await this.#calls.watchSweep({ sweep }, { signal })) {
        if (signal.aborted) return
        this.#enter({ sweep: state, isRunning: state.state === 'running', failure: state.failure })
      }
      if (!signal.aborted) this.#enter({ isRunning: false })
    } catch (error) {
      const failure = failureOf(error)
      if (!signal.aborted) this.#enter({ isRunning: false, failure: failure.code === 'cancelled' ? null : failure })
    }
  }

  #enter(part: Partial<SweepWorkState>): void {
    this.#state = { ...this.#state, ...part }
    for (const listener of this.#listeners) listener()
  }
}
