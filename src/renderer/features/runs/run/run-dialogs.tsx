import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogTitle from '@mui/material/DialogTitle'
import OutlinedInput from '@mui/material/OutlinedInput'
import { useId, useState, type FormEvent } from 'react'
import type { RunSummary } from '../../../../shared/runs.ts'
import { counted } from '../../../ui/format/numbers.ts'
import styles from './run-dialogs.module.css'

interface RenameRunDialogProps {
  readonly name: string
  readonly onName: (name: string) => void
  readonly onClose: () => void
}

export function RenameRunDialog({ name, onName, onClose }: RenameRunDialogProps) {
  const titleId = useId()
  const [typed, setTyped] = useState(name)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (typed.trim() === '') return
    onClose()
    onName(typed.trim())
  }
  return (
    <Dialog open onClose={onClose} maxWidth="xs" fullWidth aria-labelledby={titleId}>
      <form onSubmit={submit}>
        <DialogTitle id={titleId}>Rename {name}</DialogTitle>
        <div className={styles.body}>
          <OutlinedInput
            fullWidth
            autoFocus
            value={typed}
            onFocus={(event) => event.target.select()}
            onChange={(event) => setTyped(event.target.value)}
            slotProps={{ input: { 'aria-label': 'Name of the run', maxLength: 200 } }}
          />
        </div>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" disabled={typed.trim() === ''}>
            Rename
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

interface StopRunDialogProps {
  readonly run: RunSummary
  readonly onStop: () => void
  readonly onClose: () => void
}

/** Asks before a run ends: pausing would keep the rest in the queue. */
export function StopRunDialog({ run: { name, counts }, onStop, onClose }: StopRunDialogProps) {
  const titleId = useId()
  return (
    <Dialog open onClose={onClose} maxWidth="xs" fullWidth aria-labelledby={titleId}>
      <DialogTitle id={titleId}>Stop {name}?</DialogTitle>
      <div className={styles.body}>
        <p>
          {counted(counts.queued + counts.running, 'transfer')} will be cancelled. {counted(counts.done, 'result')}{' '}
          {counts.done === 1 ? 'stays' : 'stay'}. To go on later, pause it instead.
        </p>
      </div>
      <DialogActions>
        <Button autoFocus onClick={onClose}>
          Cancel
        </Button>
        <Button
          variant="contained"
          onClick={() => {
            onClose()
            onStop()
          }}
        >
          Stop
        </Button>
      </DialogActions>
    </Dialog>
  )
}
