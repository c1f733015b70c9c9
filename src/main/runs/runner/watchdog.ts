/** Aborts where it was not calmed for a time; by a clock that nobody can set back. */
export class Watchdog {
  readonly #controller = new AbortController()
  readonly #timer: NodeJS.Timeout

  constructor(milliseconds: number) {
    this.#timer = setTimeout(() => this.#controller.abort(), milliseconds)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  calm(): void {
    this.#timer.refresh()
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
