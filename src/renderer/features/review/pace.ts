/** Decisions that are longer ago say nothing about the pace of now. */
const REMEMBERED_MILLISECONDS = 5 * 60_000
const FEWEST = 5

/** How fast a person judges. */
export class Pace {
  #decisions: number[] = []

  /** Of one result that was looked at. @returns results a minute over the last five; null after fewer than five decisions */
  judged(now = performance.now()): number | null {
    this.#decisions = [...this.#decisions, now].filter((at) => now - at < REMEMBERED_MILLISECONDS)
    const [first] = this.#decisions
    if (first === undefined || this.#decisions.length < FEWEST) return null
    const minutes = (now - first) / 60_000
    return minutes > 0 ? (this.#decisions.length - 1) / minutes : null
  }
}
