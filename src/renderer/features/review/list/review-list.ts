import type { Failure } from '../../../../shared/contract.ts'
import type { ReviewRow, Verdict } from '../../../../shared/review.ts'
import type { Api } from '../../../api.ts'
import { KEPT_PAGES, PAGE_ROWS, pageOf, planPages, type Span } from '../../gallery/list/page-plan.ts'
import { isSettled, passes, type ReviewQuestion } from './question.ts'

/** What a person says of a result; what is left out stays. */
export interface Judgement {
  readonly verdict?: Verdict
  readonly tags?: readonly string[]
  readonly note?: string
}

/** A new object at every change. */
export interface ReviewListState {
  /** Null until the first rows are there. */
  readonly total: number | null
  readonly failure: Failure | null
  /** Results came or went since the list was asked for: it stays as it is until the person wants it anew. */
  readonly isOutdated: boolean
}

export type ReviewCalls = Pick<Api['review'], 'page' | 'ids'>

const FIRST_VIEW = 60

/**
 * The results of a filter in an order, of which only the pages around the view are held. A result that is judged stays in its place,
 * whether or not it still passes the filter, so that nothing moves under the person who judges. An external store for
 * `useSyncExternalStore`.
 */
export class ReviewList {
  readonly question: ReviewQuestion
  #place: { readonly index: number }
  readonly #calls: ReviewCalls
  readonly #explain: (error: unknown) => Failure
  readonly #listeners = new Set<() => void>()
  /** By number, least recently used first. */
  #pages = new Map<number, readonly ReviewRow[]>()
  readonly #asked = new Map<number, AbortController>()
  /** Places whose result does not pass the filter any more: the application's list is without them. */
  readonly #departed = new Set<number>()
  #state: ReviewListState = { total: null, failure: null, isOutdated: false }
  #view: Span
  #changes = 0
  /** Settled once all that was judged is stored: before, the application's list has other places. */
  #storing: Promise<unknown> = Promise.resolve()
  #refreshing: AbortController | null = null

  constructor(calls: ReviewCalls, explain: (error: unknown) => Failure, question: ReviewQuestion, index = 0) {
    this.#calls = calls
    this.#explain = explain
    this.question = question
    this.#place = { index }
    this.#view = { from: index, to: index + FIRST_VIEW }
  }

  readonly state = (): ReviewListState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Where the person is. */
  get place(): { readonly index: number } {
    return this.#place
  }

  keepPlace(index: number): void {
    this.#place = { index }
  }

  /** Undefined while its page is not there. */
  at(index: number): ReviewRow | undefined {
    return this.#pages.get(pageOf(index))?.[index % PAGE_ROWS]
  }

  /** The place of a result among those that are here; null where it is not. */
  placeOf(id: number): number | null {
    for (const [page, rows] of this.#pages) {
      const place = rows.findIndex((row) => row.id === id)
      if (place !== -1) return page * PAGE_ROWS + place
    }
    return null
  }

