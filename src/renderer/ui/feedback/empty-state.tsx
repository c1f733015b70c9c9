import Button from '@mui/material/Button'
import type SvgIcon from '@mui/material/SvgIcon'
import styles from './empty-state.module.css'

export interface Action {
  /** A verb: `Add your folders`. */
  readonly label: string
  readonly onClick: () => void
}

interface EmptyStateProps {
  /** Why nothing is here, ending in something to do. */
  readonly sentence: string
  readonly action?: Action | undefined
  readonly Icon?: typeof SvgIcon
}

/** A place with nothing in it: one sentence, one button. */
export function EmptyState({ sentence, action, Icon }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      {Icon && <Icon className={styles.icon} />}
      <p className={styles.sentence}>{sentence}</p>
      {action && (
        <Button variant="outlined" onClick={action.onClick}>
          {action.label}
        </Button>
      )}
    </div>
  )
}
