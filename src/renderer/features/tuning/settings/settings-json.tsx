import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogTitle from '@mui/material/DialogTitle'
import { useId, useState } from 'react'
import { parseSettings } from '../../../../shared/settings-schema.ts'
import type { Settings } from '../../../../shared/settings.ts'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import styles from './settings-pane.module.css'

interface SettingsJsonProps {
  readonly settings: Settings
  readonly onUse: (settings: Settings) => void
  readonly onClose: () => void
}

/** The settings as the JSON that the command line takes, too; what is pasted is checked as it is typed. */
export function SettingsJson({ settings, onUse, onClose }: SettingsJsonProps) {
  const titleId = useId()
  const noteId = useId()
  const [text, setText] = useState(() => inLines(settings))
  const [isCopied, setIsCopied] = useState(false)
  const read = readSettings(text)
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setIsCopied(true),
      () => setIsCopied(false),
    )
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby={titleId}>
      <DialogTitle id={titleId}>Settings as JSON</DialogTitle>
      <div className={styles.json}>
        <textarea
          className={styles.text}
          aria-label="Settings as JSON"
          aria-describedby={noteId}
          spellCheck={false}
          value={text}
          onChange={({ target }) => {
            setText(target.value)
            setIsCopied(false)
          }}
        />
        <div id={noteId} role="status">
          {'trouble' in read ? (
            <StateLabel state="bad">{read.trouble}</StateLabel>
          ) : (
            <StateLabel state="good">
              {isCopied ? 'Copied.' : 'These are settings. What is left out takes its default.'}
            </StateLabel>
          )}
        </div>
      </div>
      <DialogActions>
        <Button onClick={() => void copy()}>Copy</Button>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          variant="contained"
          disabled={'trouble' in read}
          onClick={() => {
            if ('settings' in read) onUse(read.settings)
            onClose()
          }}
        >
          Use
        </Button>
      </DialogActions>
    </Dialog>
  )
}

/** One line for each setting: lists of numbers are not broken. */
const inLines = (settings: Settings): string =>
  JSON.stringify(settings, null, 2).replace(/\[[^[\]{}"]*\]/g, (list) =>
    list.replace(/\s+/g, ' ').replace(/^\[ | \]$/g, (edge) => edge.trim()),
  )

function readSettings(text: string): { readonly settings: Settings } | { readonly trouble: string } {
  try {
    return { settings: parseSettings(JSON.parse(text)) }
  } catch (error) {
    return { trouble: error instanceof SyntaxError ? `This is no JSON: ${error.message}.` : (error as Error).message }
  }
}
