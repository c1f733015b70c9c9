import FilterIcon from '@mui/icons-material/FilterAltOffOutlined'
import CollectionsIcon from '@mui/icons-material/CollectionsOutlined'
import type { FacetCounts, GalleryFilter } from '../../../shared/gallery.ts'
import { useNavigation } from '../../shell/navigation/navigation.tsx'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { counted } from '../../ui/format/numbers.ts'
import { partInWords, type SourceNames } from './filter/filter-words.ts'
import { partsOf, withoutPart } from './filter/filter-parts.ts'

interface EmptyGalleryProps {
  readonly filter: GalleryFilter
  readonly sources: SourceNames
  /** Null while they are counted: nothing is said before. */
  readonly counts: FacetCounts | null
  readonly onFilter: (filter: GalleryFilter) => void
}

/** No picture to show: which filter costs most, or that there are no pictures yet. */
export function EmptyGallery({ filter, sources, counts, onFilter }: EmptyGalleryProps) {
  const { go } = useNavigation()
  // counts of the filter before say nothing about this one
  if (!counts || counts.total > 0) return null
  if (counts.present === 0 || partsOf(filter).length === 0) {
    return (
      <EmptyState
        Icon={CollectionsIcon}
        sentence={
          counts.sources.length === 0
            ? 'There are no pictures yet. Add your folders, or try it with the demo scenes.'
            : 'No pictures were found so far. Look in the library how far the sources are read.'
        }
        action={{ label: 'Open the library', onClick: () => go({ screen: 'library' }) }}
      />
    )
  }
  const [costliest] = counts.without
  if (!costliest) {
    return (
      <EmptyState
        Icon={FilterIcon}
        sentence="No picture passes all filters, and dropping one of them is not enough."
        action={{ label: 'Clear all filters', onClick: () => onFilter({}) }}
      />
    )
  }
  const name = partInWords(filter, costliest.part, sources)
  return (
    <EmptyState
      Icon={FilterIcon}
      sentence={`No picture passes all filters. Without ${quoted(name)} there ${isOrAre(costliest.total)} ${counted(costliest.total, 'picture')}.`}
      action={{ label: `Drop ${quoted(name)}`, onClick: () => onFilter(withoutPart(filter, costliest.part)) }}
    />
  )
}

const quoted = (name: string): string => (name.startsWith('“') ? name : `“${name}”`)
const isOrAre = (total: number): string => (total === 1 ? 'is' : 'are')
