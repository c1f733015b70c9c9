import CheckIcon from '@mui/icons-material/CheckRounded'
import ErrorIcon from '@mui/icons-material/ErrorOutlineRounded'
import InfoIcon from '@mui/icons-material/InfoOutlined'
import PauseIcon from '@mui/icons-material/PauseRounded'
import PlayArrowIcon from '@mui/icons-material/PlayArrowRounded'
import ScheduleIcon from '@mui/icons-material/ScheduleOutlined'
import WarningIcon from '@mui/icons-material/WarningAmberRounded'
import type { ReactNode } from 'react'
import styles from './state-label.module.css'

const icons = {
  good: CheckIcon,
  bad: ErrorIcon,
  warning: WarningIcon,
  note: InfoIcon,
  running: PlayArrowIcon,
  waiting: ScheduleIcon,
  paused: PauseIcon,
} as const

interface StateLabelProps {
  readonly state: keyof typeof icons
  /** The state in words: an icon never stands alone. */
  readonly children: ReactNode
}

/** A state as icon and words: `Up to date`, `Not found since 14:02. Connect the drive, then look again.` */
export function StateLabel({ state, children }: StateLabelProps) {
  const Icon = icons[state]
  return (
    <span className={styles.label}>
      <Icon className={`${styles.icon} ${styles[state]}`} />
      <span>{children}</span>
    </span>
  )
}
