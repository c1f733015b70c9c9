/** Decisions that are longer ago say nothing about the pace of now. */
const REMEMBERED_MILLISECONDS = 5 * 60_000
const FEWEST = 5

/** How fast a person judges. */
export class Pace {
  #decisions: { readonly at: number; readonly count: number }[] = []

  /** @returns results a minute over the last five; null after fewer than five decisions */
  judged(count: number, now = performance.now()): number | null {
    this.#decisions.push({ at: now, count })
    this.#decisions = this.#decisions.filter(({ at }) => now - at < REMEMBERED_MILLISECONDS)
    const [first] = this.#decisions
    if (!first || this.#decisions.length < FEWEST) return null
    const judged = this.#decisions.reduce((sum, decision) => sum + decision.count, 0) - first.count
    const minutes = (now - first.at) / 60_000
    return minutes > 0 ? judged / minutes : null
  }
}
