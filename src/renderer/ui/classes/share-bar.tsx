import styles from './share-bar.module.css'

interface ShareBarProps {
  /** 0 to 1. */
  readonly share: number
  /** The share that fills the bar; 1 unless told. */
  readonly full?: number
}

/** A share as a grey bar. Its number stands beside it, so a screen reader passes over the bar. */
export function ShareBar({ share, full = 1 }: ShareBarProps) {
  const part = full > 0 ? Math.min(1, share / full) : 0
  return (
    <span className={styles.bar} aria-hidden>
      <span className={styles.part} style={{ width: `${part * 100}%` }} />
    </span>
  )
}
