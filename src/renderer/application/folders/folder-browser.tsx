import UpIcon from '@mui/icons-material/ArrowUpwardRounded'
import FolderIcon from '@mui/icons-material/FolderOutlined'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogTitle from '@mui/material/DialogTitle'
import IconButton from '@mui/material/IconButton'
import OutlinedInput from '@mui/material/OutlinedInput'
import { useCallback, useId, useState, type FormEvent } from 'react'
import { api } from '../../api.ts'
import { asString, useStoredState } from '../../shell/stored-state.ts'
import { ErrorBanner } from '../../ui/feedback/error-banner.tsx'
import { useAnswer } from '../answer.ts'
import styles from './folder-browser.module.css'

interface FolderBrowserProps {
  readonly title: string
  /** With the folder that was chosen, or null. */
  readonly onClose: (folder: string | null) => void
}

/** The folders of the machine that serves this page, as far as it shows them. */
export function FolderBrowser({ title, onClose }: FolderBrowserProps) {
  const [last, setLast] = useStoredState('folders/last', '', asString)
  const [folder, setFolder] = useState<string | null>(last || null)
  const [written, setWritten] = useState(last)
  const titleId = useId()
  const ask = useCallback((signal: AbortSignal) => api.folders.list({ folder }, { signal }), [folder])
  const { value: listing, failure } = useAnswer(ask)

  const enter = (next: string | null) => {
    setFolder(next)
    setWritten(next ?? '')
  }
  const choose = (chosen: string) => {
    setLast(chosen)
    onClose(chosen)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (written === folder && !failure) choose(written)
    else enter(written || null)
  }
  const isShown = failure === undefined && listing?.folder === folder
  return (
    <Dialog open onClose={() => onClose(null)} maxWidth="sm" fullWidth aria-labelledby={titleId}>
      <DialogTitle id={titleId}>{title}</DialogTitle>
      <form className={styles.path} onSubmit={submit}>
        <IconButton
          aria-label="Folder above"
          title="Folder above"
          disabled={folder === null}
          onClick={() => enter(isShown ? listing.parent : null)}
        >
          <UpIcon />
        </IconButton>
        <OutlinedInput
          fullWidth
          value={written}
          placeholder="Choose below, or write a path"
          onChange={(event) => setWritten(event.target.value)}
          slotProps={{ input: { 'aria-label': 'Folder', spellCheck: false } }}
        />
        <Button type="submit" variant="outlined" disabled={written === (folder ?? '')}>
          Go
        </Button>
      </form>
      <div className={styles.listing}>
        {failure && (
          <ErrorBanner
            what={failure.message}
            action={{ label: 'Show the first folders', onClick: () => enter(null) }}
          />
        )}
        {isShown && listing.folders.length === 0 && <p className={styles.none}>No folders in here.</p>}
        <ul aria-label="Folders">
          {isShown &&
            listing.folders.map(({ name, folder: each }) => (
              <li key={each}>
                <button type="button" className={styles.folder} onClick={() => enter(each)}>
                  <FolderIcon className={styles.icon} />
                  {name}
                </button>
              </li>
            ))}
        </ul>
      </div>
      <DialogActions>
        <Button onClick={() => onClose(null)}>Cancel</Button>
        <Button variant="contained" disabled={!isShown || folder === null} onClick={() => folder && choose(folder)}>
          Choose this folder
        </Button>
      </DialogActions>
    </Dialog>
  )
}
