/** The time that the rest of equal steps takes, from those that are done. */
export class TimeLeft {
  readonly #now: () => number
  #since: number | null = null

  /** @param now milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Seconds; null before the first step is done. */
  after(step: number, steps: number): number | null {
    if (step === 0) this.#since = this.#now()
    if (step === 0 || this.#since === null) return null
    return ((this.#now() - this.#since) / 1000 / step) * (steps - step)
  }
}
