/** The time that the rest of equal steps takes, from those that were done since it was first asked. */
export class TimeLeft {
  readonly #now: () => number
  #first: { readonly at: number; readonly step: number } | null = null

  /** @param now milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Seconds; null before a step is done. */
  after(step: number, steps: number): number | null {
    this.#first ??= { at: this.#now(), step }
    const done = step - this.#first.step
    return done > 0 ? ((this.#now() - this.#first.at) / 1000 / done) * (steps - step) : null
  }
}
