import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogTitle from '@mui/material/DialogTitle'
import { useId } from 'react'
import type { Board } from '../../../../shared/boards.ts'
import { counted } from '../../../ui/format/numbers.ts'
import { referencesOn } from '../work/board-names.ts'
import styles from './dialogs.module.css'

interface RemoveDialogProps {
  readonly board: Board
  readonly onRemove: () => void
  readonly onClose: () => void
}

/** Asks before a board goes: nothing takes that back. */
export function RemoveDialog({ board, onRemove, onClose }: RemoveDialogProps) {
  const titleId = useId()
  return (
    <Dialog open onClose={onClose} maxWidth="xs" fullWidth aria-labelledby={titleId}>
      <DialogTitle id={titleId}>Delete the board {board.name}?</DialogTitle>
      <div className={styles.body}>
        <p>
          It holds {counted(referencesOn(board), 'reference')}. The pictures stay in the gallery; the choice of them is
          gone for good.
        </p>
      </div>
      <DialogActions>
        <Button autoFocus onClick={onClose}>
          Cancel
        </Button>
        <Button variant="contained" onClick={onRemove}>
          Delete
        </Button>
      </DialogActions>
    </Dialog>
  )
}
