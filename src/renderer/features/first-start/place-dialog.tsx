import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogTitle from '@mui/material/DialogTitle'
import FormControlLabel from '@mui/material/FormControlLabel'
import OutlinedInput from '@mui/material/OutlinedInput'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import { useId, useState } from 'react'
import { useFolderChoice } from '../../application/folders/folder-choice.tsx'
import { bytes } from '../../ui/format/numbers.ts'
import { placeIn } from './place.ts'
import styles from './place-dialog.module.css'
import type { Start } from './start.ts'

/** Where the workspace will lie: on a disk with room, or in any folder. */
export function PlaceDialog({ start, onClose }: { start: Start; onClose: () => void }) {
  const titleId = useId()
  const choose = useFolderChoice()
  const [place, setPlace] = useState(start.place ?? '')
  const browse = async () => {
    const picked = await choose('Choose where the workspace lies')
    if (picked !== null) setPlace(placeIn(picked))
  }
  const accept = () => {
    start.choosePlace(place)
    onClose()
  }
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby={titleId}>
      <DialogTitle id={titleId}>Where the workspace lies</DialogTitle>
      <div className={styles.body}>
        <RadioGroup aria-labelledby={titleId} value={place} onChange={(_, value) => setPlace(value)}>
          {start.suggestions.map(({ folder, freeBytes }) => (
            <FormControlLabel
              key={folder}
              value={folder}
              control={<Radio />}
              label={
                <>
                  {folder} <span className={styles.free}>{bytes(freeBytes)} free</span>
                </>
              }
            />
          ))}
        </RadioGroup>
        <div className={styles.own}>
          <OutlinedInput
            fullWidth
            value={place}
            onChange={(event) => setPlace(event.target.value)}
            slotProps={{ input: { 'aria-label': 'Folder of the workspace', spellCheck: false } }}
          />
          <Button variant="outlined" onClick={() => void browse()}>
            Browse…
          </Button>
        </div>
        <p className={styles.note}>
          A new or empty folder on a local disk. A network disk is refused: the catalog can be damaged there.
        </p>
      </div>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="contained" disabled={place.trim() === ''} onClick={accept}>
          Use this place
        </Button>
      </DialogActions>
    </Dialog>
  )
}
