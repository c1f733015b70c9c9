import type { MetricHistogram } from '../../../../shared/review.ts'
import styles from './histogram.module.css'

interface HistogramProps {
  readonly histogram: MetricHistogram
  /** Marked by a line. */
  readonly value?: number | null
  /** Pixels; 24 unless told. */
  readonly height?: number
  /** A custom property's name: `--snow`; grey unless told. */
  readonly colour?: string
  /** A second one over it, in outline, on the same bins. */
  readonly over?: readonly number[] | undefined
}

/** How many results have which value. Its numbers stand beside it, so a screen reader passes over it. */
export function Histogram({ histogram, value = null, height = 24, colour = '--control-edge', over }: HistogramProps) {
  const { min, max, counts } = histogram
  const highest = Math.max(1, ...counts)
  const highestOver = Math.max(1, ...(over ?? []))
  const step = 100 / counts.length
  const at = value === null || max === min ? 50 : ((value - min) / (max - min)) * 100
  return (
    <svg className={styles.histogram} style={{ height }} viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden>
      {counts.map((count, place) => (
        <rect
          key={place}
          x={place * step + step * 0.08}
          width={step * 0.84}
          y={100 - (count / highest) * 100}
          height={(count / highest) * 100}
          fill={`var(${colour})`}
          opacity={colour === '--control-edge' ? 0.55 : 0.75}
        />
      ))}
      {over && <path className={styles.over} d={outline(over, highestOver)} />}
      {value !== null && <line className={styles.value} x1={at} x2={at} y1={0} y2={100} />}
    </svg>
  )
}

function outline(counts: readonly number[], highest: number): string {
  const step = 100 / counts.length
  const tops = counts.map((count, place) => {
    const y = 100 - (count / highest) * 98
    return `L${place * step} ${y} L${(place + 1) * step} ${y}`
  })
  return `M0 100 ${tops.join(' ')} L100 100`
}
