import Drawer from '@mui/material/Drawer'
import type { ReactNode } from 'react'
import styles from './pane.module.css'

interface PaneProps {
  /** What it holds, for screen readers: `Filters`. */
  readonly name: string
  /** Choices left, facts right. */
  readonly side: 'left' | 'right'
  /** Pixels. */
  readonly width: number
  /** Where the window is narrow: the pane lies over the pictures while it is open, and they stay in sight. */
  readonly drawer?: { readonly isOpen: boolean; readonly onClose: () => void } | undefined
  readonly children: ReactNode
}

/** A column of choices or facts beside the pictures. It scrolls for itself. */
export function Pane({ name, side, width, drawer, children }: PaneProps) {
  if (drawer) {
    return (
      <Drawer
        anchor={side}
        open={drawer.isOpen}
        onClose={drawer.onClose}
        slotProps={{
          backdrop: { invisible: true },
          paper: {
            className: `${styles.drawer} ${styles[side]}`,
            'aria-label': name,
            role: 'dialog',
            style: { width },
          },
        }}
      >
        {children}
      </Drawer>
    )
  }
  return (
    <aside className={`${styles.pane} ${styles[side]}`} style={{ width }} aria-label={name}>
      {children}
    </aside>
  )
}

interface SectionProps {
  readonly title?: ReactNode
  /** Right of the title: `share of pixels`. */
  readonly note?: ReactNode
  readonly children: ReactNode
}

/** A titled part of a pane, with a hairline below. */
export function Section({ title, note, children }: SectionProps) {
  return (
    <section className={styles.section}>
      {title !== undefined && (
        <h2 className={styles.title}>
          {title}
          {note !== undefined && <span className={styles.note}>{note}</span>}
        </h2>
      )}
      {children}
    </section>
  )
}
