/** A value that others watch: each of them gets the newest one whenever it is ready for it. */
export class Watched<Value> {
  #value: Value
  #wakers = new Set<() => void>()

  constructor(value: Value) {
    this.#value = value
  }

  get value(): Value {
    return this.#value
  }

  /** Those that wait for another value just now. */
  get watchers(): number {
    return this.#wakers.size
  }

  set(value: Value): void {
    this.#value = value
    const wakers = this.#wakers
    this.#wakers = new Set()
    for (const wake of wakers) wake()
  }

  /** Begins with the present value and goes on until the signal says so. */
  async *watch(signal: AbortSignal): AsyncGenerator<Value, void> {
    while (!signal.aborted) {
      const shown = this.#value
      yield shown
      if (Object.is(shown, this.#value)) await this.#change(signal)
    }
  }

  async #change(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const wake = (): void => resolve()
    if (signal.aborted) return
    this.#wakers.add(wake)
    signal.addEventListener('abort', wake)
    await promise
    this.#wakers.delete(wake)
    signal.removeEventListener('abort', wake)
  }
}
