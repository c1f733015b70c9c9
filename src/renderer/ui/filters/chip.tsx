import CloseIcon from '@mui/icons-material/Close'
import type { ReactNode } from 'react'
import styles from './chip.module.css'

interface ChipProps {
  /** In words, for the button that takes it off: `Remove ACDC`. */
  readonly name: string
  /** What is shown; the name unless told. */
  readonly children?: ReactNode
  readonly onRemove?: (() => void) | undefined
}

/** A filter or tag that is set, with a button that takes it off where `onRemove` is given. */
export function Chip({ name, children = name, onRemove }: ChipProps) {
  return (
    <span className={styles.chip}>
      {children}
      {onRemove && (
        <button type="button" className={styles.remove} aria-label={`Remove ${name}`} onClick={onRemove}>
          <CloseIcon />
        </button>
      )}
    </span>
  )
}
