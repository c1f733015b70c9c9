import Checkbox from '@mui/material/Checkbox'
import type { ReactNode } from 'react'
import { count } from '../format/numbers.ts'
import styles from './facet.module.css'

export interface FacetOption<Value extends string> {
  readonly value: Value
  readonly name: string
  /** What is shown instead of the bare name, as a condition with its sign. */
  readonly label?: ReactNode
  /** How many would be left by this option and all other filters. */
  readonly count: number
}

interface FacetOptionsProps<Value extends string> {
  readonly options: readonly FacetOption<Value>[]
  readonly chosen: ReadonlySet<Value>
  readonly onChange: (chosen: ReadonlySet<Value>) => void
}

/** Options with their counts. One that would leave nothing stays, greyed, and can still be chosen. */
export function FacetOptions<Value extends string>({ options, chosen, onChange }: FacetOptionsProps<Value>) {
  const toggle = (value: Value) => {
    const next = new Set(chosen)
    if (!next.delete(value)) next.add(value)
    onChange(next)
  }
  return options.map(({ value, name, label = name, count: left }) => (
    <label key={value} className={left === 0 ? `${styles.option} ${styles.nothing}` : styles.option}>
      <Checkbox checked={chosen.has(value)} onChange={() => toggle(value)} />
      <span className={styles.name} title={name}>
        {label}
      </span>
      <span className={styles.count}>{count(left)}</span>
    </label>
  ))
}
