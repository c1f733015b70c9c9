import { useEffect, useState } from 'react'
import type { RunsState } from '../../../shared/runs.ts'
import { api, watch } from '../../api.ts'

/** The queue as it is now, whoever works on it; undefined before the first word. */
export function useRuns(): RunsState | undefined {
  const [state, setState] = useState<RunsState>()
  useEffect(() => watch((signal) => api.runs.watch(undefined, { signal }), setState), [])
  return state
}
