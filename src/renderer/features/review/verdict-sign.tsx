import CheckIcon from '@mui/icons-material/CheckRounded'
import CloseIcon from '@mui/icons-material/CloseRounded'
import type { Verdict } from '../../../shared/review.ts'
import styles from './verdict-sign.module.css'

const words: Readonly<Record<Verdict, string>> = { accept: 'accepted', reject: 'rejected', undecided: 'open' }

/** A verdict as sign and word. */
export function VerdictSign({ verdict, words: other = null }: { verdict: Verdict; words?: string | null }) {
  return (
    <span className={`${styles.sign} ${styles[verdict]}`}>
      {verdict === 'accept' && <CheckIcon />}
      {verdict === 'reject' && <CloseIcon />}
      <span>{other ?? words[verdict]}</span>
    </span>
  )
}
