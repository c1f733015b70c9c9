import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogTitle from '@mui/material/DialogTitle'
import OutlinedInput from '@mui/material/OutlinedInput'
import { useId, useState, type FormEvent } from 'react'
import type { Failure } from '../../../../shared/contract.ts'
import { failureOf } from '../../../api.ts'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import styles from './dialogs.module.css'

interface NameDialogProps {
  /** `Rename Adverse v3`. */
  readonly title: string
  readonly initial: string
  /** A verb: `Rename`. */
  readonly verb: string
  readonly note?: string
  /** Where it fails, as for a name that is taken, the dialog stays and says why. */
  readonly onName: (name: string) => Promise<unknown>
  readonly onClose: () => void
}

/** Asks for the name of a board. */
export function NameDialog({ title, initial, verb, note, onName, onClose }: NameDialogProps) {
  const titleId = useId()
  const noteId = useId()
  const [name, setName] = useState(initial)
  const [failure, setFailure] = useState<Failure>()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '') onName(name.trim()).then(onClose, (error: unknown) => setFailure(failureOf(error)))
  }
  return (
    <Dialog open onClose={onClose} maxWidth="xs" fullWidth aria-labelledby={titleId}>
      <form onSubmit={submit}>
        <DialogTitle id={titleId}>{title}</DialogTitle>
        <div className={styles.body}>
          <OutlinedInput
            fullWidth
            autoFocus
            value={name}
            error={failure !== undefined}
            onFocus={(event) => event.target.select()}
            onChange={(event) => setName(event.target.value)}
            slotProps={{ input: { 'aria-label': 'Name of the board', 'aria-describedby': noteId, maxLength: 200 } }}
          />
          <div id={noteId} className={styles.note} role="status">
            {failure ? <StateLabel state="bad">{failure.message}.</StateLabel> : note}
          </div>
        </div>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" disabled={name.trim() === ''}>
            {verb}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
