import type { ReactNode } from 'react'
import styles from './scrim.module.css'

type Corner = 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right'

interface ScrimProps {
  readonly children: ReactNode
  /** The corner of the picture that it sits in; without one it stands where it is put. */
  readonly corner?: Corner
}

const corners: Record<Corner, string | undefined> = {
  'top-left': styles.topLeft,
  'top-right': styles.topRight,
  'bottom-left': styles.bottomLeft,
  'bottom-right': styles.bottomRight,
}

/** Words on a picture: white on 72 % black. The picture's box needs `position: relative`. */
export function Scrim({ children, corner }: ScrimProps) {
  return <span className={`${styles.scrim} ${corner ? corners[corner] : ''}`}>{children}</span>
}
