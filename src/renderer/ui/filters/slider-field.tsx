import Slider from '@mui/material/Slider'
import type { ReactNode } from 'react'
import { NumberField } from './number-field.tsx'
import type { NumberRange } from './typed-number.ts'
import styles from './slider-field.module.css'

interface SliderFieldProps extends NumberRange {
  readonly name: string
  /** Shown instead of the bare name. */
  readonly label?: ReactNode
  readonly value: number
  readonly onChange: (value: number) => void
  /** Behind the number: `%`. */
  readonly unit?: string
}

/** A number as a slider with a field to type it. */
export function SliderField({ name, label = name, value, onChange, unit, ...range }: SliderFieldProps) {
  return (
    <div className={styles.inline}>
      <span className={styles.label}>{label}</span>
      <Slider
        value={value}
        onChange={(_, next) => onChange(next)}
        aria-label={name}
        getAriaValueText={(number) => `${number} ${unit ?? ''}`}
        {...range}
      />
      <NumberField label={name} value={value} onChange={onChange} {...(unit && { unit })} {...range} />
    </div>
  )
}
