import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogTitle from '@mui/material/DialogTitle'
import OutlinedInput from '@mui/material/OutlinedInput'
import { useId, type FormEvent } from 'react'
import styles from './likeness-dialog.module.css'
import { refusals, type Networks } from './networks.ts'

interface LikenessDialogProps {
  readonly networks: Networks
  readonly onNetworks: (networks: Networks) => void
  readonly onStart: () => void
  readonly onClose: () => void
}

/** Which networks measure, and what the segmentation network's file may not say of itself. */
export function LikenessDialog({ networks, onNetworks, onStart, onClose }: LikenessDialogProps) {
  const titleId = useId()
  const refused = refusals(networks)
  const hasNone = networks.inception.trim() === '' && networks.segmentation.trim() === ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onStart()
  }
  const field = (key: keyof Networks, name: string, placeholder: string, note?: string) => (
    <Field
      name={name}
      value={networks[key]}
      placeholder={placeholder}
      note={refused[key] ?? note}
      isRefused={refused[key] !== undefined}
      onChange={(value) => onNetworks({ ...networks, [key]: value })}
    />
  )
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby={titleId}>
      <form onSubmit={submit}>
        <DialogTitle id={titleId}>Measure likeness</DialogTitle>
        <div className={styles.body}>
          <p className={styles.note}>
            Files on this machine that you may use; nothing is downloaded. Either will do alone.
          </p>
          {field(
            'inception',
            'InceptionV3, for FID and KID',
            '/models/pt_inception-2015-12-05.safetensors',
            'As safetensors, with the names of pytorch-fid.',
          )}
          {field('segmentation', 'Segmentation network, for label agreement', '/models/segformer-cityscapes.onnx')}
          <fieldset className={styles.more} disabled={networks.segmentation.trim() === ''}>
            <legend>Where its file does not say</legend>
            {field('size', 'Height and width', 'as in the file')}
            {field('classes', 'Classes in order', 'as in the file, else the 19 of Cityscapes')}
            {field('mean', 'Mean of red, green, blue', 'as in the file, else ImageNet’s')}
            {field('std', 'Deviation', 'as in the file, else ImageNet’s')}
          </fieldset>
        </div>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" disabled={hasNone || Object.keys(refused).length > 0}>
            Measure
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

interface FieldProps {
  readonly name: string
  readonly value: string
  readonly placeholder: string
  readonly note: string | undefined
  readonly isRefused: boolean
  readonly onChange: (value: string) => void
}

const Field = ({ name, value, placeholder, note, isRefused, onChange }: FieldProps) => (
  <label className={styles.field}>
    <span>{name}</span>
    <OutlinedInput
      fullWidth
      value={value}
      error={isRefused}
      placeholder={placeholder}
      onChange={({ target }) => onChange(target.value)}
      slotProps={{ input: { 'aria-label': name, 'aria-invalid': isRefused, spellCheck: false } }}
    />
    {note !== undefined && <span className={isRefused ? styles.refused : styles.note}>{note}</span>}
  </label>
)
