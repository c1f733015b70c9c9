/** Pixels a millisecond from which only boxes are drawn: more than twenty rows a second are not looked at. */
const FAST = 4
/** Where pictures are drawn again. */
const SLOW = 2
/** Pixels from one scroll to the next that are a race however slow the machine is: it must not be given more to draw then. */
const FAR = 200
/** Without a scroll for so long, it has stopped; on a machine that is slow to draw, for twice the time between two. */
const [STOP_MILLISECONDS, LONGEST_STOP] = [50, 100]
/** A timer that is as late tells that the page was busy, and scrolls may wait to be heard: they get so long. */
const [LATE, TO_BE_HEARD] = [16, 32]

/** Whether the grid races. An external store for `useSyncExternalStore`. */
export class ScrollSpeed {
  readonly #listeners = new Set<() => void>()
  #isFast = false
  #last: { readonly offset: number; readonly time: number } | null = null
  #timeout: ReturnType<typeof setTimeout> | undefined

  readonly isFast = (): boolean => this.#isFast

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** A scroll that arrived at `offset`; one alone is a jump and not a race. */
  read(offset: number, time: number): void {
    const last = this.#last
    const milliseconds = last ? time - last.time : 0
    this.#last = { offset, time }
    clearTimeout(this.#timeout)
    this.#stopAfter(Math.min(LONGEST_STOP, Math.max(STOP_MILLISECONDS, 2 * milliseconds)))
    if (!last || milliseconds === 0) return
    const distance = Math.abs(offset - last.offset)
    this.#change(distance > FAR || distance / milliseconds > (this.#isFast ? SLOW : FAST))
  }

  #stopAfter(wait: number): void {
    const due = performance.now() + wait
    this.#timeout = setTimeout(() => {
      if (performance.now() - due > LATE) this.#stopAfter(TO_BE_HEARD)
      else this.#stop()
    }, wait)
  }

  #stop(): void {
    this.#last = null
    this.#change(false)
  }

  #change(isFast: boolean): void {
    if (this.#isFast === isFast) return
    this.#isFast = isFast
    for (const listener of this.#listeners) listener()
  }
}
