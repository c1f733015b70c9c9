import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogTitle from '@mui/material/DialogTitle'
import OutlinedInput from '@mui/material/OutlinedInput'
import { useEffect, useEffectEvent, useId, useState, type FormEvent } from 'react'
import type { VerifyReport } from '../../../../shared/exports.ts'
import { useFolderChoice } from '../../../application/folders/folder-choice.tsx'
import { ErrorBanner } from '../../../ui/feedback/error-banner.tsx'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { count } from '../../../ui/format/numbers.ts'
import { ProgressLine } from '../../../ui/progress/progress-line.tsx'
import { reportInWords } from '../work/export-words.ts'
import { useVerify } from './verify-work.ts'
import styles from './verify-dialog.module.css'

interface VerifyDialogProps {
  /** Verified at once; empty to be asked for. */
  readonly folder: string
  readonly onClose: () => void
}

/** Checks a folder of Cityscapes' layout: names, pairs, sizes, ids, and with a manifest each file's bytes. */
export function VerifyDialog({ folder, onClose }: VerifyDialogProps) {
  const titleId = useId()
  const choose = useFolderChoice()
  const [path, setPath] = useState(folder)
  const { step, failure, isRunning, verify, cancel } = useVerify()
  const start = useEffectEvent(() => folder !== '' && void verify(folder))
  useEffect(() => void start(), [])

  const submit = (event: FormEvent) => {
    event.preventDefault()
    void verify(path.trim())
  }
  const browse = async () => {
    const picked = await choose('Verify a folder')
    if (picked === null) return
    setPath(picked)
    await verify(picked)
  }
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby={titleId}>
      <form onSubmit={submit}>
        <DialogTitle id={titleId}>Verify a folder</DialogTitle>
        <div className={styles.body}>
          <p className={styles.note}>
            Names, pairs, sizes and ids by the rules of Cityscapes’ scripts; every file’s hash where there is a
            manifest. Any folder of that layout will do, not only an export.
          </p>
          <div className={styles.path}>
            <OutlinedInput
              fullWidth
              autoFocus
              value={path}
              placeholder="A folder with leftImg8bit and gtFine"
              onChange={({ target }) => setPath(target.value)}
              slotProps={{ input: { 'aria-label': 'Folder to verify', spellCheck: false } }}
            />
            <Button variant="outlined" onClick={() => void browse()}>
              Browse…
            </Button>
          </div>
          {isRunning && (
            <ProgressLine
              form="block"
              progress={{ name: 'Verifying', done: step?.done ?? 0, total: step?.total, unit: 'files' }}
              onCancel={cancel}
            />
          )}
          {failure && <ErrorBanner what={failure.message} />}
          {step?.report && <Report report={step.report} />}
        </div>
        <DialogActions>
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" variant="contained" disabled={path.trim() === '' || isRunning}>
            Verify
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

export function Report({ report }: { report: VerifyReport }) {
  const { ok, errors, errorCount } = report
  return (
    <div role="status">
      <StateLabel state={ok ? 'good' : 'bad'}>{reportInWords(report)}.</StateLabel>
      {errors.length > 0 && (
        <ul className={styles.errors} tabIndex={0} aria-label="What is wrong">
          {errors.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
          {errorCount > errors.length && <li>and {count(errorCount - errors.length)} more</li>}
        </ul>
      )}
    </div>
  )
}
