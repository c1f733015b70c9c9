import { useCallback, useState } from 'react'
import type { ExportOptions } from '../../../../shared/exports.ts'
import type { ReviewFilter, ReviewStatistics } from '../../../../shared/review.ts'
import { api } from '../../../api.ts'
import { useAnswer } from '../../../application/answer.ts'
import { Section } from '../../../ui/layout/pane.tsx'
import { Distributions } from '../../review/statistics/distributions.tsx'
import { measuredFilter } from './plan-words.ts'
import styles from './measures-section.module.css'
import { ReferenceSelect } from './reference-select.tsx'

interface MeasuresSectionProps {
  readonly options: ExportOptions
  /** Grows with results and verdicts. */
  readonly revision: number
}

/** How structure, style and leakage are spread over what goes in, by condition, and of one reference over them. */
export function MeasuresSection({ options, revision }: MeasuresSectionProps) {
  const [reference, setReference] = useState<number | null>(null)
  const filter = measuredFilter(options)
  const scope = useStatistics(filter, revision)
  const isThere = scope?.references.some((each) => each.reference === reference) ?? false
  const chosen = useStatistics(isThere && reference !== null ? { ...filter, references: [reference] } : null, revision)
  if (!scope || scope.results === 0) return null
  return (
    <Section
      title="Measures of the results"
      note={<ReferenceSelect {...{ scope }} chosen={isThere ? reference : null} onChoose={setReference} />}
    >
      <Distributions scope={scope} chosen={isThere ? chosen : null} form="narrow" />
      <p className={styles.note}>
        {isThere && 'The line is the reference. '}Of structure more is better, of distance and leakage less.
      </p>
    </Section>
  )
}

/** The last answer, until the next one is there; null where nothing is asked. */
function useStatistics(filter: ReviewFilter | null, revision: number): ReviewStatistics | null {
  const asked = filter && JSON.stringify(filter)
  const ask = useCallback(
    async (signal: AbortSignal) =>
      asked === null ? null : api.review.statistics({ filter: JSON.parse(asked) as ReviewFilter }, { signal }),
    [asked],
  )
  return useAnswer(ask, revision).value ?? null
}
