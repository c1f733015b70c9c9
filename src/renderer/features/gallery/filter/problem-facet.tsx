import type { GalleryFilter } from '../../../../shared/gallery.ts'
import { problemCodes, type ProblemCode } from '../../../../shared/problems.ts'
import { FacetOptions } from '../../../ui/filters/facet-options.tsx'
import type { FacetProps } from './facet-props.ts'
import { withPart } from './filter-parts.ts'
import { problemNames } from '../../library/problems/problem-words.ts'

type Choice = 'any' | 'none' | ProblemCode

/** Any problem, none, or some kinds: what was chosen last decides which of the three it is. */
export function ProblemOptions({ filter, onFilter, counts }: FacetProps) {
  const chosen = chosenOf(filter)
  const choose = (next: ReadonlySet<Choice>) => {
    const added = [...next].find((choice) => !chosen.has(choice))
    onFilter(withPart(filter, 'problems', problemsOf(next, added)))
  }
  return (
    <FacetOptions<Choice>
      options={[
        { value: 'any', name: 'Any problem', count: counts?.problems.any ?? 0 },
        { value: 'none', name: 'No problem', count: counts?.problems.none ?? 0 },
        ...problemCodes.map((code) => ({
          value: code,
          name: problemNames[code],
          count: counts?.problems[code] ?? 0,
        })),
      ]}
      chosen={chosen}
      onChange={choose}
    />
  )
}

function chosenOf({ problems }: GalleryFilter): ReadonlySet<Choice> {
  return new Set(typeof problems === 'string' ? [problems] : problems)
}

function problemsOf(chosen: ReadonlySet<Choice>, added: Choice | undefined): GalleryFilter['problems'] {
  if (added === 'any' || added === 'none') return added
  return problemCodes.filter((code) => chosen.has(code))
}
