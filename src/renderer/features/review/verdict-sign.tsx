import type { ReviewRow, Verdict } from '../../../shared/review.ts'
import { verdictWords } from './review-words.ts'
import styles from './verdict-sign.module.css'

/** A verdict as sign and word: one element, for a grid has many of them. */
export const VerdictSign = ({ verdict }: { verdict: Verdict }) => (
  <span className={`${styles.sign} ${styles[verdict]}`}>{verdictWords[verdict]}</span>
)

/** What was said of a result; of a transfer without one, that it failed. */
export const ResultSign = ({ row: { state, verdict } }: { row: Pick<ReviewRow, 'state' | 'verdict'> }) =>
  state === 'done' ? (
    <VerdictSign verdict={verdict} />
  ) : (
    <span className={`${styles.sign} ${styles.failed}`}>failed</span>
  )
