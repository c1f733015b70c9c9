import { measure } from '../format/numbers.ts'
import styles from './measure.module.css'

interface MeasureProps {
  /** `Structure kept`. */
  readonly name: string
  /** 0 to 1. */
  readonly value: number
  /** How many have which value: counts of equal steps from 0 to 1. */
  readonly distribution: readonly number[]
}

/** A value, where it lies among all others of its kind, and its number. */
export function Measure({ name, value, distribution }: MeasureProps) {
  const highest = Math.max(1, ...distribution)
  return (
    <div className={styles.measure}>
      <span className={styles.name}>{name}</span>
      <span className={styles.distribution} aria-hidden>
        {distribution.map((height, step) => (
          <span key={step} className={styles.bar} style={{ height: `${(height / highest) * 100}%` }} />
        ))}
        <span className={styles.value} style={{ left: `${value * 100}%` }} />
      </span>
      <span className={styles.number}>{measure(value)}</span>
    </div>
  )
}
