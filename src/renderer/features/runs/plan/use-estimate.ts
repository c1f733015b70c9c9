import { useCallback, useMemo, useState } from 'react'
import type { Failure, TaskStep } from '../../../../shared/contract.ts'
import type { PlanRequestInput, RunEstimate } from '../../../../shared/runs.ts'
import { api, failureOf } from '../../../api.ts'
import { useAnswer } from '../../../application/answer.ts'

export interface Estimating {
  /** Of what is planned now; the one before it while it is reckoned. */
  readonly estimate: RunEstimate | null
  readonly isReckoning: boolean
  /** Why it cannot be reckoned: mostly what is wrong with the plan. */
  readonly failure: Failure | null
  /** How far a measurement of the machine is; null where none is made. */
  readonly measuring: TaskStep | null
  /** Does one transfer to know the speed. */
  readonly measure: () => Promise<void>
}

const NOTHING = 'null'

/** What a plan comes to, reckoned anew as it changes. */
export function useEstimate(request: PlanRequestInput | null): Estimating {
  const key = request ? JSON.stringify({ ...request, name: 'plan' }) : NOTHING
  const [measuring, setMeasuring] = useState<TaskStep | null>(null)
  const ask = useCallback(
    async (signal: AbortSignal) => {
      if (key === NOTHING) return { key, estimate: null }
      const plan = JSON.parse(key) as PlanRequestInput
      try {
        return { key, estimate: await api.runs.plan(plan, { signal }) }
      } catch (error) {
        return { key, failure: failureOf(error) }
      }
    },
    [key],
  )
  const { value, again } = useAnswer(ask)
  const measure = useCallback(async () => {
    setMeasuring({ what: 'Measuring', done: 0, total: 1, secondsLeft: null })
    try {
      const plan = JSON.parse(key) as PlanRequestInput
      for await (const step of await api.runs.calibrate(plan)) setMeasuring(step)
      again()
    } finally {
      setMeasuring(null)
    }
  }, [key, again])
  return useMemo(
    () => ({
      estimate: (key !== NOTHING && value && 'estimate' in value && value.estimate) || null,
      isReckoning: value?.key !== key,
      failure: (value && value.key === key && 'failure' in value && value.failure) || null,
      measuring,
      measure,
    }),
    [key, value, measuring, measure],
  )
}
