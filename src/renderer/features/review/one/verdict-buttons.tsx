import CheckIcon from '@mui/icons-material/CheckRounded'
import CloseIcon from '@mui/icons-material/CloseRounded'
import Button from '@mui/material/Button'
import type { ReviewRow, Verdict } from '../../../../shared/review.ts'
import { Kbd } from '../../../ui/keys/kbd.tsx'
import styles from './verdict-pane.module.css'

interface VerdictButtonsProps {
  readonly row: ReviewRow
  readonly onVerdict: (verdict: Verdict) => void
  readonly onNote: () => void
}

/** The verdict by pointer; pressed is the one that holds. */
export function VerdictButtons({ row: { verdict }, onVerdict, onNote }: VerdictButtonsProps) {
  const button = (of: Verdict) => ({
    'aria-pressed': verdict === of,
    'aria-keyshortcuts': of[0]!,
    onClick: () => onVerdict(of),
  })
  return (
    <div className={styles.verdicts}>
      <Button
        variant="contained"
        className={verdict === 'accept' ? `${styles.large} ${styles.chosen}` : styles.large}
        startIcon={<CheckIcon />}
        endIcon={<Kbd keys="a" />}
        {...button('accept')}
      >
        {verdict === 'accept' ? 'Accepted' : 'Accept'}
      </Button>
      <Button
        variant="outlined"
        className={verdict === 'reject' ? `${styles.large} ${styles.rejected}` : styles.large}
        startIcon={<CloseIcon />}
        endIcon={<Kbd keys="r" />}
        {...button('reject')}
      >
        {verdict === 'reject' ? 'Rejected' : 'Reject'}
      </Button>
      <Button endIcon={<Kbd keys="u" />} {...button('undecided')}>
        Undecided
      </Button>
      <Button endIcon={<Kbd keys="n" />} aria-keyshortcuts="n" onClick={onNote}>
        Note
      </Button>
    </div>
  )
}
