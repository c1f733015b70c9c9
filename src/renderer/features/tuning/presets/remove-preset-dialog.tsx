import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogTitle from '@mui/material/DialogTitle'
import { useId } from 'react'
import type { SavedPreset } from '../../../../shared/tuning.ts'
import { api } from '../../../api.ts'
import { useAction } from '../../../application/action.ts'
import { ErrorBanner } from '../../../ui/feedback/error-banner.tsx'
import { counted } from '../../../ui/format/numbers.ts'
import styles from './preset-menu.module.css'

interface RemovePresetDialogProps {
  readonly preset: SavedPreset
  readonly onClose: () => void
  readonly onRemoved: () => void
}

export function RemovePresetDialog({ preset: { id, name, versions }, onClose, onRemoved }: RemovePresetDialogProps) {
  const titleId = useId()
  const { run, failure } = useAction()
  const remove = async () => {
    if (await run(() => api.presets.remove({ preset: id }), `${name} is removed.`)) onRemoved()
  }
  return (
    <Dialog open onClose={onClose} maxWidth="xs" fullWidth aria-labelledby={titleId}>
      <DialogTitle id={titleId}>Remove {name}</DialogTitle>
      <div className={styles.body}>
        <p>
          Its {counted(versions.length, 'version')} can no longer be chosen. What was made with them stays and keeps its
          settings.
        </p>
        {failure && <ErrorBanner what={failure.message} />}
      </div>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="contained" onClick={() => void remove()}>
          Remove
        </Button>
      </DialogActions>
    </Dialog>
  )
}