  /** Where judging goes on: the next one here without a verdict, else the next; the same at the end. */
  nextAfter(index: number): number {
    const total = this.#state.total ?? 0
    for (let next = index + 1; next < total; next++) {
      const row = this.at(next)
      if (!row) break
      if (row.verdict === 'undecided') return next
    }
    return Math.max(0, Math.min(index + 1, total - 1))
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

  /** The ids at these places, without asking where their rows are here. @throws what the call throws */
  async ids(span: Span, signal?: AbortSignal): Promise<readonly number[]> {
    const here = this.idsHere(span)
    if (here) return here
    await this.#storing
    const { from, to } = { from: this.#offsetOf(span.from), to: this.#offsetOf(span.to) }
    return this.#calls.ids({ ...this.question, from, to }, { ...(signal && { signal }) })
  }

  /** Shows a judgement while it is stored, and takes it back where that fails. */
  judge(id: number, judgement: Judgement, stored: Promise<unknown>): void {
    this.#storing = Promise.allSettled([this.#storing, stored])
    const index = this.placeOf(id)
    const before = index === null ? undefined : this.at(index)
    if (index === null || !before) return
    this.#put(index, { ...before, ...judgement })
    stored.catch(() => this.#put(index, before))
  }

  /**
   * Asks anew, and holds the place with a result: the one that is there unless told.
   */
  async refresh(row: ReviewRow | undefined = this.at(this.#place.index)): Promise<void> {
    this.#refreshing?.abort()
    const refreshing = new AbortController()
    this.#refreshing = refreshing
    const { signal } = refreshing
    await this.#storing
    try {
      const index = row ? await this.#position(row, signal) : this.#place.index
      const view = { from: Math.max(0, index - FIRST_VIEW / 2), to: index + FIRST_VIEW }
      const first = await this.#fetch(pageOf(view.from) * PAGE_ROWS, signal)
      const pages = new Map([[pageOf(view.from), first.rows]])
      for (const page of planPages(view, Math.max(1, first.total), null))
        if (!pages.has(page)) pages.set(page, (await this.#fetch(page * PAGE_ROWS, signal)).rows)
      if (signal.aborted) return
      for (const asked of this.#asked.values()) asked.abort()
      this.#departed.clear()
      this.#pages = pages
      this.#place = { index: Math.max(0, Math.min(first.total - 1, index)) }
      this.#change({ total: first.total, failure: null, isOutdated: false })
    } catch (error) {
      if (!signal.aborted) this.#change({ failure: this.#explain(error) })
    }
  }

  /**
   * Something changed, here or elsewhere. A list that grows at its end alone is asked for anew; of others it is said that they are
   * outdated.
   */
  async follow(): Promise<void> {
    const { total } = this.#state
    if (total === null) return
    await this.#storing
    const changes = this.#changes
    try {
      if (isSettled(this.question)) {
        const pages = planPages(this.#view, Math.max(1, total), null)
        const fetched = await Promise.all(pages.map((page) => this.#fetch(page * PAGE_ROWS)))
        if (changes !== this.#changes) return
        this.#pages = new Map(pages.map((page, place) => [page, fetched[place]!.rows]))
        this.#change({ total: fetched[0]?.total ?? total, failure: null })
      } else {
        const { total: now } = await this.#calls.page({ ...this.question, from: { offset: 0 }, limit: 1 })
        if (changes !== this.#changes) return
        this.#change({ isOutdated: now !== total - this.#departed.size, failure: null })
      }
    } catch (error) {
      this.#change({ failure: this.#explain(error) })
    }
  }

  /** Gives up what is under way. */
  close(): void {
    this.#refreshing?.abort()
    for (const asked of this.#asked.values()) asked.abort()
  }

  #put(index: number, row: ReviewRow): void {
    const page = pageOf(index)
    const rows = this.#pages.get(page)
    if (!rows) return
    this.#changes++
    this.#pages.set(page, rows.with(index % PAGE_ROWS, row))
    if (passes(row, this.question.filter)) this.#departed.delete(index)
    else this.#departed.add(index)
    this.#change({})
  }

  /** The place that a result has in the application's list; of one that is not in it, that of the one after it. */
  async #position(row: ReviewRow, signal: AbortSignal): Promise<number> {
    const { by } = this.question.sort
    const after = { id: row.id, value: by === 'position' ? null : row[by] }
    const { offset, total } = await this.#calls.page({ ...this.question, from: { after }, limit: 1 }, { signal })
    const isIn = passes(row, this.question.filter)
    return Math.max(0, Math.min(total - 1, isIn ? offset - 1 : offset))
  }

  #offsetOf(index: number): number {
    let offset = index
    for (const departed of this.#departed) if (departed < index) offset--
    return offset
  }

  async #fetch(offset: number, signal?: AbortSignal) {
    return this.#calls.page({ ...this.question, from: { offset }, limit: PAGE_ROWS }, { ...(signal && { signal }) })
  }

  async #ask(page: number): Promise<void> {
    const asking = new AbortController()
    this.#asked.set(page, asking)
    try {
      await this.#storing
      const changes = this.#changes
      const offset = this.#offsetOf(page * PAGE_ROWS)
      const { rows } = await this.#fetch(offset, asking.signal)
      if (asking.signal.aborted) return
      this.#asked.delete(page)
      // a verdict that was stored meanwhile may have moved the rows, or is not in them yet
      if (changes !== this.#changes) return void this.#ask(page)
      this.#pages.set(page, rows)
      this.#forgetOldest()
      this.#change({ failure: null })
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

  /** Pages whose results left the filter could not be had again. */
  #forgetOldest(): void {
    const departed = new Set([...this.#departed].map(pageOf))
    for (const page of this.#pages.keys()) {
      if (this.#pages.size <= KEPT_PAGES) return
      if (!departed.has(page)) this.#pages.delete(page)
    }
  }

  #change(part: Partial<ReviewListState>): void {
    this.#state = { ...this.#state, ...part }
    for (const listener of this.#listeners) listener()
  }
}
