import type { ReactNode } from 'react'
import { ProgressLine } from '../../ui/progress/progress-line.tsx'
import type { Progress } from '../../ui/progress/progress-facts.ts'
import { useProgressAnnouncements } from '../announcements/announcements.tsx'
import styles from './status-bar.module.css'

interface StatusBarProps {
  /** Long tasks, as `<StatusTask />`. */
  readonly tasks?: ReactNode
  /** Device, model, free space. */
  readonly facts?: ReactNode
}

/** The foot of the window on every screen: long tasks left, facts right. */
export function StatusBar({ tasks, facts }: StatusBarProps) {
  return (
    <footer className={styles.bar}>
      <div className={styles.tasks}>{tasks}</div>
      <div className={styles.facts}>{facts}</div>
    </footer>
  )
}

interface StatusTaskProps {
  readonly progress: Progress
  readonly onPause?: (() => void) | undefined
  readonly onResume?: (() => void) | undefined
  readonly onCancel?: (() => void) | undefined
}

/** A long task in the status bar, read out at most every ten seconds. */
export function StatusTask(props: StatusTaskProps) {
  useProgressAnnouncements(props.progress)
  return <ProgressLine {...props} />
}
