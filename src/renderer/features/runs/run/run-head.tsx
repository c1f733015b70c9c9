import PauseIcon from '@mui/icons-material/PauseRounded'
import PlayIcon from '@mui/icons-material/PlayArrowRounded'
import Button from '@mui/material/Button'
import { pickConditions } from '../../../../shared/conditions.ts'
import type { CurrentWork, RunsState, RunSummary } from '../../../../shared/runs.ts'
import { ConditionLabel } from '../../../ui/conditions/condition-icon.tsx'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { count, timeLeft } from '../../../ui/format/numbers.ts'
import { clock, isOpen, runState, workFacts } from '../run-words.ts'
import { CurrentPicture } from './current-picture.tsx'
import styles from './run-head.module.css'
import { RunMenu } from './run-menu.tsx'
import type { RunActions } from './use-run-actions.ts'

interface RunHeadProps {
  readonly run: RunSummary
  readonly state: RunsState
  readonly current: CurrentWork | null
  readonly actions: RunActions
  readonly onFailures: () => void
}

/** How far a run is: picture, counts, a bar for each condition, speed, and what can be done with it. */
export function RunHead({ run, state, current, actions, onFailures }: RunHeadProps) {
  const { kind, words } = runState(run, state.engine)
  return (
    <header className={styles.head}>
      <CurrentPicture run={run} current={current} />
      <div className={styles.facts}>
        <div className={styles.line}>
          <h2 className={styles.name} title={run.name}>
            {run.name}
          </h2>
          <StateLabel state={kind}>{words}</StateLabel>
          <span className={styles.spacer} />
          <MainButton run={run} actions={actions} />
          <RunMenu run={run} runs={state.runs} actions={actions} />
        </div>
        <div className={styles.line}>
          <span>
            <span className={styles.figure}>{count(run.counts.done)}</span>{' '}
            <span className={styles.second}>of {count(run.transfers)} done</span>
          </span>
          <span className={styles.spacer} />
          <TimeLeft run={run} />
        </div>
        <ConditionBars run={run} />
        <p className={styles.work}>
          {workFacts(run).map(({ value, words }) => (
            <span key={words}>
              <b>{value}</b> <span className={styles.second}>{words}</span>
            </span>
          ))}
          {run.counts.failed > 0 && (
            <button type="button" className={styles.failed} onClick={onFailures}>
              {count(run.counts.failed)} failed
            </button>
          )}
        </p>
      </div>
    </header>
  )
}

/** What a banner offers already is not offered beside it. */
function MainButton({ run, actions }: { run: RunSummary; actions: RunActions }) {
  if (run.state === 'paused' && (run.reason || run.interrupted)) return null
  if (run.state === 'paused')
    return (
      <Button variant="outlined" startIcon={<PlayIcon />} onClick={actions.resume}>
        Resume
      </Button>
    )
  if (!isOpen(run)) return null
  return (
    <Button
      variant="outlined"
      startIcon={<PauseIcon />}
      title="Finishes the pictures in hand, then frees the device"
      onClick={() => actions.pause(false)}
    >
      Pause
    </Button>
  )
}

function TimeLeft({ run: { state, secondsLeft, endedUtc, startedUtc } }: { run: RunSummary }) {
  const now = new Date()
  if (endedUtc !== null && (state === 'done' || state === 'stopped'))
    return <span className={styles.second}>ended {clock(new Date(endedUtc), now)}</span>
  if (state === 'running' && secondsLeft !== null)
    return (
      <span>
        <b>{timeLeft(secondsLeft)}</b>{' '}
        <span className={styles.second}>
          {secondsLeft >= 60 && `ends ${clock(new Date(now.getTime() + secondsLeft * 1000), now)}`}
        </span>
      </span>
    )
  if (startedUtc !== null) return <span className={styles.second}>since {clock(new Date(startedUtc), now)}</span>
  return null
}

/** The numbers stand beside the bars, so a screen reader passes over them. */
function ConditionBars({ run: { perCondition } }: { run: RunSummary }) {
  return (
    <ul className={styles.bars} aria-label="Done by condition">
      {pickConditions
        .filter((condition) => perCondition[condition].total > 0)
        .map((condition) => {
          const { done, total } = perCondition[condition]
          return (
            <li key={condition} className={styles.condition}>
              <ConditionLabel condition={condition} />
              <span className={styles.bar} aria-hidden>
                <span className={styles.done} style={{ width: `${(100 * done) / total}%` }} />
              </span>
              <span className={styles.count}>
                {count(done)} of {count(total)}
              </span>
            </li>
          )
        })}
    </ul>
  )
}
