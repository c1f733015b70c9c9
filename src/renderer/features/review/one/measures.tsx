import {
  metricNames,
  type MetricName,
  type ReviewDetail,
  type ReviewRow,
  type ReviewStatistics,
} from '../../../../shared/review.ts'
import { conditionNames } from '../../../ui/conditions/condition-icon.tsx'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { Section } from '../../../ui/layout/pane.tsx'
import { metricHelp, metricValue, metricWords } from '../review-words.ts'
import { Histogram } from '../statistics/histogram.tsx'
import styles from './verdict-pane.module.css'

interface MeasuresProps {
  readonly row: ReviewRow
  /** Null while it is asked for. */
  readonly detail: ReviewDetail | null
  readonly all: ReviewStatistics | undefined
}

/** A measure in the worst fifth of its condition is said in words. */
const NAMED_RANK = 0.2

/** Where the result stands among all of its condition. */
export function Measures({ row, detail, all }: MeasuresProps) {
  const histograms = all?.conditions.find(({ condition }) => condition === row.condition)?.histograms
  const named = metricNames.filter((metric) => isAmongWorst(detail?.ranks[metric]))
  return (
    <Section title="Measures" note={`against all ${conditionNames[row.condition].toLowerCase()} results`}>
      <dl>
        {metricNames.map((metric) => (
          <div key={metric} className={styles.measure} title={metricHelp[metric]}>
            <dt>{metricWords[metric]}</dt>
            <dd className={styles.histogram}>
              {histograms?.[metric] && <Histogram histogram={histograms[metric]} value={row[metric]} />}
            </dd>
            <dd className={styles.number}>{metricValue(metric, row[metric])}</dd>
          </div>
        ))}
      </dl>
      {named.map((metric) => (
        <p key={metric} className={styles.rank}>
          <StateLabel state="note">{rankInWords(metric, row)}</StateLabel>
        </p>
      ))}
    </Section>
  )
}

const isAmongWorst = (rank: number | null | undefined): boolean => typeof rank === 'number' && rank < NAMED_RANK

const rankInWords = (metric: MetricName, { condition }: ReviewRow): string =>
  `${metricWords[metric]}: in the worst fifth of ${conditionNames[condition].toLowerCase()}.`
