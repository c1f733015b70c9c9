import CloseIcon from '@mui/icons-material/Close'
import ErrorIcon from '@mui/icons-material/ErrorOutlineRounded'
import InfoIcon from '@mui/icons-material/InfoOutlined'
import WarningIcon from '@mui/icons-material/WarningAmberRounded'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import type { ReactNode } from 'react'
import type { Action } from './empty-state.tsx'
import styles from './error-banner.module.css'

const kinds = {
  bad: { Icon: ErrorIcon, className: styles.bad },
  warning: { Icon: WarningIcon, className: styles.warning },
  note: { Icon: InfoIcon, className: styles.note },
} as const

interface ErrorBannerProps {
  /** What happened, in a sentence. */
  readonly what: ReactNode
  /** The file, folder or task that it is about. */
  readonly where?: string | undefined
  /** What to do about it, in a sentence. */
  readonly advice?: ReactNode
  readonly action?: Action | undefined
  readonly onDismiss?: (() => void) | undefined
  /** `bad` unless told: it stopped; `warning`: it goes on, but; `note`: good to know. */
  readonly kind?: keyof typeof kinds
}

/** What went wrong, where, what to do, and a button that does it. An error is read out as soon as it shows. */
export function ErrorBanner({ what, where, advice, action, onDismiss, kind = 'bad' }: ErrorBannerProps) {
  const { Icon, className } = kinds[kind]
  return (
    <div className={`${styles.banner} ${className}`} role={kind === 'bad' ? 'alert' : 'status'}>
      <Icon className={styles.icon} />
      <div className={styles.text}>
        <div>
          <span className={styles.what}>{what}</span> {advice && <span className={styles.advice}>{advice}</span>}
        </div>
        {where && <div className={styles.where}>{where}</div>}
      </div>
      {action && (
        <Button variant="outlined" className={styles.action} onClick={action.onClick}>
          {action.label}
        </Button>
      )}
      {onDismiss && (
        <IconButton aria-label="Dismiss" title="Dismiss" onClick={onDismiss}>
          <CloseIcon />
        </IconButton>
      )}
    </div>
  )
}
