import type { KeyboardEvent } from 'react'
import type { RunsState, RunSummary } from '../../../../shared/runs.ts'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { timeLeft } from '../../../ui/format/numbers.ts'
import { Pane } from '../../../ui/layout/pane.tsx'
import { doneInWords, isOpen, runState } from '../run-words.ts'
import styles from './run-list.module.css'

const PANE_WIDTH = 296

interface RunListProps {
  readonly state: RunsState
  readonly shown: number | null
  readonly onShow: (run: number) => void
}

/** The queue in its order, and below it what is over, the newest first. */
export function RunList({ state: { runs, engine }, shown, onShow }: RunListProps) {
  const open = runs.filter(isOpen)
  const over = runs.filter((run) => !isOpen(run)).toReversed()
  const ordered = [...open, ...over]
  const walk = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = ordered[ordered.findIndex(({ id }) => id === shown) + step]
    if (!next) return
    onShow(next.id)
    event.currentTarget.querySelector<HTMLElement>(`[data-run="${next.id}"]`)?.focus()
  }
  const rows = (some: readonly RunSummary[]) =>
    some.map((run) => <RunRow key={run.id} {...{ run, engine, onShow }} isShown={run.id === shown} />)
  return (
    <Pane name="All runs" side="left" width={PANE_WIDTH}>
      <div onKeyDown={walk}>
        {open.length > 0 && <h2 className={styles.heading}>Queue</h2>}
        {open.length > 0 && <ul aria-label="Queue">{rows(open)}</ul>}
        {over.length > 0 && <h2 className={styles.heading}>Finished</h2>}
        {over.length > 0 && <ul aria-label="Finished">{rows(over)}</ul>}
      </div>
    </Pane>
  )
}

interface RunRowProps {
  readonly run: RunSummary
  readonly engine: RunsState['engine']
  readonly isShown: boolean
  readonly onShow: (run: number) => void
}

function RunRow({ run, engine, isShown, onShow }: RunRowProps) {
  const { id, name, counts, transfers, secondsLeft, state } = run
  const { kind, words } = runState(run, engine)
  const part = (amount: number): string => `${(100 * amount) / Math.max(1, transfers)}%`
  return (
    <li>
      <button
        type="button"
        className={isShown ? `${styles.row} ${styles.shown}` : styles.row}
        data-run={id}
        aria-current={isShown}
        onClick={() => onShow(id)}
      >
        <span className={styles.name}>{name}</span>
        <StateLabel state={kind}>{words}</StateLabel>
        <span className={styles.bar}>
          <span className={styles.done} style={{ width: part(counts.done) }} />
          <span className={styles.failed} style={{ width: part(counts.failed + counts.skipped) }} />
        </span>
        <span className={styles.facts}>
          {doneInWords(run)}
          {state === 'running' && secondsLeft !== null && ` · ${timeLeft(secondsLeft)}`}
        </span>
      </button>
    </li>
  )
}
