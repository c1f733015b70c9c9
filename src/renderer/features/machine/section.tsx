import type { ReactNode } from 'react'
import styles from './section.module.css'

interface SectionProps {
  readonly title: string
  /** Beside the title. */
  readonly note?: ReactNode
  /** What is done with the whole of it, at the right. */
  readonly action?: ReactNode
  readonly children: ReactNode
}

/** A titled part of the machine's screen. */
export function Section({ title, note, action, children }: SectionProps) {
  return (
    <section className={styles.section} aria-label={title}>
      <header className={styles.head}>
        <h2 className={styles.title}>{title}</h2>
        <span className={styles.note}>{note}</span>
        {action}
      </header>
      {children}
    </section>
  )
}

/** A raised box. */
export const Card = ({ children, isRow = false }: { children: ReactNode; isRow?: boolean }) => (
  <div className={isRow ? `${styles.card} ${styles.row}` : styles.card}>{children}</div>
)
