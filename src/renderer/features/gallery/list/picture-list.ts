import type { Failure } from '../../../../shared/contract.ts'
import type { GalleryFilter, GalleryRow, GallerySort } from '../../../../shared/gallery.ts'
import type { Api } from '../../../api.ts'
import { KEPT_PAGES, PAGE_ROWS, pageOf, planPages, type Span } from './page-plan.ts'

export interface ListQuestion {
  readonly filter: GalleryFilter
  readonly sort: GallerySort
}

/** What holds the view in its place: a picture, and how far the view begins below the upper edge of its row, in pixels. */
export interface Place {
  readonly index: number
  /** Null: in the middle of the view. */
  readonly offset: number | null
}

/** A new object at every change. */
export interface ListState {
  /** Null until the first rows are there. */
  readonly total: number | null
  readonly failure: Failure | null
  /** Counts how often the rows moved under the view: it goes back to the list's `place` then. */
  readonly moves: number
}

export type ListCalls = Pick<Api['gallery'], 'page' | 'position' | 'ids'>

/** A view before its size is known. */
const FIRST_VIEW = 60

/**
 * The pictures of a filter in an order, of which only the pages around the view are held. What the view has left behind is not
 * asked for any more. An external store for `useSyncExternalStore`.
 */
export class PictureList {
  readonly question: ListQuestion
  #place: Place
  readonly #calls: ListCalls
  readonly #explain: (error: unknown) => Failure
  readonly #listeners = new Set<() => void>()
  /** By number, least recently used first. */
  #pages = new Map<number, readonly GalleryRow[]>()
  readonly #asked = new Map<number, AbortController>()
  #state: ListState = { total: null, failure: null, moves: 0 }
  #view: Span = { from: 0, to: FIRST_VIEW }
  #refreshing: AbortController | null = null
  #isHeld = false
  #isOutdated = false

  constructor(calls: ListCalls, explain: (error: unknown) => Failure, question: ListQuestion, place?: Place) {
    this.#calls = calls
    this.#explain = explain
    this.question = question
    this.#place = place ?? { index: 0, offset: 0 }
    this.#view = { from: this.#place.index, to: this.#place.index + FIRST_VIEW }
  }

  readonly state = (): ListState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Where the view is, or is to go. */
  get place(): Place {
    return this.#place
  }

  /** The view moved; nothing is drawn anew for it. */
  keepPlace(place: Place): void {
    this.#place = place
  }

  /** Undefined while its page is not there. */
  at(index: number): GalleryRow | undefined {
    return this.#pages.get(pageOf(index))?.[index % PAGE_ROWS]
  }

