import type { Failure } from '../../../../shared/contract.ts'
import type { RememberedPlace } from '../settings/gallery-settings.ts'
import { PictureList, type ListCalls, type ListQuestion } from './picture-list.ts'

/**
 * The list that is shown. The one before stays until the first rows of the next are there; a question that was superseded is given up.
 * An external store for `useSyncExternalStore`.
 */
export class ShownList {
  readonly #calls: ListCalls
  readonly #explain: (error: unknown) => Failure
  readonly #listeners = new Set<() => void>()
  #shown: PictureList | null = null
  #next: PictureList | null = null

  constructor(calls: ListCalls, explain: (error: unknown) => Failure) {
    this.#calls = calls
    this.#explain = explain
  }

  /** Null before the first rows are there. */
  readonly current = (): PictureList | null => this.#shown

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Shows the list of a question as soon as its rows are there: at a remembered place, or from its beginning. */
  async ask(question: ListQuestion, place: RememberedPlace | null): Promise<void> {
    this.#next?.close()
    const next = new PictureList(this.#calls, this.#explain, question, place ?? undefined)
    this.#next = next
    await next.refresh(place?.image)
    if (this.#next !== next) return
    this.#next = null
    this.#shown?.close()
    this.#shown = next
    for (const listener of this.#listeners) listener()
  }

  close(): void {
    this.#next?.close()
    this.#shown?.close()
  }
}
