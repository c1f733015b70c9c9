import Button from '@mui/material/Button'
import type { ErrorDescription } from '../../../../shared/errors.ts'
import type { RunSummary } from '../../../../shared/runs.ts'
import { ErrorBanner } from '../../../ui/feedback/error-banner.tsx'
import { counted } from '../../../ui/format/numbers.ts'
import { sentence } from '../run-words.ts'
import styles from './run-view.module.css'
import type { RunActions } from './use-run-actions.ts'

/** Why a run waits, and the way on; where a person paused it, what still ends. */
export function RunBanner({ run, actions }: { run: RunSummary; actions: RunActions }) {
  const { state, reason, interrupted, afterCrash, counts } = run
  if (state !== 'paused') return null
  const left = counted(counts.queued + counts.running, 'transfer')
  const resume = { label: interrupted ? 'Go on' : 'Resume', onClick: actions.resume }
  if (interrupted)
    return (
      <div className={styles.banner}>
        <ErrorBanner
          kind="warning"
          what={`Weatherglass ended before this run did. ${left} ${counts.queued === 1 ? 'is' : 'are'} left, and nothing that was done is lost.`}
          advice={
            afterCrash === 'ask' && (
              <>
                {'Go on now, or leave it for later. '}
                <Button className={styles.inline} onClick={() => actions.setAfterCrash('go-on')}>
                  Always go on by itself
                </Button>
              </>
            )
          }
          action={resume}
        />
      </div>
    )
  if (!reason)
    return counts.running === 0 ? null : (
      <div className={styles.banner}>
        <ErrorBanner
          kind="note"
          what={`${counted(counts.running, 'transfer')} under way ${counts.running === 1 ? 'is' : 'are'} finished first.`}
          advice="Nothing else begins before it is resumed."
        />
      </div>
    )
  return (
    <div className={styles.banner}>
      <ErrorBanner
        what={sentence(reason.message)}
        advice={`${left} wait${counts.queued === 1 ? 's' : ''}: put it right, then resume.`}
        where={unsaidFile(reason)}
        action={resume}
      />
    </div>
  )
}

/** The file that a reason is about, where its sentence doesn't name it. */
const unsaidFile = ({ file, message }: ErrorDescription): string | undefined =>
  file !== undefined && message.includes(file) ? undefined : file
