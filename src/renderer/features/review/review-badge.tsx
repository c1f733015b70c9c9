import { api } from '../../api.ts'
import { useAnswer } from '../../application/answer.ts'
import { useReviewRevision } from '../../application/review-revision.ts'
import { count } from '../../ui/format/numbers.ts'

const askOpen = async (signal: AbortSignal): Promise<number> => {
  const filter = { verdicts: ['undecided'] } as const
  const sort = { by: 'position', descending: false } as const
  const { total } = await api.review.page({ filter, sort, from: { offset: 0 }, limit: 1 }, { signal })
  return total
}

/** How many results wait for a verdict. */
export function ReviewBadge() {
  const { value } = useAnswer(askOpen, useReviewRevision())
  return value ? <span aria-label={`${count(value)} to judge`}>{value > 9999 ? '9999+' : value}</span> : null
}
