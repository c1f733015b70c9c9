import { metricNames, type MetricHistogram, type MetricName, type ReviewStatistics } from '../../../../shared/review.ts'
import { ConditionLabel } from '../../../ui/conditions/condition-icon.tsx'
import { count } from '../../../ui/format/numbers.ts'
import { metricValue, metricWords } from '../review-words.ts'
import { Histogram } from './histogram.tsx'
import styles from './statistics.module.css'

interface DistributionsProps {
  readonly scope: ReviewStatistics
  /** Of one reference, laid over the others. */
  readonly chosen: ReviewStatistics | null
  /** `narrow`: lower, and only the ends of the scale below. */
  readonly form?: 'wide' | 'narrow'
}

/** A small plot for each condition and measure, on the same scale within a measure. */
export function Distributions({ scope, chosen, form = 'wide' }: DistributionsProps) {
  return (
    <div
      className={form === 'wide' ? styles.plots : styles.narrowPlots}
      style={{ '--conditions': scope.conditions.length } as React.CSSProperties}
    >
      <span />
      {scope.conditions.map(({ condition, results }) => (
        <span key={condition} className={styles.plotHead}>
          <ConditionLabel condition={condition} />{' '}
          <span className={styles.help}>{form === 'wide' ? `${count(results)} results` : count(results)}</span>
        </span>
      ))}
      {metricNames.map((metric) => {
        const span = commonSpan(scope, metric)
        return [
          <span key={metric} className={styles.plotName}>
            {metricWords[metric]}
          </span>,
          ...scope.conditions.map(({ condition, histograms }) => {
            const own = histograms[metric]
            const over = chosen?.conditions.find((one) => one.condition === condition)?.histograms[metric]
            return (
              <div key={`${metric} ${condition}`} className={styles.plot}>
                {own && span ? (
                  <>
                    <Histogram
                      histogram={rebinned(own, span)}
                      height={form === 'wide' ? 64 : 36}
                      colour={`--${condition}`}
                      over={over ? rebinned(over, span).counts : undefined}
                    />
                    <div className={styles.axis}>
                      <span>{metricValue(metric, span.min)}</span>
                      {form === 'wide' && <span>{mostInWords(own, metric)}</span>}
                      <span>{metricValue(metric, span.max)}</span>
                    </div>
                  </>
                ) : (
                  <span className={styles.help}>not measured</span>
                )}
              </div>
            )
          }),
        ]
      })}
    </div>
  )
}

interface Span {
  readonly min: number
  readonly max: number
}

function commonSpan({ conditions }: ReviewStatistics, metric: MetricName): Span | null {
  const known = conditions.map(({ histograms }) => histograms[metric]).filter((histogram) => histogram !== null)
  if (known.length === 0) return null
  const [min, max] = [Math.min(...known.map((one) => one.min)), Math.max(...known.map((one) => one.max))]
  const around = metric === 'style' ? 1 : 0.05
  return max > min ? { min, max } : { min: Math.max(0, min - around), max: min + around }
}

/** The same counts on another span: each bin goes where its middle is. */
export function rebinned({ min, max, counts }: MetricHistogram, to: Span): MetricHistogram {
  const next = new Array<number>(counts.length).fill(0)
  const width = (max - min) / counts.length
  for (const [place, many] of counts.entries()) {
    const middle = min + (place + 0.5) * width
    const bin = Math.floor(((middle - to.min) / (to.max - to.min)) * counts.length)
    next[Math.max(0, Math.min(counts.length - 1, bin))]! += many
  }
  return { ...to, counts: next }
}

/** `half below 0.83`: what the plot says, in words. */
function mostInWords({ min, max, counts }: MetricHistogram, metric: MetricName): string {
  const half = counts.reduce((sum, many) => sum + many, 0) / 2
  let seen = 0
  const place = counts.findIndex((many) => (seen += many) >= half)
  return `half below ${metricValue(metric, min + ((place + 1) / counts.length) * (max - min))}`
}
