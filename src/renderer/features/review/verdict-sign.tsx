import CheckIcon from '@mui/icons-material/CheckRounded'
import CloseIcon from '@mui/icons-material/CloseRounded'
import type { Verdict } from '../../../shared/review.ts'
import { verdictWords } from './review-words.ts'
import styles from './verdict-sign.module.css'

/** A verdict as sign and word. */
export function VerdictSign({ verdict }: { verdict: Verdict }) {
  return (
    <span className={`${styles.sign} ${styles[verdict]}`}>
      {verdict === 'accept' && <CheckIcon />}
      {verdict === 'reject' && <CloseIcon />}
      <span>{verdictWords[verdict]}</span>
    </span>
  )
}
