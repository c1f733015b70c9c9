import Button from '@mui/material/Button'
import Checkbox from '@mui/material/Checkbox'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogTitle from '@mui/material/DialogTitle'
import { useId, useState } from 'react'
import type { AfterCrash, RunSummary } from '../../../shared/runs.ts'
import { counted } from '../../ui/format/numbers.ts'
import styles from './interrupted-dialog.module.css'
import { doneInWords } from './run-words.ts'

interface InterruptedDialogProps {
  readonly run: RunSummary
  /** `always`: what becomes of the run from now on without a question; null: it asks again. */
  readonly onAnswer: (goesOn: boolean, always: AfterCrash | null) => void
}

/** Asks at the start whether a run that was interrupted goes on. */
export function InterruptedDialog({ run, onAnswer }: InterruptedDialogProps) {
  const titleId = useId()
  const [isAlways, setIsAlways] = useState(false)
  const { name, counts } = run
  return (
    <Dialog open onClose={() => onAnswer(false, null)} maxWidth="xs" fullWidth aria-labelledby={titleId}>
      <DialogTitle id={titleId}>Go on with {name}?</DialogTitle>
      <div className={styles.body}>
        <p>
          Weatherglass ended before this run did. {doneInWords(run)}, {counted(counts.queued, 'transfer')} left. Nothing
          that was done is lost.
        </p>
        <label className={styles.always}>
          <Checkbox checked={isAlways} onChange={(_, next) => setIsAlways(next)} />
          Do so from now on, without asking for this run
        </label>
      </div>
      <DialogActions>
        <Button onClick={() => onAnswer(false, isAlways ? 'wait' : null)}>Leave it paused</Button>
        <Button autoFocus variant="contained" onClick={() => onAnswer(true, isAlways ? 'go-on' : null)}>
          Go on
        </Button>
      </DialogActions>
    </Dialog>
  )
}