  /** Asks for what a view lacks; `ahead` is where it moves, null while it races. */
  show(view: Span, ahead: 'down' | 'up' | null): void {
    this.#view = view
    if (this.#state.total === null) return
    const wanted = planPages(view, this.#state.total, ahead)
    for (const [page, asked] of this.#asked) if (!wanted.includes(page)) asked.abort()
    for (const page of wanted.toReversed()) this.#use(page)
    for (const page of wanted) if (!this.#pages.has(page) && !this.#asked.has(page)) void this.#ask(page)
  }

  /** The ids at these places, without asking where their rows are here. @throws what the call throws */
  async ids({ from, to }: Span, signal?: AbortSignal): Promise<readonly number[]> {
    return this.idsHere({ from, to }) ?? this.#calls.ids({ ...this.question, from, to }, { ...(signal && { signal }) })
  }

  /** Null where a row is not here. */
  idsHere({ from, to }: Span): readonly number[] | null {
    const ids: number[] = []
    for (let index = from; index < to; index++) {
      const row = this.at(index)
      if (!row) return null
      ids.push(row.id)
    }
    return ids
  }

  /**
   * Asks for the rows in view anew, as at the beginning and after a change of the catalog, and moves the place with its picture:
   * what is in view stays there, whatever came before it or went.
   *
   * @param image that holds the place; the one that is there unless told
   */
  async refresh(image: number | undefined = this.at(this.#place.index)?.id): Promise<void> {
    this.#refreshing?.abort()
    const refreshing = new AbortController()
    this.#refreshing = refreshing
    const { signal } = refreshing
    const before = this.#place
    try {
      // mostly nothing moved: the pages are asked for before it is known
      const unmoved = this.#fetchPages(this.#view, signal)
      unmoved.catch(() => undefined)
      const found = image === undefined ? null : await this.#calls.position({ ...this.question, image }, { signal })
      const shift = (found ?? before.index) - before.index
      const view = { from: Math.max(0, this.#view.from + shift), to: Math.max(1, this.#view.to + shift) }
      const pages = await (shift === 0 ? unmoved : this.#fetchPages(view, signal))
      if (signal.aborted) return
      this.#replace(pages, shift)
    } catch (error) {
      if (!signal.aborted) this.#change({ failure: this.#explain(error) })
    }
  }

  /** The catalog changed: asks anew, as soon as nobody scrolls. */
  follow(): void {
    this.#isOutdated = this.#isHeld
    if (!this.#isHeld) void this.refresh()
  }

  /** While a person scrolls nothing moves under them. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld
    if (!isHeld && this.#isOutdated) this.follow()
  }

  /** The place of a picture; null where the list does not have it. @throws what the call throws */
  async position(image: number, signal: AbortSignal): Promise<number | null> {
    return this.#calls.position({ ...this.question, image }, { signal })
  }

  /** Gives up what is under way. */
  close(): void {
    this.#refreshing?.abort()
    for (const asked of this.#asked.values()) asked.abort()
  }

  async #fetchPages(view: Span, signal: AbortSignal): Promise<FetchedPages> {
    const first = await this.#fetchPage(pageOf(view.from), signal)
    const last = pageOf(Math.max(0, first.total - 1))
    const numbers = planPages(view, Math.max(1, first.total), null)
    const wanted = numbers.length > 0 ? numbers : [last]
    const pages = await Promise.all(
      wanted.map(async (page) => (page === first.page ? first : await this.#fetchPage(page, signal))),
    )
    return { pages, total: first.total }
  }

  async #fetchPage(page: number, signal: AbortSignal) {
    const from = { offset: page * PAGE_ROWS }
    const { rows, total } = await this.#calls.page({ ...this.question, from, limit: PAGE_ROWS }, { signal })
    return { page, rows, total }
  }

  #replace({ pages, total }: FetchedPages, shift: number): void {
    for (const asked of this.#asked.values()) asked.abort()
    this.#pages = new Map(pages.map(({ page, rows }) => [page, rows]))
    // the view may have moved meanwhile: what is added is the shift
    const index = Math.max(0, Math.min(total - 1, this.#place.index + shift))
    this.#place = { ...this.#place, index }
    this.#change({ total, failure: null, moves: this.#state.moves + 1 })
  }

  async #ask(page: number): Promise<void> {
    const asking = new AbortController()
    this.#asked.set(page, asking)
    try {
      const { rows, total } = await this.#fetchPage(page, asking.signal)
      if (asking.signal.aborted) return
      this.#asked.delete(page)
      this.#pages.set(page, rows)
      this.#forgetOldest()
      this.#change({ total, failure: null })
    } catch (error) {
      if (!asking.signal.aborted) this.#change({ failure: this.#explain(error) })
    } finally {
      if (this.#asked.get(page) === asking) this.#asked.delete(page)
    }
  }

  #use(page: number): void {
    const rows = this.#pages.get(page)
    if (!rows) return
    this.#pages.delete(page)
    this.#pages.set(page, rows)
  }

  #forgetOldest(): void {
    for (const page of this.#pages.keys()) {
      if (this.#pages.size <= KEPT_PAGES) return
      this.#pages.delete(page)
    }
  }

  #change(part: Partial<ListState>): void {
    this.#state = { ...this.#state, ...part }
    for (const listener of this.#listeners) listener()
  }
}

interface FetchedPages {
  readonly pages: readonly { readonly page: number; readonly rows: readonly GalleryRow[] }[]
  readonly total: number
}
