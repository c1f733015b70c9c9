import AddIcon from '@mui/icons-material/Add'
import Button from '@mui/material/Button'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useState } from 'react'
import type { GalleryFilter } from '../../../../shared/gallery.ts'
import { classNames, trainIds, type TrainId } from '../../../../shared/labels.ts'
import { ClassLabel } from '../../../ui/classes/class-chip.tsx'
import { RangeField, type Range } from '../../../ui/filters/range-field.tsx'
import { count } from '../../../ui/format/numbers.ts'
import type { FacetProps } from './facet-props.ts'
import { shareOf, withShare } from './filter-parts.ts'
import styles from './filter.module.css'

interface ClassShareFacetProps extends FacetProps {
  readonly shownClasses: readonly TrainId[]
  readonly onShownClasses: (classes: readonly TrainId[], filter: GalleryFilter) => void
}

/** A slider for each class that was added: how much of a picture it takes, in percent. */
export function ClassShareFacet({ filter, onFilter, counts, shownClasses, onShownClasses }: ClassShareFacetProps) {
  const filtered = (filter.shares ?? []).map(({ trainId }) => trainId)
  const shown = [...new Set([...shownClasses, ...filtered])]
  return (
    <>
      {shown.map((trainId) => (
        <RangeField
          key={trainId}
          name={classNames[trainId]}
          label={<ClassLabel trainId={trainId} />}
          unit="%"
          value={percentOf(filter, trainId)}
          onChange={([low, high]) => onFilter(withShare(filter, trainId, { min: low / 100, max: high / 100 }))}
          min={0}
          max={100}
          step={0.1}
          curve={2.5}
          onRemove={() =>
            onShownClasses(
              shown.filter((other) => other !== trainId),
              withShare(filter, trainId, null),
            )
          }
        />
      ))}
      <AddClass
        classes={trainIds.filter((trainId) => !shown.includes(trainId))}
        counts={counts?.classes ?? null}
        onAdd={(trainId) => onShownClasses([...shown, trainId], filter)}
      />
    </>
  )
}

function percentOf(filter: GalleryFilter, trainId: TrainId): Range {
  const range = shareOf(filter, trainId)
  return range ? [rounded(range.min * 100), rounded(range.max * 100)] : [0, 100]
}

const rounded = (percent: number): number => Math.round(percent * 10) / 10

interface AddClassProps {
  readonly classes: readonly TrainId[]
  /** Pictures that show each class. */
  readonly counts: readonly number[] | null
  readonly onAdd: (trainId: TrainId) => void
}

function AddClass({ classes, counts, onAdd }: AddClassProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const add = (trainId: TrainId) => {
    setAnchor(null)
    onAdd(trainId)
  }
  if (classes.length === 0) return null
  return (
    <>
      <Button
        className={styles.add}
        startIcon={<AddIcon />}
        aria-haspopup="menu"
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        Add a class
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {classes.map((trainId) => (
          <MenuItem key={trainId} onClick={() => add(trainId)}>
            <ClassLabel trainId={trainId} />
            {counts && <span className={styles.menuCount}>{count(counts[trainId] ?? 0)}</span>}
          </MenuItem>
        ))}
      </Menu>
    </>
  )
}
