import type { ReactNode } from 'react'
import styles from './bars.module.css'

interface BarProps {
  /** For screen readers: `Selection`. */
  readonly name: string
  readonly children: ReactNode
}

/** The docked bar below the pictures, never over them: what can be done with the selection. */
export function DockedBar({ name, children }: BarProps) {
  return (
    <div className={styles.docked} role="toolbar" aria-label={name}>
      {children}
    </div>
  )
}

/** Takes the room between what is left and what is right in a bar or header. */
export function Spacer() {
  return <span className={styles.spacer} />
}
