import type { ReviewFilter, ReviewStatistics } from '../../../../shared/review.ts'
import { conditionNames } from '../../../ui/conditions/condition-icon.tsx'
import { shortName } from '../../gallery/picture-words.ts'
import { metricWords, verdictNames } from '../review-words.ts'

type ListPart = 'runs' | 'conditions' | 'references' | 'contents' | 'verdicts' | 'tags' | 'outliers'

/** One thing that is filtered by, as its chip says it. */
export interface FilterPart {
  readonly key: string
  readonly name: string
  readonly without: ReviewFilter
}

/** What names stand for the ids in a filter. */
export interface FilterNames {
  readonly references: ReviewStatistics['references']
  readonly runs: readonly { readonly id: number; readonly name: string }[]
}

/** The filter with another list of a part; without the part where the list is empty. */
export function withList<Part extends ListPart>(
  filter: ReviewFilter,
  part: Part,
  list: NonNullable<ReviewFilter[Part]>,
): ReviewFilter {
  const rest = without(filter, part)
  return list.length === 0 ? rest : { ...rest, [part]: list }
}

export const withoutFailed = (filter: ReviewFilter): ReviewFilter => without(filter, 'failed')

const without = (filter: ReviewFilter, part: keyof ReviewFilter): ReviewFilter =>
  Object.fromEntries(Object.entries(filter).filter(([name]) => name !== part))

/** Everything that is filtered by, in the order of the pane. */
export function partsOf(filter: ReviewFilter, { references, runs }: FilterNames): readonly FilterPart[] {
  const each = <Part extends ListPart>(
    part: Part,
    nameOf: (value: NonNullable<ReviewFilter[Part]>[number]) => string,
  ): FilterPart[] =>
    ((filter[part] ?? []) as NonNullable<ReviewFilter[Part]>[number][]).map((value) => ({
      key: `${part} ${value}`,
      name: nameOf(value),
      without: withList(
        filter,
        part,
        (filter[part] as readonly unknown[]).filter((other) => other !== value) as unknown as NonNullable<
          ReviewFilter[Part]
        >,
      ),
    }))
  return [
    ...each('runs', (id) => runs.find((run) => run.id === id)?.name ?? `Run ${id}`),
    ...each('conditions', (condition) => conditionNames[condition]),
    ...each('references', (id) =>
      shortName(references.find(({ reference }) => reference === id)?.name ?? `Reference ${id}`),
    ),
    ...each('contents', (id) => `Content ${id}`),
    ...each('verdicts', (verdict) => verdictNames[verdict]),
    ...each('tags', (tag) => tag),
    ...each('outliers', (metric) => `Outliers: ${metricWords[metric].toLowerCase()}`),
    ...(filter.failed ? [{ key: 'failed', name: 'Failed', without: withoutFailed(filter) }] : []),
  ]
}
