import type { Failure } from '../../../../shared/contract.ts'
import type { ConditionLikeness, ExportOptions, LikenessRequest, LikenessStep } from '../../../../shared/exports.ts'
import { failureOf, type Api } from '../../../api.ts'

export interface Likeness {
  readonly of: ExportOptions
  readonly conditions: readonly ConditionLikeness[]
}

export interface LikenessState {
  /** The last measurement that came to its end. */
  readonly measured: Likeness | null
  /** While one runs. */
  readonly step: LikenessStep | null
  readonly isRunning: boolean
  readonly failure: Failure | null
}

/** The measurement that runs; it goes on while another screen is looked at. An external store for `useSyncExternalStore`. */
export class LikenessWork {
  readonly #calls: Pick<Api['exports'], 'likeness'>
  readonly #listeners = new Set<() => void>()
  #state: LikenessState = { measured: null, step: null, isRunning: false, failure: null }
  #stopping = new AbortController()

  constructor(calls: Pick<Api['exports'], 'likeness'>) {
    this.#calls = calls
  }

  readonly current = (): LikenessState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  start(request: LikenessRequest): void {
    this.#stopping.abort()
    this.#stopping = new AbortController()
    this.#enter({ step: null, isRunning: true, failure: null })
    void this.#hear(request, this.#stopping.signal)
  }

  cancel(): void {
    this.#stopping.abort()
    this.#enter({ isRunning: false, step: null })
  }

  dismiss(): void {
    this.#enter({ failure: null })
  }

  async #hear(request: LikenessRequest, signal: AbortSignal): Promise<void> {
    try {
      let last: LikenessStep | null = null
      for await (const step of await this.#calls.likeness(request, { signal })) {
        if (signal.aborted) return
        this.#enter({ step: (last = step) })
      }
      if (signal.aborted) return
      const conditions = last?.conditions ?? []
      this.#enter({ isRunning: false, step: null, measured: { of: request.options, conditions } })
    } catch (error) {
      if (!signal.aborted) this.#enter({ isRunning: false, step: null, failure: failureOf(error) })
    }
  }

  #enter(part: Partial<LikenessState>): void {
    this.#state = { ...this.#state, ...part }
    for (const listener of this.#listeners) listener()
  }
}
