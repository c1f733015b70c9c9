import type { IndexingProgress } from '../../../shared/sources.ts'

/** How far a source is, and which of its files was looked at last, relative to it. */
export interface SourceProgress extends IndexingProgress {
  readonly path: string | null
}

/** Long enough for a batch and a slow picture, short enough to notice that someone works. */
const WINDOW_MILLISECONDS = 30_000
/** Less than this says nothing about the rest. */
const FEWEST_MILLISECONDS = 500

/** How fast something gets on, over the last half minute. */
export class RateMeter {
  #samples: { readonly milliseconds: number; readonly done: number }[] = []

  /** Tells how many are done now; asked for and told a few times a second. */
  tell(done: number, milliseconds = performance.now()): void {
    this.#samples.push({ milliseconds, done })
    while (this.#samples.length > 2 && this.#samples[1]!.milliseconds <= milliseconds - WINDOW_MILLISECONDS)
      this.#samples.shift()
  }

  /** Per second; null before it says something. */
  get rate(): number | null {
    const first = this.#samples[0]
    const last = this.#samples.at(-1)
    if (!first || !last || last.milliseconds - first.milliseconds < FEWEST_MILLISECONDS) return null
    return ((last.done - first.done) * 1000) / (last.milliseconds - first.milliseconds)
  }
}

/** Null where nothing is known of how fast it goes, or it stands still. */
export const secondsLeft = (left: number, rate: number | null): number | null =>
  rate === null || rate <= 0 ? null : left / rate
