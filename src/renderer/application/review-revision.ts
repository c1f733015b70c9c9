import { useEffect, useState } from 'react'
import { api, watch } from '../api.ts'

/** A number that grows whenever results or verdicts changed, by this window or another one. */
export function useReviewRevision(): number {
  const [revision, setRevision] = useState(0)
  useEffect(
    () =>
      watch(
        (signal) => api.review.watch(undefined, { signal }),
        () => setRevision((before) => before + 1),
      ),
    [],
  )
  return revision
}
