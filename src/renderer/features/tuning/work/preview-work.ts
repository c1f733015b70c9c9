import type { Failure } from '../../../../shared/contract.ts'
import type { PreviewState, StartPreview } from '../../../../shared/tuning.ts'
import { answered, failureOf, hearToEnd, type Api } from '../../../api.ts'

type Calls = Pick<Api['tuning'], 'start' | 'watch' | 'cancel'>

export interface WorkState {
  /** The preview that was started last, as it is now; null before its first word. */
  readonly preview: PreviewState | null
  /** From the start that was asked for until it ended. */
  readonly isRunning: boolean
  readonly failure: Failure | null
  /** Grows with each preview that ended well: there is more history. */
  readonly finished: number
}

const atRest: WorkState = { preview: null, isRunning: false, failure: null, finished: 0 }

/** After a change of the settings, before the preview starts anew: a slider that moves is waited for. */
const REST_MILLISECONDS = 300

/**
 * The preview that is computed: one at a time, a new one ends the one before it. It goes on while another screen is looked at. An
 * external store for `useSyncExternalStore`.
 */
export class PreviewWork {
  readonly #calls: Calls
  readonly #listeners = new Set<() => void>()
  #state: WorkState = atRest
  #hearing = new AbortController()
  /** The name of the one that was asked for last; null where it was refused. */
  #started: Promise<string | null> = Promise.resolve(null)
  #restart: ReturnType<typeof setTimeout> | undefined

  constructor(calls: Calls) {
    this.#calls = calls
  }

  readonly current = (): WorkState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Ends what runs, and runs this. */
  start(request: StartPreview): void {
    clearTimeout(this.#restart)
    this.#hearing.abort()
    this.#hearing = new AbortController()
    this.#enter({ preview: null, isRunning: true, failure: null })
    void this.#hear(request, this.#hearing.signal)
  }

  /** The settings changed: what runs starts anew with them, once they rest; nothing where nothing runs. */
  restart(request: StartPreview): void {
    if (!this.#state.isRunning) return
    clearTimeout(this.#restart)
    this.#restart = setTimeout(() => this.#state.isRunning && this.start(request), REST_MILLISECONDS)
  }

  /** One that is only just asked for is cancelled as soon as it has a name. */
  async cancel(): Promise<void> {
    clearTimeout(this.#restart)
    if (!this.#state.isRunning) return
    const { signal } = this.#hearing
    this.#enter({ isRunning: false })
    const preview = await this.#started
    // the next one has ended it
    if (preview === null || signal.aborted) return
    await answered(() => this.#calls.cancel({ preview })).catch((error: unknown) =>
      this.#enter({ failure: failureOf(error) }),
    )
  }

  dismiss(): void {
    this.#enter({ failure: null })
  }

  async #hear(request: StartPreview, signal: AbortSignal): Promise<void> {
    try {
      const started = this.#calls.start(request, { signal })
      this.#started = started.then(
        ({ preview }) => preview,
        () => null,
      )
      const { preview } = await started
      await hearToEnd(
        (signal) => this.#calls.watch({ preview }, { signal }),
        (state) => this.#tell(state),
        signal,
      )
      if (!signal.aborted) this.#enter({ isRunning: false })
    } catch (error) {
      if (!signal.aborted) this.#enter({ isRunning: false, failure: shown(failureOf(error)) })
    }
  }

  #tell(preview: PreviewState): void {
    const isDone = preview.state === 'done'
    this.#enter({
      preview,
      isRunning: this.#state.isRunning && preview.state === 'running',
      failure: preview.state === 'failed' ? preview.failure : null,
      // measures come after the picture: the same preview is done twice
      finished: this.#state.finished + (isDone ? 1 : 0),
    })
  }

  #enter(part: Partial<WorkState>): void {
    this.#state = { ...this.#state, ...part }
    for (const listener of this.#listeners) listener()
  }
}

const shown = (failure: Failure): Failure | null => (failure.code === 'cancelled' ? null : failure)
