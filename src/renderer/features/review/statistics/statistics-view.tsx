import Button from '@mui/material/Button'
import { useCallback, useState } from 'react'
import { metricNames, type ReviewStatistics } from '../../../../shared/review.ts'
import { trainIds } from '../../../../shared/labels.ts'
import { api } from '../../../api.ts'
import { useAnswer } from '../../../application/answer.ts'
import { ClassLabel } from '../../../ui/classes/class-chip.tsx'
import { ShareBar } from '../../../ui/classes/share-bar.tsx'
import { ConditionLabel } from '../../../ui/conditions/condition-icon.tsx'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { count, share } from '../../../ui/format/numbers.ts'
import { Figure } from '../../../ui/progress/figure.tsx'
import { shortName } from '../../gallery/picture-words.ts'
import { scopeOf } from '../list/question.ts'
import { metricHelp, metricWords } from '../review-words.ts'
import type { Review } from '../use-review.ts'
import { Distributions } from './distributions.tsx'
import styles from './statistics.module.css'
import { WarningList } from './warning-list.tsx'

/** What was judged so far: by condition, class and reference, and how the measures are spread. */
export function StatisticsView({ review }: { review: Review }) {
  const { scope } = review
  const [reference, setReference] = useState<number | null>(null)
  const chosen = useOfReference(review, reference)
  if (!scope) return <div className={styles.view} aria-busy />
  return (
    <div className={styles.view} role="region" aria-label="Statistics" tabIndex={-1}>
      <Totals scope={scope} />
      {scope.warnings.length > 0 && (
        <section className={styles.card}>
          <h2>To look at</h2>
          <WarningList warnings={scope.warnings} references={scope.references} className={styles.warnings} />
        </section>
      )}
      <section className={styles.card}>
        <h2>Measures</h2>
        <p className={styles.help}>
          How many results have which value, by condition.{' '}
          {reference === null
            ? 'Choose a reference below to lay its results over them.'
            : 'The line is the reference that is chosen below.'}
        </p>
        <Distributions scope={scope} chosen={chosen} />
        <p className={styles.help}>
          {metricNames.map((metric) => `${metricWords[metric]}: ${metricHelp[metric]}`).join(' ')}
        </p>
      </section>
      <div className={styles.pair}>
        <References scope={scope} chosen={reference} onChoose={setReference} review={review} />
        <Classes scope={scope} />
      </div>
    </div>
  )
}

function useOfReference({ filter, revision }: Review, reference: number | null): ReviewStatistics | null {
  const mark = reference === null ? null : JSON.stringify({ ...scopeOf(filter), references: [reference] })
  const ask = useCallback(
    async (signal: AbortSignal) =>
      mark === null
        ? null
        : { mark, statistics: await api.review.statistics({ filter: JSON.parse(mark) as object }, { signal }) },
    [mark],
  )
  const { value } = useAnswer(ask, revision)
  return value && value.mark === mark ? value.statistics : null
}

function Totals({ scope: { results, verdicts, failed } }: { scope: ReviewStatistics }) {
  const judged = verdicts.accept + verdicts.reject
  return (
    <div className={styles.totals}>
      <Figure value={count(results)}>results</Figure>
      <Figure value={count(verdicts.accept)}>
        accepted{judged > 0 && `, ${share(verdicts.accept / judged, 0)} of what was judged`}
      </Figure>
      <Figure value={count(verdicts.reject)}>rejected</Figure>
      <Figure value={count(verdicts.undecided)}>open</Figure>
      <Figure value={count(failed)}>failed</Figure>
    </div>
  )
}

interface ReferencesProps {
  readonly scope: ReviewStatistics
  readonly chosen: number | null
  readonly onChoose: (reference: number | null) => void
  readonly review: Review
}

/** Those that yield most rejects first. */
function References({ scope, chosen, onChoose, review }: ReferencesProps) {
  const rejected = new Set(scope.warnings.flatMap((one) => (one.kind === 'mostly-rejected' ? [one.reference] : [])))
  return (
    <section className={styles.card}>
      <h2>References</h2>
      <table className={styles.table}>
        <thead>
          <tr>
            <th>Reference</th>
            <th className={styles.number}>Results</th>
            <th className={styles.number}>Accepted</th>
            <th className={styles.number}>Rejected</th>
            <th aria-label="Share that is rejected" />
            <th aria-label="Look at them" />
          </tr>
        </thead>
        <tbody>
          {scope.references.map(({ reference, name, condition, results, accepted, rejected: bad }) => (
            <tr key={`${reference} ${condition}`}>
              <td className={styles.reference}>
                <button
                  type="button"
                  className={styles.name}
                  aria-pressed={chosen === reference}
                  onClick={() => onChoose(chosen === reference ? null : reference)}
                >
                  <ConditionLabel condition={condition} /> {shortName(name)}
                </button>
                {rejected.has(reference) && <StateLabel state="warning">mostly rejected</StateLabel>}
              </td>
              <td className={styles.number}>{count(results)}</td>
              <td className={styles.number}>{count(accepted)}</td>
              <td className={styles.number}>{count(bad)}</td>
              <td className={styles.bar}>
                <ShareBar share={accepted + bad === 0 ? 0 : bad / (accepted + bad)} />
              </td>
              <td className={styles.number}>
                <Button
                  aria-label={`Look at the results of ${shortName(name)}`}
                  onClick={() => {
                    review.onFilter({ ...review.filter, references: [reference] })
                    review.onView('grid')
                  }}
                >
                  Look
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** Accepted pixels by class and condition; a class that few accepted pictures show is named above. */
function Classes({ scope: { conditions, warnings } }: { scope: ReviewStatistics }) {
  const rare = new Set(warnings.flatMap((one) => (one.kind === 'under-represented' ? [String(one.class)] : [])))
  const totals = conditions.map(({ acceptedPixels }) =>
    Math.max(
      1,
      acceptedPixels.reduce((sum, part) => sum + part, 0),
    ),
  )
  return (
    <section className={styles.card}>
      <h2>Accepted pixels by class</h2>
      <table className={styles.table}>
        <thead>
          <tr>
            <th>Class</th>
            {conditions.map(({ condition, verdicts }) => (
              <th key={condition} className={styles.number}>
                <ConditionLabel condition={condition} />
                <div className={styles.accepted}>{count(verdicts.accept)} accepted</div>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {trainIds.map((trainId) => (
            <tr key={trainId}>
              <td>
                <ClassLabel trainId={trainId} />
              </td>
              {conditions.map(({ condition, acceptedPixels, acceptedPictures }, place) => {
                const pictures = acceptedPictures[trainId] ?? 0
                return (
                  <td
                    key={condition}
                    className={pictures === 0 ? `${styles.number} ${styles.nothing}` : styles.number}
                    title={`in ${count(pictures)} accepted pictures`}
                  >
                    {pictures === 0 ? 'none' : share((acceptedPixels[trainId] ?? 0) / totals[place]!)}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {rare.size > 0 && <p className={styles.help}>Under-represented: {[...rare].join(', ')}.</p>}
    </section>
  )
}
