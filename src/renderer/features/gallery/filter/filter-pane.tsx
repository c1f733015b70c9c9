import { Facet } from '../../../ui/filters/facet.tsx'
import { Pane } from '../../../ui/layout/pane.tsx'
import { facetNames, type FacetName, type GallerySettings } from '../settings/gallery-settings.ts'
import { BrightnessFacet } from './brightness-facet.tsx'
import { ClassShareFacet } from './class-share-facet.tsx'
import type { FacetProps } from './facet-props.ts'
import { facetParts, facetTitles } from './facet-words.ts'
import { luminanceInWords, partInWords, type SourceNames } from './filter-words.ts'
import { partsOf } from './filter-parts.ts'
import { BoardOptions, ConditionOptions, LabelOptions, SourceOptions, SplitOptions } from './option-facets.tsx'
import { ProblemOptions } from './problem-facet.tsx'
import { SequenceFacet } from './sequence-facet.tsx'

interface FilterPaneProps extends FacetProps {
  readonly settings: GallerySettings
  readonly onSettings: (part: Partial<GallerySettings>) => void
  readonly sources: SourceNames
  readonly drawer: { readonly isOpen: boolean; readonly onClose: () => void } | undefined
}

const WIDTH = 248

/** Everything that a list can be narrowed by, with how many pictures each choice would leave. */
export function FilterPane(props: FilterPaneProps) {
  const { settings, onSettings, drawer } = props
  const toggle = (name: FacetName) => {
    const { openFacets } = settings
    const isOpen = openFacets.includes(name)
    onSettings({ openFacets: isOpen ? openFacets.filter((open) => open !== name) : [...openFacets, name] })
  }
  return (
    <Pane name="Filters" side="left" width={WIDTH} drawer={drawer}>
      {facetNames.map((name) => (
        <Facet
          key={name}
          name={facetTitles[name]}
          isOpen={settings.openFacets.includes(name)}
          onToggle={() => toggle(name)}
          summary={summaryOf(name, props)}
        >
          <FacetBody {...props} name={name} />
        </Facet>
      ))}
    </Pane>
  )
}

/** What a closed facet has set; brightness says its range always. */
function summaryOf(name: FacetName, { filter, settings, sources }: FilterPaneProps): string | undefined {
  if (name === 'brightness') return luminanceInWords(filter)
  if (settings.openFacets.includes(name)) return undefined
  if (name === 'shares') return filter.shares?.length ? `${filter.shares.length} set` : undefined
  const part = facetParts[name]
  return partsOf(filter).includes(part) ? partInWords(filter, part, sources) : undefined
}

function FacetBody({ name, settings, onSettings, ...props }: FilterPaneProps & { readonly name: FacetName }) {
  switch (name) {
    case 'source':
      return <SourceOptions {...props} />
    case 'condition':
      return <ConditionOptions {...props} />
    case 'shares':
      return (
        <ClassShareFacet
          {...props}
          shownClasses={settings.shownClasses}
          onShownClasses={(shownClasses, filter) => onSettings({ shownClasses, filter })}
        />
      )
    case 'brightness':
      return <BrightnessFacet {...props} />
    case 'label':
      return <LabelOptions {...props} />
    case 'split':
      return <SplitOptions {...props} />
    case 'sequence':
      return <SequenceFacet {...props} />
    case 'board':
      return <BoardOptions {...props} />
    case 'problems':
      return <ProblemOptions {...props} />
  }
}
