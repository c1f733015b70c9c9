import { useCallback, useEffect, useState } from 'react'
import type { Failure } from '../../../../shared/contract.ts'
import type { ExportOptions, ExportPlan } from '../../../../shared/exports.ts'
import { api } from '../../../api.ts'
import { useAnswer } from '../../../application/answer.ts'

/** While a slider moves or a number is typed, nothing is asked. */
const SETTLE_MILLISECONDS = 250

export interface DryRun {
  /** The last one; undefined before the first. */
  readonly plan: ExportPlan | undefined
  /** Whether it is that of the options as they are now. While a run goes on, results come faster than they can be counted: those do not make it old. */
  readonly isCurrent: boolean
  readonly failure: Failure | undefined
  readonly again: () => void
}

/** What an export by these options would write, asked for again whenever they, the results or the verdicts change. */
export function useDryRun(options: ExportOptions, revision: number): DryRun {
  const settled = useSettled(options)
  const ask = useCallback(
    async (signal: AbortSignal) => ({ of: settled, plan: await api.exports.plan(settled, { signal }) }),
    [settled],
  )
  const { value, failure, again } = useAnswer(ask, revision)
  return { plan: value?.plan, isCurrent: value?.of === options && failure === undefined, failure, again }
}

/** The value, once it has stayed the same for a moment. */
function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLE_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
