const progressMilliseconds = 10_000

/**
 * Decides what a screen reader is told and when. Results are told at once; progress of all tasks together at most every ten
 * seconds, each task by its latest sentence.
 */
export class Announcer {
  readonly #tell: (text: string) => void
  readonly #progress = new Map<string, string>()
  #toldAt = -Infinity
  #timeout: ReturnType<typeof setTimeout> | undefined

  constructor(tell: (text: string) => void) {
    this.#tell = tell
  }

  /** What came of something the person did, or that a task ended. */
  result(text: string): void {
    this.#tell(text)
  }

  /** How far a task is; the first time within ten seconds is told at once. */
  progress(task: string, text: string): void {
    this.#progress.set(task, text)
    if (this.#timeout !== undefined) return
    const wait = this.#toldAt + progressMilliseconds - Date.now()
    if (wait <= 0) this.#tellProgress()
    else this.#timeout = setTimeout(() => this.#tellProgress(), wait)
  }

  /** What is not told yet of a task that is over is not told any more. */
  end(task: string): void {
    this.#progress.delete(task)
  }

  #tellProgress(): void {
    this.#timeout = undefined
    if (this.#progress.size === 0) return
    this.#toldAt = Date.now()
    const text = [...this.#progress.values()].join(' ')
    this.#progress.clear()
    this.#tell(text)
  }
}
