import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogTitle from '@mui/material/DialogTitle'
import OutlinedInput from '@mui/material/OutlinedInput'
import { useId, useState, type FormEvent } from 'react'
import type { SourceSummary } from '../../../../shared/gallery.ts'
import { counted } from '../../../ui/format/numbers.ts'
import styles from './source-dialogs.module.css'

interface RenameDialogProps {
  readonly source: SourceSummary
  readonly onRename: (name: string) => void
  readonly onClose: () => void
}

export function RenameDialog({ source, onRename, onClose }: RenameDialogProps) {
  const titleId = useId()
  const [name, setName] = useState(source.name)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '') onRename(name.trim())
  }
  return (
    <Dialog open onClose={onClose} maxWidth="xs" fullWidth aria-labelledby={titleId}>
      <form onSubmit={submit}>
        <DialogTitle id={titleId}>Rename {source.name}</DialogTitle>
        <div className={styles.body}>
          <OutlinedInput
            fullWidth
            autoFocus
            value={name}
            onChange={(event) => setName(event.target.value)}
            slotProps={{ input: { 'aria-label': 'Name of the source', maxLength: 200 } }}
          />
          <p className={styles.note}>Only in this workspace; its folder keeps its name.</p>
        </div>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" disabled={name.trim() === ''}>
            Rename
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

interface RemoveDialogProps {
  readonly source: SourceSummary
  readonly onRemove: () => void
  readonly onClose: () => void
}

export function RemoveDialog({ source: { name, root, images, missingImages }, onRemove, onClose }: RemoveDialogProps) {
  const titleId = useId()
  return (
    <Dialog open onClose={onClose} maxWidth="xs" fullWidth aria-labelledby={titleId}>
      <DialogTitle id={titleId}>Remove {name} from this workspace?</DialogTitle>
      <div className={styles.body}>
        <p>
          Its {counted(images + missingImages, 'image')} leave the gallery and the style boards, with their thumbnails.
        </p>
        <p>
          Nothing on the disk is touched: <span className={styles.root}>{root}</span> stays as it is and can be added
          again.
        </p>
      </div>
      <DialogActions>
        <Button autoFocus onClick={onClose}>
          Cancel
        </Button>
        <Button variant="contained" onClick={onRemove}>
          Remove
        </Button>
      </DialogActions>
    </Dialog>
  )
}
