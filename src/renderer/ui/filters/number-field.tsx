import OutlinedInput from '@mui/material/OutlinedInput'
import { useState, type KeyboardEvent } from 'react'
import styles from './number-field.module.css'
import { typedNumber, type NumberRange } from './typed-number.ts'

interface NumberFieldProps extends NumberRange {
  /** In words, with the unit: `Overlay strength in percent`. */
  readonly label: string
  readonly value: number
  readonly onChange: (value: number) => void
  /** Behind the number: `%`. */
  readonly unit?: string
  /** Pixels; 64 unless told. */
  readonly width?: number
}

/**
 * A number that is typed: taken on Enter and on leaving the field, brought into its range and onto its step; arrows step it.
 * What is no number is put back.
 */
export function NumberField({ label, value, onChange, unit, width = 64, ...range }: NumberFieldProps) {
  const [typed, setTyped] = useState<string>()

  const take = () => {
    const number = typed === undefined ? undefined : typedNumber(typed, range)
    setTyped(undefined)
    if (number !== undefined && number !== value) onChange(number)
  }

  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter') take()
    if (event.key === 'Escape') setTyped(undefined)
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
    event.preventDefault()
    setTyped(undefined)
    const direction = event.key === 'ArrowUp' ? 1 : -1
    onChange(typedNumber(String(value + direction * range.step), range) ?? value)
  }

  return (
    <OutlinedInput
      className={unit ? styles.withUnit : styles.number}
      sx={{ width }}
      value={typed ?? String(value)}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={take}
      onKeyDown={press}
      slotProps={{ input: { 'aria-label': label, inputMode: 'decimal' } }}
      endAdornment={unit}
    />
  )
}
