import { conditions, type Condition } from '../../../../shared/conditions.ts'
import { splitFacets, type SplitFacet } from '../../../../shared/gallery.ts'
import { ConditionLabel, conditionNames } from '../../../ui/conditions/condition-icon.tsx'
import { FacetOptions } from '../../../ui/filters/facet-options.tsx'
import type { FacetProps } from './facet-props.ts'
import { withPart } from './filter-parts.ts'
import { splitNames } from './filter-words.ts'

export function SourceOptions({ filter, onFilter, counts }: FacetProps) {
  const options = (counts?.sources ?? []).map(({ source, name, count }) => ({ value: String(source), name, count }))
  return (
    <FacetOptions
      options={options}
      chosen={new Set(filter.sources?.map(String))}
      onChange={(chosen) => onFilter(withPart(filter, 'sources', [...chosen].map(Number)))}
    />
  )
}

export function ConditionOptions({ filter, onFilter, counts }: FacetProps) {
  return (
    <FacetOptions<Condition>
      options={conditions.map((condition) => ({
        value: condition,
        name: conditionNames[condition],
        label: <ConditionLabel condition={condition} />,
        count: counts?.conditions[condition] ?? 0,
      }))}
      chosen={new Set(filter.conditions)}
      onChange={(chosen) =>
        onFilter(
          withPart(
            filter,
            'conditions',
            conditions.filter((value) => chosen.has(value)),
          ),
        )
      }
    />
  )
}

export function SplitOptions({ filter, onFilter, counts }: FacetProps) {
  return (
    <FacetOptions<SplitFacet>
      options={splitFacets.map((split) => ({
        value: split,
        name: splitNames[split],
        count: counts?.splits[split] ?? 0,
      }))}
      chosen={new Set(filter.splits)}
      onChange={(chosen) =>
        onFilter(
          withPart(
            filter,
            'splits',
            splitFacets.filter((value) => chosen.has(value)),
          ),
        )
      }
    />
  )
}

export function LabelOptions({ filter, onFilter, counts }: FacetProps) {
  const chosen = filter.labelled === undefined ? null : filter.labelled ? 'with' : 'without'
  return (
    <EitherOption
      options={[
        { value: 'with', name: 'With label', count: counts?.labelled.with ?? 0 },
        { value: 'without', name: 'Without label', count: counts?.labelled.without ?? 0 },
      ]}
      chosen={chosen}
      onChange={(next) => onFilter(withPart(filter, 'labelled', next === null ? undefined : next === 'with'))}
    />
  )
}

export function BoardOptions({ filter, onFilter, counts }: FacetProps) {
  const chosen = filter.picked === 'any' || filter.picked === 'none' ? filter.picked : null
  return (
    <EitherOption
      options={[
        { value: 'any', name: 'On a style board', count: counts?.picked.any ?? 0 },
        { value: 'none', name: 'On none', count: counts?.picked.none ?? 0 },
      ]}
      chosen={chosen}
      onChange={(next) => onFilter(withPart(filter, 'picked', next ?? undefined))}
    />
  )
}

interface EitherOptionProps<Value extends string> {
  readonly options: readonly { readonly value: Value; readonly name: string; readonly count: number }[]
  readonly chosen: Value | null
  readonly onChange: (chosen: Value | null) => void
}

/** Options of which one holds: choosing another takes the first one back, for both together say nothing. */
function EitherOption<Value extends string>({ options, chosen, onChange }: EitherOptionProps<Value>) {
  return (
    <FacetOptions<Value>
      options={options}
      chosen={new Set(chosen === null ? [] : [chosen])}
      onChange={(next) => onChange([...next].find((value) => value !== chosen) ?? null)}
    />
  )
}
