import ArchiveIcon from '@mui/icons-material/Inventory2Outlined'
import Button from '@mui/material/Button'
import { useState } from 'react'
import type { ExportEntry } from '../../../../shared/exports.ts'
import type { RunSummary } from '../../../../shared/runs.ts'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { dateTime } from '../../../ui/format/numbers.ts'
import { ProgressLine } from '../../../ui/progress/progress-line.tsx'
import { progressOf, resultInWords, stateOf } from '../work/export-words.ts'
import styles from './past-exports.module.css'
import { Report } from './verify-dialog.tsx'

export interface EntryActions {
  readonly onVerify: (entry: ExportEntry) => void
  /** Takes its choices and its folder over, so that it can be brought up to date. */
  readonly onUpdate: (entry: ExportEntry) => void
  readonly onResume: (entry: ExportEntry) => void
  readonly onCancel: (entry: ExportEntry) => void
  readonly onForget: (entry: ExportEntry) => void
}

interface PastExportsProps extends EntryActions {
  readonly entries: readonly ExportEntry[]
  readonly runs: readonly Pick<RunSummary, 'id' | 'name'>[]
  readonly onNew: () => void
}

/** Every export of this workspace, the newest first. */
export function PastExports({ entries, runs, onNew, ...actions }: PastExportsProps) {
  if (entries.length === 0)
    return (
      <div className={styles.empty}>
        <EmptyState
          Icon={ArchiveIcon}
          sentence="Nothing was exported from this workspace yet."
          action={{ label: 'Prepare an export', onClick: onNew }}
        />
      </div>
    )
  return (
    <ul className={styles.list} aria-label="Past exports">
      {entries.map((entry) => (
        <PastExport key={entry.export} entry={entry} runs={runs} {...actions} />
      ))}
    </ul>
  )
}

interface PastExportProps extends EntryActions {
  readonly entry: ExportEntry
  readonly runs: PastExportsProps['runs']
}

function PastExport({ entry, runs, onVerify, onUpdate, onResume, onCancel, onForget }: PastExportProps) {
  const [isOpen, setOpen] = useState(false)
  const { state, out, result, options, startedUtc, verified } = entry
  const { kind, words } = stateOf(entry)
  const names = options.runs.map((run) => runs.find(({ id }) => id === run)?.name ?? `run ${run}`)
  const hasReport = verified !== null && !verified.ok
  return (
    <li className={styles.entry} aria-label={out}>
      <div className={styles.text}>
        <div className={styles.folder}>{out}</div>
        <div className={styles.facts}>
          {[result ? resultInWords(result) : `begun ${dateTime(new Date(startedUtc))}`, names.join(', ')].join(' · ')}
        </div>
        {state === 'running' ? (
          <ProgressLine form="block" progress={progressOf(entry)} onCancel={() => onCancel(entry)} />
        ) : (
          <StateLabel state={kind}>{words}</StateLabel>
        )}
        {hasReport && isOpen && <Report report={verified} />}
      </div>
      <div className={styles.buttons}>
        {hasReport && (
          <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'Hide the errors' : 'Show the errors'}
          </Button>
        )}
        {state === 'done' && (
          <>
            <Button variant="outlined" onClick={() => onUpdate(entry)}>
              Export again…
            </Button>
            <Button variant="outlined" onClick={() => onVerify(entry)}>
              Verify again
            </Button>
          </>
        )}
        {(state === 'failed' || state === 'cancelled') && (
          <Button variant="outlined" onClick={() => onResume(entry)}>
            Resume
          </Button>
        )}
        {state !== 'running' && (
          <Button title="Takes it off this list; its files stay" onClick={() => onForget(entry)}>
            Forget
          </Button>
        )}
      </div>
    </li>
  )
}
