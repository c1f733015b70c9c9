import AddIcon from '@mui/icons-material/AddRounded'
import Button from '@mui/material/Button'
import { useRef, type ChangeEvent } from 'react'
import type { RunsState } from '../../../shared/runs.ts'
import { api } from '../../api.ts'
import { useAction } from '../../application/action.ts'
import { ScreenHeader } from '../../shell/frame/screen-header.tsx'
import { useKeys } from '../../shell/keys/keys.tsx'
import { useNavigation } from '../../shell/navigation/navigation.tsx'
import { ErrorBanner } from '../../ui/feedback/error-banner.tsx'
import { Spacer } from '../../ui/layout/bars.tsx'
import { RunList } from './list/run-list.tsx'
import { NoRuns } from './no-runs.tsx'
import { PlanPane } from './plan/plan-pane.tsx'
import { runsInWords } from './run-words.ts'
import { RunView } from './run/run-view.tsx'
import styles from './runs-screen.module.css'
import { useRuns } from './use-runs.ts'

/** Left the plan, or the runs that there are; right the run that is looked at. */
export function RunsScreen() {
  const state = useRuns()
  const action = useAction()
  const { place, go } = useNavigation()
  const isPlanning = place.path[0] === 'plan'
  const shown = state && shownRun(state, Number(place.query['run']))
  const look = (run: number) => go({ screen: 'runs', query: { run: String(run) } }, { replace: !isPlanning })
  const plan = () => go({ screen: 'runs', path: ['plan'], query: shown ? { run: String(shown.id) } : {} })
  const leavePlan = () => go({ screen: 'runs', query: shown ? { run: String(shown.id) } : {} })
  useKeys('Runs', [
    { keys: 'p', words: 'Plan a run', onPress: plan },
    ...(isPlanning ? [{ keys: 'Escape', words: 'Back to the runs', onPress: leavePlan }] : []),
  ])
  const openPlan = (text: string) =>
    action.run(async () => {
      const { run } = await api.runs.addFile({ plan: text, start: 'queued' })
      look(run)
    }, 'The run of that plan is in the queue.')

  const runs = state?.runs ?? []
  return (
    <>
      <ScreenHeader
        title="Runs"
        primary={isPlanning ? undefined : { label: 'Plan a run', Icon: AddIcon, onClick: plan, keys: 'p' }}
      >
        <span className={styles.sum}>{runsInWords(runs)}</span>
        <Spacer />
        <PlanFileButton onText={(text) => void openPlan(text)} />
      </ScreenHeader>
      {action.failure && (
        <div className={styles.notes}>
          <ErrorBanner what={action.failure.message} onDismiss={action.dismiss} />
        </div>
      )}
      {state && (
        <div className={styles.columns}>
          {isPlanning && (
            <PlanPane
              runs={runs}
              extended={runs.find(({ id }) => id === Number(place.query['extend'])) ?? null}
              onLeave={leavePlan}
              onPlanned={look}
            />
          )}
          {!isPlanning && runs.length > 0 && <RunList {...{ state }} shown={shown?.id ?? null} onShow={look} />}
          {shown ? (
            <RunView key={shown.id} run={shown} state={state} />
          ) : (
            <NoRuns isPlanning={isPlanning} onPlan={plan} />
          )}
        </div>
      )}
    </>
  )
}

/** The one that is named, else the one that is worked on, else the newest. */
export function shownRun({ runs, current }: Pick<RunsState, 'runs' | 'current'>, named: number) {
  const byId = (id: number | undefined) => runs.find((run) => run.id === id)
  return byId(named) ?? byId(current?.run) ?? runs.find(({ state }) => state === 'running') ?? runs.at(-1) ?? null
}

function PlanFileButton({ onText }: { onText: (text: string) => void }) {
  const input = useRef<HTMLInputElement>(null)
  const read = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? []
    target.value = ''
    if (file) void file.text().then(onText)
  }
  return (
    <>
      <input ref={input} type="file" accept=".json,application/json" hidden onChange={read} aria-label="Plan file" />
      <Button onClick={() => input.current?.click()} title="Add the run of a plan that was saved as JSON">
        Open a plan…
      </Button>
    </>
  )
}
