/** Places in a list: from the first, to the one after the last. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** Rows of a page: enough for every window, few enough to be there at once. */
export const PAGE_ROWS = 120

/** Pages that are kept. */
export const KEPT_PAGES = 24

export const pageOf = (index: number): number => Math.floor(index / PAGE_ROWS)

/**
 * The pages that a view needs, most urgent first: those in view, then one in the direction of `ahead`, then one behind.
 *
 * @param ahead where the view moves; null where nothing beyond the view is worth asking for, as while it races
 */
export function planPages({ from, to }: Span, total: number, ahead: 'down' | 'up' | null): readonly number[] {
  const last = pageOf(total - 1)
  const [first, final] = [pageOf(Math.max(0, from)), pageOf(Math.max(0, to - 1))]
  const inView = Array.from({ length: final - first + 1 }, (_, page) => first + page)
  const beyond = ahead === 'down' ? [final + 1, first - 1] : [first - 1, final + 1]
  return [...inView, ...(ahead ? beyond : [])].filter((page) => page >= 0 && page <= last)
}
