import CloseIcon from '@mui/icons-material/Close'
import IconButton from '@mui/material/IconButton'
import Slider from '@mui/material/Slider'
import type { ReactNode } from 'react'
import { NumberField } from './number-field.tsx'
import styles from './slider-field.module.css'
import { typedNumber, type NumberRange } from './typed-number.ts'

export type Range = readonly [low: number, high: number]

interface RangeFieldProps extends NumberRange {
  readonly name: string
  /** Shown instead of the bare name, as a class with its colour. */
  readonly label?: ReactNode
  readonly value: Range
  readonly onChange: (value: Range) => void
  /** Behind the numbers: `%`. */
  readonly unit?: string
  /**
   * How much of the slider small values take: position to the power of it is the value. 1 unless told; 2.5 gives half of the
   * slider to what is below 18 % of the range, as shares of small classes need.
   */
  readonly curve?: number
  readonly onRemove?: (() => void) | undefined
}

const positions = 1000

/** Two bounds as a slider with a field for each. */
export function RangeField({
  name,
  label = name,
  value,
  onChange,
  unit,
  curve = 1,
  onRemove,
  ...range
}: RangeFieldProps) {
  const { min, max } = range
  const [low, high] = value
  const valueAt = (position: number): number =>
    typedNumber(String(min + (max - min) * (position / positions) ** curve), range) ?? min
  const positionOf = (bound: number): number => positions * ((bound - min) / (max - min)) ** (1 / curve)
  const unitOf = unit ? { unit } : {}

  return (
    <div>
      <div className={styles.head}>
        <span className={styles.label}>{label}</span>
        <NumberField
          label={`${name}, at least`}
          value={low}
          onChange={(next) => onChange([Math.min(next, high), high])}
          width={54}
          {...range}
        />
        <span className={styles.to}>to</span>
        <NumberField
          label={`${name}, at most`}
          value={high}
          onChange={(next) => onChange([low, Math.max(next, low)])}
          width={unit ? 64 : 54}
          {...unitOf}
          {...range}
        />
        {onRemove && (
          <IconButton
            className={styles.remove}
            aria-label={`Remove ${name}`}
            title={`Remove ${name}`}
            onClick={onRemove}
          >
            <CloseIcon />
          </IconButton>
        )}
      </div>
      <div className={styles.slider}>
        <Slider
          value={[positionOf(low), positionOf(high)]}
          min={0}
          max={positions}
          onChange={(_, next) => {
            const [first, second] = next as [number, number]
            onChange([valueAt(first), valueAt(second)])
          }}
          getAriaLabel={(thumb) => `${name}, ${thumb === 0 ? 'at least' : 'at most'}`}
          getAriaValueText={(position) => `${valueAt(position)} ${unit ?? ''}`}
        />
      </div>
    </div>
  )
}
