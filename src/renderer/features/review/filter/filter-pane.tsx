import Checkbox from '@mui/material/Checkbox'
import { pickConditions } from '../../../../shared/conditions.ts'
import type { RunSummary } from '../../../../shared/runs.ts'
import {
  metricNames,
  reviewTags,
  verdicts,
  type MetricName,
  type ReviewFilter,
  type ReviewStatistics,
} from '../../../../shared/review.ts'
import { ConditionLabel, conditionNames } from '../../../ui/conditions/condition-icon.tsx'
import { Facet } from '../../../ui/filters/facet.tsx'
import { FacetOptions } from '../../../ui/filters/facet-options.tsx'
import { count } from '../../../ui/format/numbers.ts'
import { Pane } from '../../../ui/layout/pane.tsx'
import { useStoredState } from '../../../shell/stored-state.ts'
import { shortName } from '../../gallery/picture-words.ts'
import { metricWords, verdictNames } from '../review-words.ts'
import { withList, withoutFailed } from './filter-parts.ts'
import styles from './filter.module.css'

interface FilterPaneProps {
  readonly filter: ReviewFilter
  readonly onFilter: (filter: ReviewFilter) => void
  /** Of all results of the runs that are looked at: counts don't follow the other filters. */
  readonly all: ReviewStatistics | undefined
  readonly runs: readonly RunSummary[]
  readonly drawer?: { readonly isOpen: boolean; readonly onClose: () => void } | undefined
}

const WIDTH = 248
const facetNames = ['condition', 'verdict', 'reference', 'tags', 'measures', 'failed', 'run'] as const
type FacetName = (typeof facetNames)[number]
const initiallyOpen: readonly FacetName[] = ['condition', 'verdict', 'reference', 'measures', 'failed']

const asFacets = (stored: unknown): readonly FacetName[] | undefined =>
  Array.isArray(stored) ? facetNames.filter((name) => stored.includes(name)) : undefined

/** What results are looked at. */
export function FilterPane({ filter, onFilter, all, runs, drawer }: FilterPaneProps) {
  const [open, setOpen] = useStoredState<readonly FacetName[]>('review/facets', initiallyOpen, asFacets)
  const facet = (name: FacetName) => ({
    isOpen: open.includes(name),
    onToggle: () => setOpen(open.includes(name) ? open.filter((other) => other !== name) : [...open, name]),
  })
  const references = (all?.references ?? []).toSorted(
    (a, b) => pickConditions.indexOf(a.condition) - pickConditions.indexOf(b.condition) || a.name.localeCompare(b.name),
  )
  return (
    <Pane name="Filters" side="left" width={WIDTH} drawer={drawer}>
      <Facet name="Condition" {...facet('condition')}>
        <FacetOptions
          options={pickConditions.map((condition) => ({
            value: condition,
            name: conditionNames[condition],
            label: <ConditionLabel condition={condition} />,
            count: all?.conditions.find((of) => of.condition === condition)?.results ?? 0,
          }))}
          chosen={new Set(filter.conditions)}
          onChange={(chosen) => onFilter(withList(filter, 'conditions', [...chosen]))}
        />
      </Facet>
      <Facet name="Verdict" {...facet('verdict')}>
        <FacetOptions
          options={verdicts.map((verdict) => ({
            value: verdict,
            name: verdictNames[verdict],
            count: all?.verdicts[verdict] ?? 0,
          }))}
          chosen={new Set(filter.verdicts)}
          onChange={(chosen) => onFilter(withList(filter, 'verdicts', [...chosen]))}
        />
      </Facet>
      <Facet name="Outliers" summary="the worst twentieth" {...facet('measures')}>
        {metricNames.map((metric) => (
          <Choice
            key={metric}
            name={metricWords[metric]}
            isOn={filter.outliers?.includes(metric) ?? false}
            onChange={() => onFilter(withList(filter, 'outliers', toggled<MetricName>(filter.outliers, metric)))}
          />
        ))}
      </Facet>
      <Facet name="Reference" {...facet('reference')}>
        <FacetOptions
          options={[...new Map(references.map((one) => [one.reference, one])).values()].map((one) => ({
            value: String(one.reference),
            name: shortName(one.name),
            label: (
              <span className={styles.reference}>
                <ConditionLabel condition={one.condition} /> {shortName(one.name)}
              </span>
            ),
            count: one.results,
          }))}
          chosen={new Set(filter.references?.map(String))}
          onChange={(chosen) => onFilter(withList(filter, 'references', [...chosen].map(Number)))}
        />
      </Facet>
      <Facet name="Tags" {...facet('tags')}>
        {[...new Set([...reviewTags, ...(filter.tags ?? [])])].map((tag) => (
          <Choice
            key={tag}
            name={tag}
            isOn={filter.tags?.includes(tag) ?? false}
            onChange={() => onFilter(withList(filter, 'tags', toggled(filter.tags, tag)))}
          />
        ))}
      </Facet>
      <Facet name="Failed" {...facet('failed')}>
        <Choice
          name="Transfers that failed"
          count={all?.failed ?? 0}
          isOn={filter.failed ?? false}
          onChange={() => onFilter(filter.failed ? withoutFailed(filter) : { ...filter, failed: true })}
        />
      </Facet>
      <Facet name="Run" {...facet('run')}>
        <FacetOptions
          options={runs.map((run) => ({ value: String(run.id), name: run.name, count: run.counts.done }))}
          chosen={new Set(filter.runs?.map(String))}
          onChange={(chosen) => onFilter(withList(filter, 'runs', [...chosen].map(Number)))}
        />
      </Facet>
    </Pane>
  )
}

interface ChoiceProps {
  readonly name: string
  readonly count?: number
  readonly isOn: boolean
  readonly onChange: () => void
}

const Choice = ({ name, count: left, isOn, onChange }: ChoiceProps) => (
  <label className={styles.choice}>
    <Checkbox checked={isOn} onChange={onChange} />
    <span className={styles.name}>{name}</span>
    {left !== undefined && <span className={styles.count}>{count(left)}</span>}
  </label>
)

function toggled<Value>(list: readonly Value[] | undefined, value: Value): readonly Value[] {
  const before = list ?? []
  return before.includes(value) ? before.filter((other) => other !== value) : [...before, value]
}
