import { useEffect, useMemo } from 'react'
import type { RunSummary, TransferState } from '../../../../shared/runs.ts'
import { api, failureOf } from '../../../api.ts'
import { TransferList } from './transfer-list.ts'

/** After a change, before the list is asked for again: a run changes with each picture. */
const REST_MILLISECONDS = 300

/** The transfers of a run in one state, or all of them, as they become. */
export function useTransferList({ id, counts }: RunSummary, state: TransferState | null): TransferList {
  const list = useMemo(
    () => new TransferList(api.runs, failureOf, { run: id, states: state === null ? [] : [state] }),
    [id, state],
  )
  useEffect(() => () => list.close(), [list])
  const mark = Object.values(counts).join(' ')
  useEffect(() => {
    const timer = setTimeout(() => list.refresh(), REST_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [list, mark])
  return list
}
