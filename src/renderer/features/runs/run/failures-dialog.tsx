import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogTitle from '@mui/material/DialogTitle'
import { useCallback, useId } from 'react'
import type { FailureReason, RunSummary } from '../../../../shared/runs.ts'
import { api } from '../../../api.ts'
import { useAnswer } from '../../../application/answer.ts'
import { ErrorBanner } from '../../../ui/feedback/error-banner.tsx'
import { count, counted } from '../../../ui/format/numbers.ts'
import { reasonWords } from '../run-words.ts'
import styles from './run-dialogs.module.css'

interface FailuresDialogProps {
  readonly run: RunSummary
  readonly onRetry: (choice: { readonly reason: string }) => void
  readonly onClose: () => void
}

/** Why transfers failed, reason by reason, and each to be tried again. */
export function FailuresDialog({ run: { id, name, counts }, onRetry, onClose }: FailuresDialogProps) {
  const titleId = useId()
  const ask = useCallback((signal: AbortSignal) => api.runs.failures({ run: id }, { signal }), [id])
  const { value, failure, again } = useAnswer(ask, counts.failed)
  const retry = (reason: string) => {
    onClose()
    onRetry({ reason })
  }
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby={titleId}>
      <DialogTitle id={titleId}>
        {counted(counts.failed, 'failed transfer')} of {name}
      </DialogTitle>
      <div className={styles.body}>
        {failure && <ErrorBanner what={failure.message} action={{ label: 'Ask again', onClick: again }} />}
        <ul className={styles.groups} aria-label="Reasons">
          {value?.map((reason) => (
            <Reason key={reason.code} reason={reason} onRetry={() => retry(reason.code)} />
          ))}
        </ul>
      </div>
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
        <Button variant="contained" onClick={() => retry('any')}>
          Retry all {count(counts.failed)}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function Reason({ reason, onRetry }: { readonly reason: FailureReason; readonly onRetry: () => void }) {
  const { title, message } = reasonWords(reason)
  return (
    <li className={styles.group}>
      <span className={styles.title}>
        {title}: {counted(reason.count, 'transfer')}
      </span>
      <span className={styles.message}>{message}</span>
      <Button
        variant="outlined"
        className={styles.retry}
        aria-label={`Retry ${counted(reason.count, 'transfer')}: ${title}`}
        onClick={onRetry}
      >
        Retry {count(reason.count)}
      </Button>
    </li>
  )
}
