import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogTitle from '@mui/material/DialogTitle'
import OutlinedInput from '@mui/material/OutlinedInput'
import { useId, useState, type FormEvent } from 'react'
import type { ModelEntry } from '../../../../shared/machine.ts'
import { api } from '../../../api.ts'
import { useAction } from '../../../application/action.ts'
import { useFolderChoice } from '../../../application/folders/folder-choice.tsx'
import { ErrorBanner } from '../../../ui/feedback/error-banner.tsx'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { bytes } from '../../../ui/format/numbers.ts'
import styles from './add-model-dialog.module.css'
import { ModelProblems } from './model-section.tsx'

interface AddModelDialogProps {
  readonly onClose: () => void
  readonly onAdded: () => void
}

/** A folder or a file of weights: looked at first, with what is wrong in words, then added. */
export function AddModelDialog({ onClose, onAdded }: AddModelDialogProps) {
  const titleId = useId()
  const choose = useFolderChoice()
  const { run, failure, isRunning, dismiss } = useAction()
  const [path, setPath] = useState('')
  const [checked, setChecked] = useState<ModelEntry | null>(null)

  const check = (of: string) =>
    run(async () => {
      setChecked(null)
      setChecked(await api.models.check({ path: of }))
    })
  const write = (next: string) => {
    setPath(next)
    setChecked(null)
    dismiss()
  }
  const browse = async () => {
    const folder = await choose('Add weights')
    if (folder === null) return
    write(folder)
    await check(folder)
  }
  const isUsable = checked?.problems.length === 0
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const given = path.trim()
    if (!isUsable) return void (await check(given))
    if (!(await run(() => api.models.add({ path: given }), `${checked.name} is added.`))) return
    onAdded()
    onClose()
  }
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby={titleId}>
      <form onSubmit={(event) => void submit(event)}>
        <DialogTitle id={titleId}>Add weights</DialogTitle>
        <div className={styles.body}>
          <p className={styles.note}>
            A folder in diffusers layout, or one .safetensors file of Stable Diffusion 1.5. It is used where it lies:
            nothing is copied.
          </p>
          <div className={styles.path}>
            <OutlinedInput
              fullWidth
              autoFocus
              value={path}
              placeholder="Folder or .safetensors file"
              onChange={(event) => write(event.target.value)}
              slotProps={{ input: { 'aria-label': 'Folder or file of weights', spellCheck: false } }}
            />
            <Button variant="outlined" onClick={() => void browse()}>
              Browse…
            </Button>
          </div>
          {isRunning && <p role="status">Looking at the weights</p>}
          {failure && <ErrorBanner what={failure.message} onDismiss={dismiss} />}
          {checked && isUsable && (
            <StateLabel state="good">
              {checked.name}: {checked.description}, {bytes(checked.bytes)}. It can be used.
            </StateLabel>
          )}
          {checked && !isUsable && <ModelProblems problems={checked.problems} />}
        </div>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" disabled={path.trim() === '' || isRunning}>
            {isUsable ? 'Add' : 'Check'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
