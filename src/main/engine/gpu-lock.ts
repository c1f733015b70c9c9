import os from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { CancelledError } from '../../shared/errors.ts'
import { tryLock, type ExclusiveLock } from '../catalog/safety/exclusive-lock.ts'

const LOOK_MILLISECONDS = 200

/**
 * A folder of this person on this machine, which several machines never share. Processes that a scheduler gave GPUs of their own
 * (CUDA_VISIBLE_DEVICES) have locks of their own.
 */
function lockFile(name: string): string {
  const { CUDA_VISIBLE_DEVICES: devices = '' } = process.env
  const folder = path.join(os.tmpdir(), `weatherglass-${process.getuid?.() ?? ''}`)
  return path.join(folder, `${name}${devices.replaceAll(/[^\w-]/g, '_')}.lock`)
}

/**
 * The GPU of this machine among the windows and terminals of one person: one process has it, and another that waits for it is seen. Both
 * are locks of the operating system, so that a process which dies leaves none.
 */
export class GpuLock {
  readonly #gpu = lockFile('gpu')
  readonly #next = lockFile('next')
  #held: ExclusiveLock | null = null

  get isHeld(): boolean {
    return this.#held !== null
  }

  /** Whether another process waits for it. */
  isWanted(): boolean {
    const free = tryLock(this.#next)
    free?.release()
    return free === undefined
  }

  /**
   * Waits until no other process has it; those who wait get it one after the other.
   *
   * @throws CancelledError, WriteError where a lock has no place
   */
  async take(signal: AbortSignal | undefined, onWait: () => void = () => undefined): Promise<void> {
    let place: ExclusiveLock | undefined
    try {
      while (!this.#held) {
        place ??= tryLock(this.#next)
        if (place) this.#held = tryLock(this.#gpu) ?? null
        if (this.#held) return
        onWait()
        await setTimeout(LOOK_MILLISECONDS, undefined, { signal })
      }
    } catch (error) {
      if (!signal?.aborted) throw error
      throw new CancelledError('It was cancelled while it waited for the GPU.')
    } finally {
      place?.release()
    }
  }

  release(): void {
    this.#held?.release()
    this.#held = null
  }
}
