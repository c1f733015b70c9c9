import type { Failure } from '../../../../shared/contract.ts'
import type { TransferRow, TransferState } from '../../../../shared/runs.ts'
import type { Api } from '../../../api.ts'

/** Rows of a page: enough for every window. */
export const PAGE_ROWS = 100
/** Pages that are kept, those in view among them. */
const KEPT_PAGES = 20

type Calls = Pick<Api['runs'], 'transfers'>

export interface TransferQuestion {
  readonly run: number
  /** All where it is empty. */
  readonly states: readonly TransferState[]
}

/** A new object at every change. */
export interface TransferListState {
  /** Null until the first rows are there. */
  readonly total: number | null
  readonly failure: Failure | null
}

interface Span {
  readonly from: number
  readonly to: number
}

const pageOf = (index: number): number => Math.floor(index / PAGE_ROWS)

/**
 * The transfers of a run in their order, of which only the pages around the view are held: a run may have 100,000. An external store for
 * `useSyncExternalStore`.
 */
export class TransferList {
  readonly question: TransferQuestion
  readonly #calls: Calls
  readonly #explain: (error: unknown) => Failure
  readonly #listeners = new Set<() => void>()
  readonly #asked = new Map<number, AbortController>()
  /** By number, least recently used first. */
  #pages = new Map<number, { readonly rows: readonly TransferRow[]; readonly mark: number }>()
  #state: TransferListState = { total: null, failure: null }
  #view: Span = { from: 0, to: PAGE_ROWS }
  #mark = 0

  constructor(calls: Calls, explain: (error: unknown) => Failure, question: TransferQuestion) {
    this.#calls = calls
    this.#explain = explain
    this.question = question
  }

  readonly state = (): TransferListState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Undefined while its page is not there. */
  at(index: number): TransferRow | undefined {
    return this.#pages.get(pageOf(index))?.rows[index % PAGE_ROWS]
  }

  /** Asks for what a view lacks; what it left behind is not asked for any more. */
  show(view: Span): void {
    this.#view = view
    const wanted = this.#pagesInView()
    for (const [page, asking] of this.#asked) {
      if (wanted.includes(page)) continue
      asking.abort()
      this.#asked.delete(page)
    }
    for (const page of wanted) this.#want(page)
  }

  /** Something became of the transfers: what is in view is asked for again, and stays until the answer is there. */
  refresh(): void {
    this.#mark++
    for (const page of this.#pagesInView()) this.#want(page)
  }

  close(): void {
    for (const asking of this.#asked.values()) asking.abort()
  }

  #pagesInView(): readonly number[] {
    const first = pageOf(Math.max(0, this.#view.from))
    const last = pageOf(Math.max(0, this.#view.to - 1))
    return Array.from({ length: last - first + 1 }, (_, page) => first + page)
  }

  #want(page: number): void {
    const known = this.#pages.get(page)
    if (known) {
      this.#pages.delete(page)
      this.#pages.set(page, known)
    }
    if (known?.mark !== this.#mark && !this.#asked.has(page)) void this.#ask(page)
  }

  async #ask(page: number): Promise<void> {
    const asking = new AbortController()
    const mark = this.#mark
    this.#asked.set(page, asking)
    try {
      const request = { ...this.question, from: { offset: page * PAGE_ROWS }, limit: PAGE_ROWS }
      const { rows, total } = await this.#calls.transfers(request, { signal: asking.signal })
      if (asking.signal.aborted) return
      this.#pages.delete(page)
      this.#pages.set(page, { rows, mark })
      this.#forgetOldest()
      this.#change({ total, failure: null })
    } catch (error) {
      if (!asking.signal.aborted) this.#change({ ...this.#state, failure: this.#explain(error) })
    } finally {
      if (this.#asked.get(page) === asking) this.#asked.delete(page)
    }
    // changed meanwhile, and still looked at
    if (mark !== this.#mark && !asking.signal.aborted && this.#pagesInView().includes(page)) this.#want(page)
  }

  #forgetOldest(): void {
    for (const page of this.#pages.keys()) {
      if (this.#pages.size <= KEPT_PAGES) return
      this.#pages.delete(page)
    }
  }

  #change(state: TransferListState): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}
