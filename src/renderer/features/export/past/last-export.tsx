import CloseIcon from '@mui/icons-material/Close'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import type { ExportEntry } from '../../../../shared/exports.ts'
import { ErrorBanner } from '../../../ui/feedback/error-banner.tsx'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { reportInWords, resultInWords } from '../work/export-words.ts'
import styles from './last-export.module.css'

interface LastExportProps {
  readonly entry: ExportEntry
  readonly onVerify: () => void
  readonly onResume: () => void
  readonly onDismiss: () => void
}

/** What came of the export that ended last: where it is and what the check found, or why it stopped. */
export function LastExport({ entry, onVerify, onResume, onDismiss }: LastExportProps) {
  const { state, error, out, result, verified } = entry
  if (state === 'cancelled')
    return (
      <ErrorBanner
        kind="warning"
        what="The export was stopped; the folder is as it was."
        advice="What is written already is kept beside it, and the export goes on from there."
        where={out}
        action={{ label: 'Resume', onClick: onResume }}
        onDismiss={onDismiss}
      />
    )
  if (state === 'failed')
    return (
      <ErrorBanner
        what={error?.message ?? 'The export failed.'}
        action={{ label: 'Try again', onClick: onResume }}
        onDismiss={onDismiss}
      />
    )
  if (!result) return null
  return (
    <div className={styles.done} role="status">
      <div className={styles.text}>
        <div>
          <span className={styles.what}>Exported {resultInWords(result)}.</span>{' '}
          <span className={styles.folder}>{result.out}</span>
        </div>
        {verified && <StateLabel state={verified.ok ? 'good' : 'bad'}>{reportInWords(verified)}.</StateLabel>}
        {verified && !verified.ok && <p className={styles.first}>{verified.errors[0]}</p>}
        <p className={styles.note}>
          manifest.jsonl says of each pair where it comes from, how it was made and who accepted it.
        </p>
        {result.warnings.map((warning) => (
          <StateLabel key={warning} state="warning">
            {warning}
          </StateLabel>
        ))}
      </div>
      <Button variant="outlined" onClick={onVerify}>
        Verify again
      </Button>
      <IconButton aria-label="Dismiss" title="Dismiss" onClick={onDismiss}>
        <CloseIcon />
      </IconButton>
    </div>
  )
}
