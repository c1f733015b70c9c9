import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { useState } from 'react'
import { transferStates, type RunsState, type RunSummary, type TransferState } from '../../../../shared/runs.ts'
import { api } from '../../../api.ts'
import { useAction } from '../../../application/action.ts'
import { ErrorBanner } from '../../../ui/feedback/error-banner.tsx'
import { count, counted } from '../../../ui/format/numbers.ts'
import { Spacer } from '../../../ui/layout/bars.tsx'
import Button from '@mui/material/Button'
import { transferStateWords } from '../run-words.ts'
import { TransferDialog } from '../transfers/transfer-dialog.tsx'
import { TransferTable } from '../transfers/transfer-table.tsx'
import { useTransferList } from '../transfers/use-transfer-list.ts'
import { FailuresDialog } from './failures-dialog.tsx'
import { RunBanner } from './run-banner.tsx'
import { RunHead } from './run-head.tsx'
import styles from './run-view.module.css'
import { useRunActions } from './use-run-actions.ts'

/** One run: how far it is, what stands in its way, and its transfers. */
export function RunView({ run, state }: { run: RunSummary; state: RunsState }) {
  const action = useAction()
  const actions = useRunActions(run, action.run)
  const [filter, setFilter] = useState<TransferState | null>(null)
  const [opened, setOpened] = useState<number | null>(null)
  const [isListingFailures, setIsListingFailures] = useState(false)
  const list = useTransferList(run, filter)
  const current = state.current?.run === run.id ? state.current : null
  const retry = (choice: { readonly transfers: readonly number[] } | { readonly reason: string }) =>
    void action.run(async () => {
      await api.runs.retry({ run: run.id, ...choice })
    }, 'They are in the queue again.')
  return (
    <section className={styles.run} aria-label={run.name}>
      <RunHead {...{ run, state, current, actions }} onFailures={() => setIsListingFailures(true)} />
      <RunBanner run={run} actions={actions} />
      {action.failure && (
        <div className={styles.banner}>
          <ErrorBanner what={action.failure.message} onDismiss={action.dismiss} />
        </div>
      )}
      <div className={styles.bar}>
        <StateFilter run={run} filter={filter} onFilter={setFilter} />
        <Spacer />
        {run.counts.failed > 0 && (
          <Button onClick={() => setIsListingFailures(true)}>
            Why {counted(run.counts.failed, 'transfer')} failed…
          </Button>
        )}
      </div>
      <TransferTable key={filter ?? 'all'} list={list} work={state} onOpen={setOpened} />
      {opened !== null && (
        <TransferDialog
          list={list}
          work={state}
          index={opened}
          onIndex={setOpened}
          onRetry={(transfer) => retry({ transfers: [transfer] })}
          onClose={() => setOpened(null)}
        />
      )}
      {isListingFailures && <FailuresDialog run={run} onRetry={retry} onClose={() => setIsListingFailures(false)} />}
    </section>
  )
}

interface StateFilterProps {
  readonly run: RunSummary
  readonly filter: TransferState | null
  readonly onFilter: (state: TransferState | null) => void
}

/** States that no transfer is in are left out, but for the one that is filtered by. */
function StateFilter({ run: { counts, transfers }, filter, onFilter }: StateFilterProps) {
  const shown = transferStates.filter((state) => counts[state] > 0 || state === filter)
  return (
    <ToggleButtonGroup
      exclusive
      size="small"
      value={filter ?? 'all'}
      aria-label="Transfers in state"
      onChange={(_, next: TransferState | 'all' | null) => next && onFilter(next === 'all' ? null : next)}
    >
      <ToggleButton value="all">All {count(transfers)}</ToggleButton>
      {shown.map((state) => (
        <ToggleButton key={state} value={state}>
          {transferStateWords[state].words} {count(counts[state])}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
