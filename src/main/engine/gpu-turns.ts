import { CancelledError } from '../../shared/errors.ts'
import type { Provider } from '../../shared/compute.ts'

/** Whoever has an inference process of its own. */
export interface GpuUser {
  /** Ends its process, so that the memory of the GPU is free; it starts another with its next work. */
  readonly letGo: () => Promise<void>
}

/**
 * One inference process per GPU. Those who may compute on it take turns, each for a block, in the order in which they asked; before another
 * one begins, the process of the last is ended, for two models need not fit into its memory. Work that turns out to be done
 * by the CPU gives its turn back at once and goes on beside the others.
 */
export class GpuTurns {
  #last: Promise<void> = Promise.resolve()
  #holder: GpuUser | null = null

  /**
   * Works when it is the user's turn. `onProvider` is to be told what computes as soon as that is known.
   *
   * @throws CancelledError where the signal ends the waiting, what the work throws
   */
  async during<Result>(
    user: GpuUser,
    signal: AbortSignal | undefined,
    work: (onProvider: (provider: Provider) => void) => Promise<Result>,
  ): Promise<Result> {
    const before = this.#last
    const { promise: over, resolve: end } = Promise.withResolvers<void>()
    this.#last = before.then(() => over)
    try {
      await unlessAborted(before, signal)
      if (this.#holder !== user) await this.#holder?.letGo()
      this.#holder = user
      return await work((provider) => {
        if (provider !== 'cpu') return
        if (this.#holder === user) this.#holder = null
        end()
      })
    } finally {
      end()
    }
  }
}

async function unlessAborted(waited: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const stop = (): void => reject(new CancelledError('It was cancelled while it waited for the GPU.'))
  if (signal?.aborted) stop()
  signal?.addEventListener('abort', stop)
  try {
    await Promise.race([waited, aborted])
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}
