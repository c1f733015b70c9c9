import Button from '@mui/material/Button'
import Popover from '@mui/material/Popover'
import { useState } from 'react'
import type { FilterPart, GalleryFilter } from '../../../../shared/gallery.ts'
import { useWindowWidth } from '../../../shell/media-query.ts'
import { ClassChip } from '../../../ui/classes/class-chip.tsx'
import { Chip } from '../../../ui/filters/chip.tsx'
import { classOfPart, partsOf, withoutPart } from './filter-parts.ts'
import { partInWords, shareInWords, type SourceNames } from './filter-words.ts'
import styles from './filter.module.css'

interface FilterChipsProps {
  readonly filter: GalleryFilter
  readonly sources: SourceNames
  readonly onFilter: (filter: GalleryFilter) => void
}

/** More would push the sort out of the header. */
const shownByWidth = { narrow: 1, middle: 3, wide: 6 } as const

/** What is filtered by, each with a button that drops it; those beyond the room of the header behind one of them. */
export function FilterChips({ filter, sources, onFilter }: FilterChipsProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const room = shownByWidth[useWindowWidth()]
  // the search says itself what it is
  const parts = partsOf(filter).filter((part) => part !== 'text')
  if (partsOf(filter).length === 0) return null
  const [shown, folded] = [parts.slice(0, room), parts.slice(room)]
  const chip = (part: FilterPart) => (
    <PartChip key={part} part={part} filter={filter} sources={sources} onFilter={onFilter} />
  )
  return (
    <div className={styles.chips} role="group" aria-label="Filtered by">
      {shown.map(chip)}
      {folded.length > 0 && (
        <>
          <Button aria-haspopup="dialog" onClick={(event) => setAnchor(event.currentTarget)}>
            {folded.length} more
          </Button>
          <Popover
            open={anchor !== null}
            anchorEl={anchor}
            onClose={() => setAnchor(null)}
            anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
            slotProps={{ paper: { role: 'dialog', 'aria-label': 'More filters' } }}
          >
            <div className={styles.more}>{folded.map(chip)}</div>
          </Popover>
        </>
      )}
      <Button onClick={() => onFilter({})}>Clear all</Button>
    </div>
  )
}

function PartChip({ part, filter, sources, onFilter }: FilterChipsProps & { readonly part: FilterPart }) {
  const drop = () => onFilter(withoutPart(filter, part))
  const trainId = classOfPart(part)
  if (trainId === null) return <Chip name={partInWords(filter, part, sources)} onRemove={drop} />
  return (
    <ClassChip trainId={trainId} onRemove={drop}>
      {shareInWords(filter, trainId)}
    </ClassChip>
  )
}
