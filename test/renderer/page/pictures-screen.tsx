import Button from '@mui/material/Button'
import { useState } from 'react'
import { ScreenHeader } from '../../../src/renderer/shell/frame/screen-header.tsx'
import { useWindowWidth } from '../../../src/renderer/shell/media-query.ts'
import { SearchField } from '../../../src/renderer/shell/search-field.tsx'
import { ClassChip, ClassLabel } from '../../../src/renderer/ui/classes/class-chip.tsx'
import { ConditionLabel, conditionNames } from '../../../src/renderer/ui/conditions/condition-icon.tsx'
import { Chip } from '../../../src/renderer/ui/filters/chip.tsx'
import { FacetOptions } from '../../../src/renderer/ui/filters/facet-options.tsx'
import { Facet } from '../../../src/renderer/ui/filters/facet.tsx'
import { RangeField, type Range } from '../../../src/renderer/ui/filters/range-field.tsx'
import { count } from '../../../src/renderer/ui/format/numbers.ts'
import { Kbd } from '../../../src/renderer/ui/keys/kbd.tsx'
import { DockedBar, Spacer } from '../../../src/renderer/ui/layout/bars.tsx'
import { Pane } from '../../../src/renderer/ui/layout/pane.tsx'
import { PictureTile } from '../../../src/renderer/ui/pictures/picture-tile.tsx'
import { conditions, type Condition } from '../../../src/shared/conditions.ts'
import styles from './page.module.css'

const adverse = ['fog', 'night', 'rain', 'snow'] as const
const counts: Record<Condition, number> = { fog: 311, night: 322, rain: 338, snow: 313, clear: 0 }
const tiles = Array.from({ length: 25 }, (_, index) => ({
  seed: 1 + (index % 3),
  condition: adverse[(index * 3) % 4]!,
  name: `GOPR0475_${String(index * 37 + 12).padStart(6, '0')}`,
}))

/** The gallery's parts: facets, tiles in their states, chips, docked bar. */
export function PicturesScreen() {
  const [search, setSearch] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<Condition>>(new Set(adverse))
  const [share, setShare] = useState<Range>([0.5, 100])
  const [isSplitOpen, setIsSplitOpen] = useState(false)
  const [isDrawerOpen, setIsDrawerOpen] = useState(false)
  const isNarrow = useWindowWidth() === 'narrow'
  const drawer = isNarrow ? { isOpen: isDrawerOpen, onClose: () => setIsDrawerOpen(false) } : undefined
  return (
    <>
      <ScreenHeader title="Gallery" primary={{ label: 'Plan a run', onClick: () => undefined }}>
        {isNarrow && <Button onClick={() => setIsDrawerOpen(true)}>Filters</Button>}
        <SearchField label="Search file names" value={search} onChange={setSearch} />
        <span>
          <b>{count(1284)}</b> of {count(44192)}
        </span>
        <Chip name="ACDC" onRemove={() => undefined} />
        <ClassChip trainId={11} onRemove={() => undefined}>
          at least 0.5 %
        </ClassChip>
        <Spacer />
        <Button>Clear all</Button>
      </ScreenHeader>
      <div className={styles.columns}>
        <Pane name="Filters" side="left" width={248} drawer={drawer}>
          <Facet name="Condition" isOpen onToggle={() => undefined}>
            <FacetOptions
              options={conditions.map((condition) => ({
                value: condition,
                name: conditionNames[condition],
                label: <ConditionLabel condition={condition} />,
                count: counts[condition],
              }))}
              chosen={chosen}
              onChange={setChosen}
            />
          </Facet>
          <Facet name="Share of a class" isOpen onToggle={() => undefined}>
            <RangeField
              name="person"
              label={<ClassLabel trainId={11} />}
              unit="%"
              value={share}
              onChange={setShare}
              min={0}
              max={100}
              step={0.1}
              curve={2.5}
              onRemove={() => undefined}
            />
          </Facet>
          <Facet name="Split" summary="train" isOpen={isSplitOpen} onToggle={() => setIsSplitOpen(!isSplitOpen)}>
            <FacetOptions
              options={[{ value: 'train', name: 'train', count: 1000 }]}
              chosen={new Set<string>()}
              onChange={() => undefined}
            />
          </Facet>
        </Pane>
        <div className={styles.pictures}>
          <div className={styles.grid} role="listbox" aria-label="Pictures" aria-multiselectable tabIndex={0}>
            {tiles.map(({ seed, condition, name }, index) => (
              <PictureTile
                key={name}
                role="option"
                aria-selected={[6, 7, 8, 12].includes(index)}
                name={name}
                src={`./media/${seed}-${condition}.webp`}
                condition={condition}
                boards={index % 5 === 0 ? [condition] : []}
                badges={index === 9 ? ['no label'] : []}
                isSelected={[6, 7, 8, 12].includes(index)}
                isFocused={index === 12}
                isDimmed={index === 14}
                caption={name}
                detail={`${(6.4 - index * 0.19).toFixed(1)} %`}
              />
            ))}
          </div>
          <DockedBar name="Selection">
            <b>4 selected</b>
            {adverse.map((condition, index) => (
              <Button key={condition} variant="outlined" startIcon={<Kbd keys={String(index + 1)} />}>
                <ConditionLabel condition={condition} />
              </Button>
            ))}
            <Spacer />
            <Button endIcon={<Kbd keys="t" />}>Tune with this</Button>
            <Button>Clear selection</Button>
          </DockedBar>
        </div>
      </div>
    </>
  )
}
