import type { ReactNode } from 'react'
import styles from './figure.module.css'

interface FigureProps {
  /** With its unit, if it has one: `3.4 GB`. */
  readonly value: ReactNode
  /** What it is: `on disk, 612 GB free`. */
  readonly children: ReactNode
  readonly size?: 'normal' | 'large'
}

/** A number that matters, and below it what it is. */
export function Figure({ value, children, size = 'normal' }: FigureProps) {
  return (
    <div>
      <div className={size === 'large' ? styles.large : styles.value}>{value}</div>
      <div className={styles.caption}>{children}</div>
    </div>
  )
}
