import type { Condition } from '../../../shared/conditions.ts'
import styles from './condition-icon.module.css'

/** What a person calls the conditions. */
export const conditionNames: Readonly<Record<Condition, string>> = {
  fog: 'Fog',
  night: 'Night',
  rain: 'Rain',
  snow: 'Snow',
  clear: 'Clear',
}

interface ConditionIconProps {
  readonly condition: Condition
  /** Pixels; 16 unless told. */
  readonly size?: number
  /** The colour of the text around it instead of the condition's own, as on pictures. */
  readonly isPlain?: boolean
  /** Leaves the name to the text beside it. */
  readonly isDecorative?: boolean
}

/** The sign of a condition: one element, named for screen readers unless its name stands beside it. */
export function ConditionIcon({ condition, size = 16, isPlain = false, isDecorative = false }: ConditionIconProps) {
  const name = isDecorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': conditionNames[condition] }
  const colour = isPlain ? 'currentcolor' : `var(--${condition})`
  return (
    <span
      className={`${styles.icon} ${styles[condition]}`}
      style={{ width: size, height: size, color: colour }}
      {...name}
    />
  )
}

/** Sign and name of a condition. */
export function ConditionLabel({ condition, size = 16 }: { condition: Condition; size?: number }) {
  return (
    <span className={styles.label}>
      <ConditionIcon condition={condition} size={size} isDecorative />
      {conditionNames[condition]}
    </span>
  )
}
