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
  /** Directly above the slider and as wide: the histogram of what it bounds. */
  readonly histogram?: ReactNode
}

const positions = 1000

/** Two bounds as a slider with a field for each. */
export function RangeField({
  name,
  label = name,
  value: [low, high],
  onChange,
  unit = '',
  curve = 1,
  onRemove,
  histogram,
  ...range
}: RangeFieldProps) {
  const { min, max, step } = range
  const within = (bound: number): number => typedNumber(String(bound), range) ?? min
  const valueAt = (position: number): number => within(min + (max - min) * (position / positions) ** curve)
  const positionOf = (bound: number): number => Math.round(positions * ((bound - min) / (max - min)) ** (1 / curve))
  // where the curve is flat a key moves by less than a step: then it moves by one
  const stepped = (bound: number, position: number): number =>
    valueAt(position) === bound ? within(bound + Math.sign(position - positionOf(bound)) * step) : valueAt(position)

  const slide = (event: Event, next: number[]) => {
    const [first, second] = next as [number, number]
    const read = event.type === 'keydown' ? stepped : (_: number, position: number) => valueAt(position)
    onChange([
      first === positionOf(low) ? low : read(low, first),
      second === positionOf(high) ? high : read(high, second),
    ])
  }

  return (
    <div>
      <div className={styles.head}>
        <span className={styles.label}>{label}</span>
        <NumberField
          label={`${name}, at least`}
          value={low}
          onChange={(next) => onChange([Math.min(next, high), high])}
          width={40}
          {...range}
        />
        <span className={styles.word}>–</span>
        <NumberField
          label={`${name}, at most`}
          value={high}
          onChange={(next) => onChange([low, Math.max(next, low)])}
          width={40}
          {...range}
        />
        <span className={styles.word}>{unit}</span>
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
        {histogram}
        <Slider
          value={[positionOf(low), positionOf(high)]}
          min={0}
          max={positions}
          onChange={slide}
          getAriaLabel={(thumb) => `${name}, ${thumb === 0 ? 'at least' : 'at most'}`}
          getAriaValueText={(position) => `${valueAt(position)} ${unit}`}
        />
      </div>
    </div>
  )
}
