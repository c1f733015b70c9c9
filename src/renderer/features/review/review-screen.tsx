import FactCheckIcon from '@mui/icons-material/FactCheckOutlined'
import FilterIcon from '@mui/icons-material/FilterAltOffOutlined'
import { useMemo, useState } from 'react'
import { useKeys } from '../../shell/keys/keys.tsx'
import { useNavigation } from '../../shell/navigation/navigation.tsx'
import { useWindowWidth } from '../../shell/media-query.ts'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { ErrorBanner } from '../../ui/feedback/error-banner.tsx'
import { useRuns } from '../runs/use-runs.ts'
import { ExchangeDialog } from './bulk/exchange-dialog.tsx'
import { RerunDialog } from './bulk/rerun-dialog.tsx'
import { RuleDialog } from './bulk/rule-dialog.tsx'
import { FilterPane } from './filter/filter-pane.tsx'
import { GridView } from './grid/grid-view.tsx'
import { OneView } from './one/one-view.tsx'
import { ReviewHeader, type ReviewDialog } from './review-header.tsx'
import styles from './review.module.css'
import { StatisticsView } from './statistics/statistics-view.tsx'
import { useReview, views, type Review } from './use-review.ts'

interface OpenDialog {
  readonly dialog: ReviewDialog
  /** Results that it is about; those that pass the filter and are rejected where none are named. */
  readonly transfers: readonly number[]
}

/** Results of runs, to be judged one by one or many at once. */
export function ReviewScreen() {
  const review = useReview()
  const runs = useRuns()?.runs ?? noRuns
  const [open, setOpen] = useState<OpenDialog | null>(null)
  const [areFiltersOpen, setAreFiltersOpen] = useState(false)
  const isNarrow = useWindowWidth() === 'narrow'
  const isDrawer = isNarrow || review.view !== 'grid'
  const close = () => setOpen(null)
  const onRerun = (transfers: readonly number[]) => setOpen({ dialog: 'rerun', transfers })
  const names = useMemo(() => ({ references: review.all?.references ?? [], runs }), [review.all, runs])
  const hasNone = review.all?.results === 0 && review.all.failed === 0
  const openDialog = (dialog: ReviewDialog) => setOpen({ dialog, transfers: [] })
  useScreenKeys(review, {
    filter: () => isDrawer && setAreFiltersOpen(true),
    open: openDialog,
    rerun: () => onRerun([...review.selection.images]),
  })
  return (
    <>
      <ReviewHeader
        review={review}
        names={names}
        onFilters={isDrawer ? () => setAreFiltersOpen(true) : undefined}
        onDialog={openDialog}
      />
      <div className={styles.columns}>
        {!hasNone && (!isDrawer || areFiltersOpen) && (
          <FilterPane
            filter={review.filter}
            onFilter={review.onFilter}
            all={review.all}
            runs={runs}
            drawer={isDrawer ? { isOpen: areFiltersOpen, onClose: () => setAreFiltersOpen(false) } : undefined}
          />
        )}
        <div className={styles.main}>
          <Troubles review={review} />
          <View review={review} hasNone={hasNone} onRerun={onRerun} />
        </div>
      </div>
      {open?.dialog === 'rule' && <RuleDialog review={review} onClose={close} />}
      {open?.dialog === 'rerun' && <RerunDialog review={review} transfers={open.transfers} onClose={close} />}
      {open?.dialog === 'exchange' && <ExchangeDialog review={review} onClose={close} />}
    </>
  )
}

const noRuns = [] as const

interface ViewProps {
  readonly review: Review
  readonly hasNone: boolean
  readonly onRerun: (transfers: readonly number[]) => void
}

function View({ review, hasNone, onRerun }: ViewProps) {
  const { go } = useNavigation()
  if (hasNone) {
    return (
      <EmptyState
        Icon={FactCheckIcon}
        sentence="There are no results yet. Plan a run; its pictures can be judged here as they come."
        action={{ label: 'Plan a run', onClick: () => go({ screen: 'runs' }) }}
      />
    )
  }
  if (review.view === 'statistics') return <StatisticsView review={review} />
  if (review.listState.total === 0) {
    return (
      <EmptyState
        Icon={FilterIcon}
        sentence="No result passes all filters."
        action={{ label: 'Clear all filters', onClick: () => review.onFilter({}) }}
      />
    )
  }
  if (review.view === 'grid') return <GridView review={review} onRerun={onRerun} />
  return <OneView review={review} onRerun={onRerun} />
}

/** What went wrong, and that the list is not what it was. */
function Troubles({ review }: { review: Review }) {
  const { trouble, judging, listState, refresh } = review
  const again = { label: 'Try again', onClick: () => void refresh() }
  if (trouble === null && judging.trouble === null && !listState.isOutdated) return null
  return (
    <div className={styles.trouble}>
      {trouble !== null && <ErrorBanner what={trouble} action={again} />}
      {judging.trouble !== null && <ErrorBanner what={judging.trouble} onDismiss={() => judging.onTrouble(null)} />}
      {listState.isOutdated && (
        <ErrorBanner
          kind="note"
          what="Other results pass these filters now."
          advice="The list stays as it is until you refresh it."
          action={{ label: 'Refresh', onClick: () => void refresh() }}
        />
      )}
    </div>
  )
}

interface ScreenActions {
  readonly filter: () => void
  readonly open: (dialog: ReviewDialog) => void
  readonly rerun: () => void
}

/** What every view offers. */
function useScreenKeys({ view, onView, all }: Review, { filter, open, rerun }: ScreenActions): void {
  const next = views[(views.indexOf(view) + 1) % views.length]!
  const hasResults = all !== undefined && all.results + all.failed > 0
  useKeys(
    'Results',
    hasResults
      ? [
          { keys: 'v', words: 'Next view: grid, one, statistics', onPress: () => onView(next) },
          { keys: 'f', words: 'Filters', onPress: filter },
          { keys: 'l', words: 'Judge by rule', onPress: () => open('rule') },
          { keys: 'e', words: 'Run again with other settings or another reference', onPress: rerun },
          { keys: 'x', words: 'Exchange verdicts with someone else', onPress: () => open('exchange') },
        ]
      : [],
  )
}
