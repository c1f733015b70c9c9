import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogTitle from '@mui/material/DialogTitle'
import LinearProgress from '@mui/material/LinearProgress'
import MenuItem from '@mui/material/MenuItem'
import Select from '@mui/material/Select'
import { useCallback, useId, useState } from 'react'
import { conditions, type Condition } from '../../../../shared/conditions.ts'
import type { SourceGuess } from '../../../../shared/sources.ts'
import { api } from '../../../api.ts'
import { useAction } from '../../../application/action.ts'
import { useAnswer } from '../../../application/answer.ts'
import { ConditionLabel } from '../../../ui/conditions/condition-icon.tsx'
import { ErrorBanner } from '../../../ui/feedback/error-banner.tsx'
import { layoutNames, type Layout } from '../layout-words.ts'
import { additionOf, type Override } from './addition.ts'
import styles from './add-source-dialog.module.css'

interface AddSourceDialogProps {
  readonly folder: string
  /** Folders that are asked about after this one. */
  readonly more: number
  readonly onClose: () => void
}

/** What was recognised in a folder, to be put right before it is added. */
export function AddSourceDialog({ folder, more, onClose }: AddSourceDialogProps) {
  const titleId = useId()
  const ask = useCallback((signal: AbortSignal) => api.sources.guess({ folder }, { signal }), [folder])
  const { value: guess, failure, again } = useAnswer(ask)
  const [override, setOverride] = useState<Override>({})
  const adding = useAction()
  const add = async () => {
    if (!guess) return
    const added = await adding.run(
      () => api.sources.add(additionOf(guess, override)),
      `${guess.folder} is added and is being read.`,
    )
    if (added) onClose()
  }
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby={titleId}>
      <DialogTitle id={titleId}>Add a folder</DialogTitle>
      <div className={styles.body}>
        <p className={styles.folder}>{guess?.folder ?? folder}</p>
        {!guess && !failure && (
          <div role="status">
            Looking at what is in it
            <LinearProgress aria-label="Looking at the folder" />
          </div>
        )}
        {failure && !guess && <ErrorBanner what={failure.message} action={{ label: 'Look again', onClick: again }} />}
        {guess && <Recognised guess={guess} override={override} onChange={setOverride} />}
        {adding.failure && <ErrorBanner what={adding.failure.message} onDismiss={adding.dismiss} />}
        <p className={styles.note}>It is only read: nothing in it is changed, moved or copied.</p>
      </div>
      <DialogActions>
        <Button onClick={onClose}>{more > 0 ? `Skip, ${more} more to go` : 'Cancel'}</Button>
        <Button variant="contained" disabled={!guess || adding.isRunning} onClick={() => void add()}>
          Add
        </Button>
      </DialogActions>
    </Dialog>
  )
}

interface RecognisedProps {
  readonly guess: SourceGuess
  readonly override: Override
  readonly onChange: (override: Override) => void
}

function Recognised({ guess, override, onChange }: RecognisedProps) {
  const { layout = guess.layout, condition = guess.condition } = override
  const layoutId = useId()
  const conditionId = useId()
  return (
    <div className={styles.fields}>
      <label id={layoutId}>Layout</label>
      <div>
        <Select
          fullWidth
          size="small"
          labelId={layoutId}
          value={layout}
          onChange={({ target }) => onChange({ ...override, layout: target.value })}
        >
          {(Object.keys(layoutNames) as Layout[]).map((each) => (
            <MenuItem key={each} value={each}>
              {layoutNames[each]}
            </MenuItem>
          ))}
        </Select>
        <p className={styles.note}>{layout === guess.layout ? guess.reason : 'You chose it; the guess was another.'}</p>
      </div>
      <label id={conditionId}>Condition</label>
      <div>
        <Select
          fullWidth
          size="small"
          labelId={conditionId}
          value={layout === 'folder' ? (condition ?? 'path') : 'path'}
          disabled={layout !== 'folder'}
          onChange={({ target }) => onChange({ ...override, condition: chosenCondition(target.value) })}
        >
          <MenuItem value="path">
            {layout === 'folder' ? 'As the words of each path say' : 'As the dataset says'}
          </MenuItem>
          {conditions.map((each) => (
            <MenuItem key={each} value={each}>
              <ConditionLabel condition={each} />
            </MenuItem>
          ))}
        </Select>
        {layout === 'folder' && (
          <p className={styles.note}>A condition that is chosen here holds for all its images.</p>
        )}
      </div>
    </div>
  )
}

const chosenCondition = (value: Condition | 'path'): Condition | null => (value === 'path' ? null : value)
