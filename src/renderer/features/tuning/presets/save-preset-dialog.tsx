import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogTitle from '@mui/material/DialogTitle'
import MenuItem from '@mui/material/MenuItem'
import OutlinedInput from '@mui/material/OutlinedInput'
import Select from '@mui/material/Select'
import { useId, useState, type FormEvent } from 'react'
import { pickConditions } from '../../../../shared/conditions.ts'
import type { Settings } from '../../../../shared/settings.ts'
import type { PresetVersion, SavedPreset, SavePreset } from '../../../../shared/tuning.ts'
import { api } from '../../../api.ts'
import { useAction } from '../../../application/action.ts'
import { ConditionLabel, conditionNames } from '../../../ui/conditions/condition-icon.tsx'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import styles from './preset-menu.module.css'

interface SavePresetDialogProps {
  readonly settings: Settings
  readonly presets: readonly SavedPreset[]
  readonly name: string
  readonly condition: SavePreset['condition']
  readonly onSaved: (version: PresetVersion) => void
  readonly onChange: () => void
  readonly onClose: () => void
}

/** Asks for the name and the condition of a preset; a name that is there gets another version. */
export function SavePresetDialog(props: SavePresetDialogProps) {
  const { settings, presets, onSaved, onChange, onClose } = props
  const titleId = useId()
  const noteId = useId()
  const [name, setName] = useState(props.name)
  const [condition, setCondition] = useState(props.condition)
  const { run, failure } = useAction()
  const trimmed = name.trim()
  const same = presets.find((preset) => preset.name === trimmed && preset.condition === condition)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const isSaved = await run(
      async () => onSaved(await api.presets.save({ name: trimmed, condition, settings })),
      `${trimmed} is saved.`,
    )
    if (!isSaved) return
    onChange()
    onClose()
  }
  return (
    <Dialog open onClose={onClose} maxWidth="xs" fullWidth aria-labelledby={titleId}>
      <form onSubmit={(event) => void submit(event)}>
        <DialogTitle id={titleId}>Save as preset</DialogTitle>
        <div className={styles.body}>
          <label className={styles.label}>
            Name
            <OutlinedInput
              fullWidth
              autoFocus
              value={name}
              placeholder="Night, soft lamps"
              onChange={({ target }) => setName(target.value)}
              slotProps={{ input: { 'aria-label': 'Name of the preset', 'aria-describedby': noteId, maxLength: 100 } }}
            />
          </label>
          <div className={styles.label}>
            Used for
            <Select
              value={condition ?? 'all'}
              onChange={({ target }) => setCondition(pickConditions.find((each) => each === target.value) ?? null)}
              slotProps={{ input: { 'aria-label': 'For which condition' } }}
            >
              {pickConditions.map((each) => (
                <MenuItem key={each} value={each}>
                  <ConditionLabel condition={each} />
                </MenuItem>
              ))}
              <MenuItem value="all">Every condition</MenuItem>
            </Select>
          </div>
          <div id={noteId} className={styles.note} role="status">
            {failure ? (
              <StateLabel state="bad">{failure.message}</StateLabel>
            ) : (
              same &&
              `Becomes version ${same.versions[0]!.version + 1} of it${condition ? ` for ${conditionNames[condition].toLowerCase()}` : ''}; runs keep the version that they began with.`
            )}
          </div>
        </div>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" disabled={trimmed === ''}>
            Save
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
