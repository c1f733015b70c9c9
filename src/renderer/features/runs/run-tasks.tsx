import { useState } from 'react'
import type { AfterCrash, RunSummary } from '../../../shared/runs.ts'
import { api } from '../../api.ts'
import { useAction } from '../../application/action.ts'
import { StatusTask } from '../../shell/frame/status-bar.tsx'
import { InterruptedDialog } from './interrupted-dialog.tsx'
import { progressOf } from './run-progress.ts'
import { useRuns } from './use-runs.ts'

/** On every screen: the run that is worked on, and the question whether an interrupted one goes on. */
export function RunTasks() {
  const { runs = [] } = useRuns() ?? {}
  const { run: act } = useAction()
  const [answered, setAnswered] = useState<readonly number[]>([])
  const asked = runs.find(
    ({ id, interrupted, afterCrash }) => interrupted && afterCrash === 'ask' && !answered.includes(id),
  )
  const answer = ({ id, name }: RunSummary, goesOn: boolean, always: AfterCrash | null) => {
    setAnswered([...answered, id])
    void act(
      async () => {
        if (always) await api.runs.setAfterCrash({ run: id, afterCrash: always })
        if (goesOn) await api.runs.resume({ run: id })
      },
      goesOn ? `${name} goes on.` : `${name} stays paused.`,
    )
  }
  return (
    <>
      {runs
        .filter(({ state }) => state === 'running')
        .map((run) => (
          <StatusTask
            key={run.id}
            progress={progressOf(run)}
            onPause={() => void act(() => api.runs.pause({ run: run.id }), `${run.name} pauses.`)}
          />
        ))}
      {asked && (
        <InterruptedDialog key={asked.id} run={asked} onAnswer={(goesOn, always) => answer(asked, goesOn, always)} />
      )}
    </>
  )
}
