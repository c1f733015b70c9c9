import { useEffect, useState } from 'react'
import { api, watch } from '../../../api.ts'

/** A number that grows whenever results or verdicts changed: the dry run is asked for again. */
export function useVerdictRevision(): number {
  const [revision, setRevision] = useState(0)
  useEffect(() => {
    const grow = (): void => setRevision((before) => before + 1)
    return watch((signal) => api.review.watch(undefined, { signal }), grow)
  }, [])
  return revision
}
