import { CancelledError } from '../../shared/errors.ts'
import type { Provider } from '../../shared/compute.ts'
import type { GpuLock } from './gpu-lock.ts'

/** Whoever has an inference process of its own. */
export interface GpuUser {
  /** Ends its process, so that the memory of the GPU is free; it starts another with its next work. */
  readonly letGo: () => Promise<void>
}

/** How often it is asked whether another process waits for the GPU. */
const LOOK_MILLISECONDS = 400

/**
 * One inference process per GPU. Those who may compute on it take turns, each for a block, in the order in which they asked; before another
 * one begins, the process of the last is ended, for two models need not fit into its memory. A window or terminal that is another process
 * waits in the same line. Work that turns out to be done by the CPU gives its turn back at once and goes on beside the others.
 */
export class GpuTurns {
  readonly #lock: GpuLock | null
  #last: Promise<void> = Promise.resolve()
  #holder: GpuUser | null = null
  #turns = 0
  #looking: NodeJS.Timeout | undefined

  /** @param lock what other processes see; without it they don't matter */
  constructor(lock: GpuLock | null = null) {
    this.#lock = lock
  }

  /**
   * Works when it is the user's turn. `onProvider` is to be told what computes as soon as that is known; `onWait` hears that somebody
   * else computes.
   *
   * @throws CancelledError where the signal ends the waiting, what the work throws
   */
  async during<Result>(
    user: GpuUser,
    signal: AbortSignal | undefined,
    work: (onProvider: (provider: Provider) => void) => Promise<Result>,
    onWait: () => void = () => undefined,
  ): Promise<Result> {
    if (this.#turns > 0) onWait()
    const { before, end } = this.#queue()
    try {
      await unlessAborted(before, signal)
      if (this.#holder !== user) await this.#holder?.letGo()
      await this.#lock?.take(signal, onWait)
      this.#lookForOthers()
      this.#holder = user
      return await work((provider) => {
        if (provider !== 'cpu') return
        if (this.#holder === user) this.#free()
        end()
      })
    } finally {
      end()
    }
  }

  /** The user's process has ended, and it has no work any more. */
  leave(user: GpuUser): void {
    if (this.#holder === user) this.#free()
  }

  /** A place in the line: it comes once `before` is over, and is left by `end`. */
  #queue(): { readonly before: Promise<void>; readonly end: () => void } {
    const before = this.#last
    const { promise: over, resolve } = Promise.withResolvers<void>()
    this.#turns++
    void over.then(() => this.#turns--)
    this.#last = before.then(() => over)
    return { before, end: resolve }
  }

  #free(): void {
    this.#holder = null
    this.#lock?.release()
    clearInterval(this.#looking)
    this.#looking = undefined
  }

  /** As long as this process has the GPU, with work or with a process that waits for work. */
  #lookForOthers(): void {
    const lock = this.#lock
    if (!lock || this.#looking) return
    let isGivingWay = false
    this.#looking = setInterval(() => {
      if (isGivingWay || !lock.isWanted()) return
      isGivingWay = true
      void this.#giveWay().finally(() => (isGivingWay = false))
    }, LOOK_MILLISECONDS).unref()
  }

  async #giveWay(): Promise<void> {
    const { before, end } = this.#queue()
    try {
      await before
      await this.#holder?.letGo()
      this.#free()
    } finally {
      end()
    }
  }
}

async function unlessAborted(waited: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  const cancelled = (): CancelledError => new CancelledError('It was cancelled while it waited for the GPU.')
  if (signal?.aborted) throw cancelled()
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const stop = (): void => reject(cancelled())
  signal?.addEventListener('abort', stop)
  try {
    await Promise.race([waited, aborted])
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}
