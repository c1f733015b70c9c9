import MenuItem from '@mui/material/MenuItem'
import Select from '@mui/material/Select'
import { useId, type ReactNode } from 'react'
import styles from './field.module.css'

interface FieldProps {
  readonly name: string
  readonly children: ReactNode
}

/** A line of the plan: its name, and what is chosen. */
export const Field = ({ name, children }: FieldProps) => (
  <div className={styles.field}>
    <span className={styles.name}>{name}</span>
    <div className={styles.control}>{children}</div>
  </div>
)

export interface Option<Value extends string> {
  readonly value: Value
  readonly name: ReactNode
  /** Behind the name, quieter: `8 references`. */
  readonly detail?: string | undefined
  readonly isDead?: boolean
}

interface ChoiceProps<Value extends string> {
  /** For screen readers. */
  readonly name: string
  readonly value: Value
  readonly options: readonly Option<Value>[]
  readonly onChange: (value: Value) => void
  readonly isDisabled?: boolean
}

/** One of a few things, with what is to be said of each. */
export function Choice<Value extends string>({
  name,
  value,
  options,
  onChange,
  isDisabled = false,
}: ChoiceProps<Value>) {
  const labelId = useId()
  return (
    <>
      <span id={labelId} hidden>
        {name}
      </span>
      <Select
        className={styles.choice}
        value={value}
        disabled={isDisabled}
        aria-label={name}
        labelId={labelId}
        MenuProps={{ slotProps: { list: { 'aria-label': name } } }}
        onChange={({ target }) => onChange(target.value as Value)}
      >
        {options.map(({ value: each, name: words, detail, isDead = false }) => (
          <MenuItem key={each} value={each} disabled={isDead}>
            <span className={styles.option}>
              <span className={styles.words}>{words}</span>
              {detail && <span className={styles.detail}>{detail}</span>}
            </span>
          </MenuItem>
        ))}
      </Select>
    </>
  )
}
