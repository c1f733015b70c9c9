import FilterIcon from '@mui/icons-material/FilterAltOutlined'
import GridIcon from '@mui/icons-material/GridViewOutlined'
import Button from '@mui/material/Button'
import Slider from '@mui/material/Slider'
import type { GalleryFilter } from '../../../shared/gallery.ts'
import { ScreenHeader } from '../../shell/frame/screen-header.tsx'
import { SearchField } from '../../shell/search-field.tsx'
import { count } from '../../ui/format/numbers.ts'
import { Spacer } from '../../ui/layout/bars.tsx'
import { FilterChips } from './filter/filter-chips.tsx'
import { withPart } from './filter/filter-parts.ts'
import type { SourceNames } from './filter/filter-words.ts'
import styles from './gallery.module.css'
import { SortMenu } from './list/sort-menu.tsx'
import { tileWidths, type GallerySettings } from './settings/gallery-settings.ts'

interface GalleryHeaderProps {
  readonly settings: GallerySettings
  readonly onSettings: (part: Partial<GallerySettings>) => void
  readonly sources: SourceNames
  /** Null before they are known. */
  readonly total: number | null
  readonly present: number | null
  /** Where the window is narrow: opens the filters. */
  readonly onFilters: (() => void) | undefined
}

/** What is looked at: search, how many of how many, filters, order, size. */
export function GalleryHeader({ settings, onSettings, sources, total, present, onFilters }: GalleryHeaderProps) {
  const { filter, sort, tileWidth } = settings
  const onFilter = (next: GalleryFilter) => onSettings({ filter: next })
  return (
    <ScreenHeader title="Gallery">
      {onFilters && (
        <Button startIcon={<FilterIcon />} aria-haspopup="dialog" onClick={onFilters}>
          Filters
        </Button>
      )}
      <SearchField
        label="Search file names"
        value={filter.text ?? ''}
        onChange={(text) => onFilter(withPart(filter, 'text', text))}
        width={onFilters ? 184 : 240}
      />
      <span className={styles.count}>
        {total !== null && present !== null && (
          <>
            <b>{count(total)}</b> of {count(present)}
          </>
        )}
      </span>
      <FilterChips filter={filter} sources={sources} onFilter={onFilter} />
      <Spacer />
      <SortMenu
        sort={sort}
        onSort={(next) => onSettings({ sort: next })}
        favoured={(filter.shares ?? []).map(({ trainId }) => trainId)}
      />
      <GridIcon className={styles.sizeIcon} />
      <div className={styles.size}>
        <Slider
          value={tileWidth}
          min={tileWidths.min}
          max={tileWidths.max}
          step={6}
          aria-label="Size of the pictures"
          getAriaValueText={(width) => `${width} pixels wide`}
          onChange={(_, width) => onSettings({ tileWidth: width })}
        />
      </div>
    </ScreenHeader>
  )
}
