import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogTitle from '@mui/material/DialogTitle'
import { useCallback, useId } from 'react'
import type { RunSummary } from '../../../../shared/runs.ts'
import { api } from '../../../api.ts'
import { useAnswer } from '../../../application/answer.ts'
import { ErrorBanner } from '../../../ui/feedback/error-banner.tsx'
import { count, counted } from '../../../ui/format/numbers.ts'
import { failureGroups } from '../run-words.ts'
import styles from './run-dialogs.module.css'

/** Failed transfers that are looked at for their reasons; more are mostly the same again. */
const LOOKED_AT = 1000

interface FailuresDialogProps {
  readonly run: RunSummary
  /** Without transfers: all. */
  readonly onRetry: (transfers?: readonly number[]) => void
  readonly onClose: () => void
}

/** Why transfers failed, reason by reason, and each to be tried again. */
export function FailuresDialog({ run: { id, name, counts }, onRetry, onClose }: FailuresDialogProps) {
  const titleId = useId()
  const ask = useCallback(
    (signal: AbortSignal) =>
      api.runs.transfers({ run: id, states: ['failed'], from: { offset: 0 }, limit: LOOKED_AT }, { signal }),
    [id],
  )
  const { value, failure, again } = useAnswer(ask, counts.failed)
  const groups = failureGroups(value?.rows ?? [])
  const retry = (transfers?: readonly number[]) => {
    onClose()
    onRetry(transfers)
  }
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby={titleId}>
      <DialogTitle id={titleId}>
        {counted(counts.failed, 'failed transfer')} of {name}
      </DialogTitle>
      <div className={styles.body}>
        {failure && <ErrorBanner what={failure.message} action={{ label: 'Ask again', onClick: again }} />}
        {value && value.total > LOOKED_AT && <p>These are the reasons of the first {count(LOOKED_AT)}.</p>}
        <ul className={styles.groups} aria-label="Reasons">
          {groups.map(({ code, title, message, transfers }) => (
            <li key={code} className={styles.group}>
              <span className={styles.title}>
                {title}: {counted(transfers.length, 'transfer')}
              </span>
              <span className={styles.message}>{message}</span>
              <Button
                variant="outlined"
                className={styles.retry}
                aria-label={`Retry ${counted(transfers.length, 'transfer')}: ${title}`}
                onClick={() => retry(transfers)}
              >
                Retry {count(transfers.length)}
              </Button>
            </li>
          ))}
        </ul>
      </div>
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
        <Button variant="contained" onClick={() => retry()}>
          Retry all {count(counts.failed)}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
