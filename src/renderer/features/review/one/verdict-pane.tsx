import Button from '@mui/material/Button'
import { dateTime } from '../../../ui/format/numbers.ts'
import type { ReviewDetail, ReviewRow, ReviewStatistics } from '../../../../shared/review.ts'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { Pane, Section } from '../../../ui/layout/pane.tsx'
import { shortName } from '../../gallery/picture-words.ts'
import { sentence } from '../../runs/run-words.ts'
import type { Judgement } from '../list/review-list.ts'
import { verdictNames } from '../review-words.ts'
import { Accepted } from './accepted.tsx'
import { Measures } from './measures.tsx'
import { NoteField } from './note-field.tsx'
import { TagList } from './tag-list.tsx'
import { Tries } from './tries.tsx'
import styles from './verdict-pane.module.css'
import { VerdictButtons } from './verdict-buttons.tsx'

interface VerdictPaneProps {
  readonly row: ReviewRow
  readonly detail: ReviewDetail | null
  readonly all: ReviewStatistics | undefined
  readonly isNoting: boolean
  readonly onNoting: (isNoting: boolean) => void
  readonly onJudge: (judgement: Judgement) => void
  readonly compared: number | null
  readonly onCompare: (transfer: number | null) => void
  readonly onOpen: (transfer: number) => void
  readonly onTune: (() => void) | undefined
  readonly onRerun: () => void
}

const WIDTH = 312

/** What is said of the result in sight, and what is known of it. */
export function VerdictPane(props: VerdictPaneProps) {
  const { row, detail, all, isNoting, onNoting, onJudge } = props
  return (
    <div className={styles.pane}>
      <Pane name="Verdict" side="right" width={WIDTH}>
        <Section>
          {row.state === 'failed' ? (
            <StateLabel state="bad">
              <b>This transfer failed.</b> {sentence(row.error?.message ?? 'No reason was recorded')}
            </StateLabel>
          ) : (
            <VerdictButtons row={row} onVerdict={(verdict) => onJudge({ verdict })} onNote={() => onNoting(true)} />
          )}
          <p className={styles.pair}>
            {shortName(row.contentName)} after {shortName(row.referenceName)}
          </p>
          {detail?.judged && detail.judged.verdict !== 'undecided' && (
            <p className={styles.pair}>
              {verdictNames[detail.judged.verdict]} by {detail.judged.judgedBy},{' '}
              {dateTime(new Date(detail.judged.judgedUtc))}
            </p>
          )}
          {isNoting && (
            <NoteField
              key={row.id}
              note={row.note}
              onNote={(note) => onJudge({ note })}
              onLeave={() => onNoting(false)}
            />
          )}
          {!isNoting && row.note !== '' && <p className={styles.note}>{row.note}</p>}
        </Section>
        {row.state === 'done' && (
          <>
            <Section title="Tags">
              <TagList tags={row.tags} onTags={(tags) => onJudge({ tags })} />
            </Section>
            <Measures row={row} detail={detail} all={all} />
          </>
        )}
        {detail && (
          <Tries detail={detail} compared={props.compared} onCompare={props.onCompare} onOpen={props.onOpen} />
        )}
        <Accepted all={all} />
      </Pane>
      <div className={styles.foot}>
        <Button disabled={!props.onTune} aria-keyshortcuts="t" onClick={props.onTune}>
          Tune this pair
        </Button>
        <Button aria-haspopup="dialog" onClick={props.onRerun}>
          Run again with…
        </Button>
      </div>
    </div>
  )
}
