import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogTitle from '@mui/material/DialogTitle'
import { useId, useRef, useState, type ChangeEvent } from 'react'
import type { VerdictConflict, VerdictImport, VerdictRecord } from '../../../../shared/review.ts'
import { api, resultThumbnailUrl } from '../../../api.ts'
import { useAction } from '../../../application/action.ts'
import { ErrorBanner } from '../../../ui/feedback/error-banner.tsx'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { counted, dateTime } from '../../../ui/format/numbers.ts'
import { shortName } from '../../gallery/picture-words.ts'
import { saveText } from '../../runs/plan/save-text.ts'
import type { Review } from '../use-review.ts'
import { VerdictSign } from '../verdict-sign.tsx'
import styles from './bulk.module.css'

interface Imported {
  readonly lines: string
  readonly answer: VerdictImport
}

/** Verdicts as a file for someone else, and someone else's: where both judged differently the person says whose holds. */
export function ExchangeDialog({ review, onClose }: { review: Review; onClose: () => void }) {
  const titleId = useId()
  const [imported, setImported] = useState<Imported | null>(null)
  const { failure, run, dismiss, isRunning } = useAction()
  const take = (lines: string, conflicts: 'show' | 'keep' | 'take') =>
    void run(async () => {
      setImported({ lines, answer: await api.review.importVerdicts({ lines, conflicts }) })
      await review.refresh()
    })
  const isAsked = imported !== null && imported.answer.imported === 0 && imported.answer.conflicts.length > 0
  return (
    <Dialog open onClose={onClose} maxWidth="md" fullWidth aria-labelledby={titleId}>
      <DialogTitle id={titleId}>Exchange verdicts</DialogTitle>
      <div className={styles.body}>
        <div className={styles.block}>
          <h3>To someone else</h3>
          <p className={styles.second}>
            A file of JSON lines with the verdicts, tags and notes of the results that pass the filters. Results are
            known by the hash of their file, so the other workspace needs the same results.
          </p>
          <Button
            variant="outlined"
            onClick={() =>
              void run(
                async () => saveText('verdicts.jsonl', await api.review.exportVerdicts({ filter: review.filter })),
                'The verdicts are saved.',
              )
            }
          >
            Save verdicts…
          </Button>
        </div>
        <div className={styles.block}>
          <h3>From someone else</h3>
          <p className={styles.second}>
            Verdicts on results that nobody judged here are taken over. Where both judged differently nothing changes
            before you say whose verdict holds.
          </p>
          <FileButton onText={(lines) => take(lines, 'show')} />
        </div>
        {failure && <ErrorBanner what={failure.message} onDismiss={dismiss} />}
        {imported && !isAsked && (
          <StateLabel state="good">{importInWords(imported.answer)} One undo takes it back.</StateLabel>
        )}
        {imported && isAsked && (
          <>
            <StateLabel state="warning">
              {counted(imported.answer.conflicts.length, 'result')}{' '}
              {imported.answer.conflicts.length === 1 ? 'was' : 'were'} judged differently by both.{' '}
              {importInWords(imported.answer)}
            </StateLabel>
            <Conflicts conflicts={imported.answer.conflicts} />
            <div className={styles.buttons}>
              <Button variant="outlined" disabled={isRunning} onClick={() => take(imported.lines, 'keep')}>
                Keep mine, take the others
              </Button>
              <Button variant="outlined" disabled={isRunning} onClick={() => take(imported.lines, 'take')}>
                Take theirs
              </Button>
            </div>
          </>
        )}
      </div>
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  )
}

export function importInWords({ imported, same, unknown }: VerdictImport): string {
  const parts = [
    `${counted(imported, 'verdict')} taken over`,
    same > 0 && `${same} the same`,
    unknown > 0 && `${counted(unknown, 'line')} about results that are not here`,
  ]
  return `${parts.filter(Boolean).join(', ')}.`
}

function FileButton({ onText }: { onText: (text: string) => void }) {
  const input = useRef<HTMLInputElement>(null)
  const read = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? []
    target.value = ''
    if (file) void file.text().then(onText)
  }
  return (
    <>
      <input ref={input} type="file" accept=".jsonl,.json" hidden onChange={read} aria-label="File of verdicts" />
      <Button variant="outlined" onClick={() => input.current?.click()}>
        Open a file of verdicts…
      </Button>
    </>
  )
}

function Conflicts({ conflicts }: { conflicts: readonly VerdictConflict[] }) {
  return (
    <div className={styles.conflicts} role="region" aria-label="Conflicts" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th>Result</th>
            <th>Content, reference</th>
            <th>Here</th>
            <th>There</th>
          </tr>
        </thead>
        <tbody>
          {conflicts.map(({ transfer, contentName, referenceName, here, there }) => (
            <tr key={transfer}>
              <td>
                <img src={resultThumbnailUrl(transfer)} alt="" />
              </td>
              <td>
                {shortName(contentName)}
                <br />
                <span className={styles.second}>{shortName(referenceName)}</span>
              </td>
              <td>
                <Said record={here} />
              </td>
              <td>
                <Said record={there} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Said({ record: { verdict, tags, note, judgedBy, judgedUtc } }: { record: VerdictRecord }) {
  return (
    <>
      <VerdictSign verdict={verdict} />
      <div className={styles.second}>
        by {judgedBy}, {dateTime(new Date(judgedUtc))}
      </div>
      {tags.length > 0 && <div className={styles.second}>{tags.join(', ')}</div>}
      {note !== '' && <div className={styles.second}>“{note}”</div>}
    </>
  )
}
