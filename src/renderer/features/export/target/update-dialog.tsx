import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogTitle from '@mui/material/DialogTitle'
import { useId } from 'react'
import { counted } from '../../../ui/format/numbers.ts'
import styles from './update-dialog.module.css'

interface UpdateDialogProps {
  readonly folder: string
  readonly pairs: number
  readonly onUpdate: () => void
  readonly onClose: () => void
}

/** Asks before anything in a folder that holds an export is changed. */
export function UpdateDialog({ folder, pairs, onUpdate, onClose }: UpdateDialogProps) {
  const titleId = useId()
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby={titleId}>
      <DialogTitle id={titleId}>Bring the export that is there up to date?</DialogTitle>
      <div className={styles.body}>
        <p className={styles.folder}>{folder}</p>
        <p>
          It will hold the {counted(pairs, 'pair')} of these choices. Pairs that changed or are new are written, pairs
          that no longer belong are removed, all others stay as they are. Until the end the folder keeps what it has.
        </p>
      </div>
      <DialogActions>
        <Button autoFocus onClick={onClose}>
          Cancel
        </Button>
        <Button variant="contained" onClick={onUpdate}>
          Update the export
        </Button>
      </DialogActions>
    </Dialog>
  )
}
