import type { ReviewFilter, ReviewRow, ReviewSort } from '../../../../shared/review.ts'

export interface ReviewQuestion {
  readonly filter: ReviewFilter
  readonly sort: ReviewSort
}

const isSet = (list: readonly unknown[] | undefined): boolean => list !== undefined && list.length > 0

/** Whether a result that passed a filter still does, after it was judged: of all filters, judging changes these alone. */
export function passes({ verdict, tags }: Pick<ReviewRow, 'verdict' | 'tags'>, filter: ReviewFilter): boolean {
  if (isSet(filter.verdicts) && !filter.verdicts!.includes(verdict)) return false
  return !isSet(filter.tags) || tags.some((tag) => filter.tags!.includes(tag))
}

/** Whether places of a list stay: what is added comes at its end, and judging takes nothing out. */
export const isSettled = ({ filter, sort }: ReviewQuestion): boolean =>
  sort.by === 'position' &&
  !sort.descending &&
  ![filter.verdicts, filter.tags, filter.outliers].some(isSet) &&
  !filter.failed

/** What the verdicts of a filter are counted in: the same results, whatever was said of them. */
export const scopeOf = ({ runs, conditions, references, contents }: ReviewFilter): ReviewFilter => ({
  ...(isSet(runs) && { runs }),
  ...(isSet(conditions) && { conditions }),
  ...(isSet(references) && { references }),
  ...(isSet(contents) && { contents }),
})
