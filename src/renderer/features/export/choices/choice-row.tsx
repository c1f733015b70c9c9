import MenuItem from '@mui/material/MenuItem'
import Select from '@mui/material/Select'
import type { ReactNode } from 'react'
import styles from './choices.module.css'

/** A choice with its name at the left. */
export const ChoiceRow = ({ name, children }: { name: ReactNode; children: ReactNode }) => (
  <div className={styles.row}>
    <span className={styles.name}>{name}</span>
    <div className={styles.control}>{children}</div>
  </div>
)

export interface Choice<Value extends string> {
  readonly value: Value
  readonly name: string
  /** Behind the name, quieter: `1,024 × 512`. */
  readonly note?: string | undefined
}

interface ChoiceSelectProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly choices: readonly Choice<Value>[]
  readonly onChange: (value: Value) => void
}

/** One of a few, as a menu over the whole width of its row. */
export const ChoiceSelect = <Value extends string>({ label, value, choices, onChange }: ChoiceSelectProps<Value>) => (
  <Select
    fullWidth
    value={value}
    onChange={({ target }) => onChange(target.value as Value)}
    slotProps={{ input: { 'aria-label': label } }}
    renderValue={(shown) => <Named {...(choices.find((each) => each.value === shown) ?? { name: shown })} />}
  >
    {choices.map((choice) => (
      <MenuItem key={choice.value} value={choice.value}>
        <Named {...choice} />
      </MenuItem>
    ))}
  </Select>
)

export const Named = ({ name, note }: { name: string; note?: string | undefined }) => (
  <span className={styles.named}>
    {name}
    {note !== undefined && <span className={styles.note}>{note}</span>}
  </span>
)
