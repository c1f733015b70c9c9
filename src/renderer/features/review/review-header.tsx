import ExpandMoreIcon from '@mui/icons-material/ExpandMore'
import FilterIcon from '@mui/icons-material/FilterAltOutlined'
import MoreIcon from '@mui/icons-material/MoreHoriz'
import RuleIcon from '@mui/icons-material/RuleOutlined'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import LinearProgress from '@mui/material/LinearProgress'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { useState } from 'react'
import { ScreenHeader } from '../../shell/frame/screen-header.tsx'
import { useWindowWidth } from '../../shell/media-query.ts'
import { Chip } from '../../ui/filters/chip.tsx'
import { count, duration } from '../../ui/format/numbers.ts'
import { Spacer } from '../../ui/layout/bars.tsx'
import filterStyles from './filter/filter.module.css'
import { partsOf, type FilterNames } from './filter/filter-parts.ts'
import { offeredSorts, sortInWords } from './review-words.ts'
import styles from './review.module.css'
import type { Review, View } from './use-review.ts'

export type ReviewDialog = 'rule' | 'rerun' | 'exchange'

interface ReviewHeaderProps {
  readonly review: Review
  readonly names: FilterNames
  /** Where the filters are not in sight: opens them. */
  readonly onFilters: (() => void) | undefined
  readonly onDialog: (dialog: ReviewDialog) => void
}

const viewNames: Readonly<Record<View, string>> = { grid: 'Grid', one: 'One', statistics: 'Statistics' }
const shownChips = { narrow: 1, middle: 2, wide: 5 } as const

/** What is looked at, how far judging is, and what is done with many at once. */
export function ReviewHeader({ review, names, onFilters, onDialog }: ReviewHeaderProps) {
  const { filter, onFilter, view, onView } = review
  const room = shownChips[useWindowWidth()]
  const parts = partsOf(filter, names)
  return (
    <ScreenHeader title="Review">
      {parts.length > 0 && (
        <div className={filterStyles.chips} role="group" aria-label="Filtered by">
          {parts.slice(0, room).map(({ key, name, without }) => (
            <Chip key={key} name={name} onRemove={() => onFilter(without)} />
          ))}
          {parts.length > room && <Chip name={`${parts.length - room} more`} />}
        </div>
      )}
      {onFilters && (
        <Button
          startIcon={<FilterIcon />}
          aria-haspopup="dialog"
          aria-keyshortcuts="f"
          title="Filters (F)"
          onClick={onFilters}
        >
          Filter
        </Button>
      )}
      {parts.length > 0 && <Button onClick={() => onFilter({})}>Clear</Button>}
      <Spacer />
      <Judged review={review} />
      {view !== 'statistics' && <SortMenu review={review} />}
      <Button
        startIcon={<RuleIcon />}
        aria-haspopup="dialog"
        aria-keyshortcuts="l"
        title="Judge by rule (L)"
        onClick={() => onDialog('rule')}
      >
        Judge by rule…
      </Button>
      <MoreMenu onDialog={onDialog} />
      <ToggleButtonGroup
        value={view}
        exclusive
        size="small"
        aria-label="View"
        onChange={(_, next: View | null) => next && onView(next)}
      >
        {(['grid', 'one', 'statistics'] as const).map((name) => (
          <ToggleButton key={name} value={name}>
            {viewNames[name]}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </ScreenHeader>
  )
}

/** How many of the results in sight have a verdict, and how long the rest takes. */
function Judged({ review: { scope, judging } }: { review: Review }) {
  if (!scope || scope.results === 0) return null
  const open = scope.verdicts.undecided
  const judged = scope.results - open
  const { perMinute } = judging
  const left = perMinute && perMinute >= 1 && open > 0 ? (open / perMinute) * 60 : null
  return (
    <div className={styles.judged}>
      <LinearProgress
        className={styles.progress}
        variant="determinate"
        value={(100 * judged) / scope.results}
        aria-label="Judged"
      />
      <span>
        <b>
          {count(judged)} of {count(scope.results)}
        </b>{' '}
        judged
        {left !== null && (
          <span className={styles.pace}>
            , {count(Math.round(perMinute!))} a minute, {duration(left)} left
          </span>
        )}
      </span>
    </div>
  )
}

function SortMenu({ review: { sort, onSort } }: { review: Review }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const offered = offeredSorts.flatMap((one) => [one, { ...one, descending: !one.descending }])
  return (
    <>
      <Button
        endIcon={<ExpandMoreIcon />}
        aria-haspopup="menu"
        aria-label={`Sort: ${sortInWords(sort)}`}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {sortInWords(sort)}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {offered.map((one) => (
          <MenuItem
            key={sortInWords(one)}
            selected={sortInWords(one) === sortInWords(sort)}
            onClick={() => {
              setAnchor(null)
              onSort(one)
            }}
          >
            {sortInWords(one)}
          </MenuItem>
        ))}
      </Menu>
    </>
  )
}

function MoreMenu({ onDialog }: { onDialog: (dialog: ReviewDialog) => void }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const choose = (dialog: ReviewDialog) => () => {
    setAnchor(null)
    onDialog(dialog)
  }
  return (
    <>
      <IconButton
        aria-label="More"
        title="More"
        aria-haspopup="menu"
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <MoreIcon />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <MenuItem onClick={choose('rerun')}>Run rejected ones again…</MenuItem>
        <MenuItem onClick={choose('exchange')}>Exchange verdicts with someone…</MenuItem>
      </Menu>
    </>
  )
}
