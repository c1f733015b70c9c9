import PauseIcon from '@mui/icons-material/PauseRounded'
import PlayArrowIcon from '@mui/icons-material/PlayArrowRounded'
import CloseIcon from '@mui/icons-material/Close'
import IconButton from '@mui/material/IconButton'
import LinearProgress from '@mui/material/LinearProgress'
import { progressFacts, type Progress } from './progress-facts.ts'
import styles from './progress-line.module.css'

interface ProgressLineProps {
  readonly progress: Progress
  /** `line`: name, bar and facts beside each other, as in the status bar; `block`: the facts above a bar of full width. */
  readonly form?: 'line' | 'block'
  readonly onPause?: (() => void) | undefined
  readonly onResume?: (() => void) | undefined
  readonly onCancel?: (() => void) | undefined
}

/** A long task: count, rate, time left, and pause, resume and cancel where they are given. */
export function ProgressLine({ progress, form = 'line', onPause, onResume, onCancel }: ProgressLineProps) {
  const { name, done, total, isPaused = false } = progress
  const percent = total ? (done / total) * 100 : 0
  return (
    <div className={form === 'line' ? styles.line : styles.block}>
      <span className={styles.name}>{name}</span>
      <LinearProgress
        className={styles.bar}
        variant={total === undefined && !isPaused ? 'indeterminate' : 'determinate'}
        {...(total !== undefined || isPaused ? { value: percent } : {})}
        aria-label={name}
      />
      <span className={styles.facts}>
        {progressFacts(progress).map(({ kind, text }) => (
          <span key={kind} className={kind === 'rate' ? styles.rate : undefined}>
            {text}
          </span>
        ))}
      </span>
      <span className={styles.buttons}>
        {isPaused && onResume && <Button name={`Resume ${name}`} Icon={PlayArrowIcon} onClick={onResume} />}
        {!isPaused && onPause && <Button name={`Pause ${name}`} Icon={PauseIcon} onClick={onPause} />}
        {onCancel && <Button name={`Cancel ${name}`} Icon={CloseIcon} onClick={onCancel} />}
      </span>
    </div>
  )
}

interface ButtonProps {
  readonly name: string
  readonly Icon: typeof PauseIcon
  readonly onClick: () => void
}

const Button = ({ name, Icon, onClick }: ButtonProps) => (
  <IconButton className={styles.button} aria-label={name} title={name} onClick={onClick}>
    <Icon />
  </IconButton>
)
