import { useCallback, useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react'
import type { ReviewFilter, ReviewRow, ReviewSort, ReviewStatistics } from '../../../shared/review.ts'
import { api, failureOf } from '../../api.ts'
import { useAnswer } from '../../application/answer.ts'
import { useReviewRevision } from '../../application/review-revision.ts'
import { useNavigation } from '../../shell/navigation/navigation.tsx'
import { useStoredState } from '../../shell/stored-state.ts'
import { nothingSelected, onlySpot, type Selection } from '../gallery/selection/selection.ts'
import { scopeOf, type ReviewQuestion } from './list/question.ts'
import { ReviewList, type ReviewListState } from './list/review-list.ts'
import { asFilter, asSort } from './review-words.ts'
import { useJudging, type Judging } from './use-judging.ts'

export const views = ['grid', 'one', 'statistics'] as const
export type View = (typeof views)[number]

/** What is judged, how it is looked at, and what was said of it so far. */
export interface Review {
  readonly view: View
  readonly onView: (view: View) => void
  readonly filter: ReviewFilter
  readonly onFilter: (filter: ReviewFilter) => void
  readonly sort: ReviewSort
  readonly onSort: (sort: ReviewSort) => void
  readonly revision: number
  /** Null before its first rows are there. */
  readonly list: ReviewList | null
  readonly listState: ReviewListState
  readonly selection: Selection
  readonly onSelection: (change: (selection: Selection) => Selection) => void
  /** To a place of the list; beyond the ends nothing happens. */
  readonly goTo: (index: number) => void
  /** Asks for the list anew and stays with a result: the one that keys act on unless told. */
  readonly refresh: (result?: number) => Promise<void>
  /** Of all results of the runs that are looked at. */
  readonly all: ReviewStatistics | undefined
  /** Of what passes the filter, whatever was said of it. */
  readonly scope: ReviewStatistics | undefined
  readonly trouble: string | null
  readonly judging: Judging
}

const nothing: ReviewListState = { total: null, failure: null, isOutdated: false }
const nothingToHear = () => () => undefined
const first: ReviewSort = { by: 'position', descending: false }

export function useReview(): Review {
  const [filter, setFilter] = useStoredState<ReviewFilter>('review/filter', {}, asFilter)
  const [sort, setSort] = useStoredState<ReviewSort>('review/sort', first, asSort)
  const [selection, setSelection] = useState(nothingSelected)
  const revision = useReviewRevision()
  const { view, asked, onView } = useView(selection.cursor?.image ?? null)
  const list = useList({ filter, sort }, asked, setSelection)
  const listState = useSyncExternalStore(list?.subscribe ?? nothingToHear, list?.state ?? (() => nothing))
  const judging = useJudging(list, revision)
  const statistics = useStatistics(filter, revision)
  const follow = useEffectEvent(() => void list?.follow())
  useEffect(() => follow(), [revision])

  const goTo = useCallback(
    (index: number) => {
      const total = list?.state().total ?? 0
      if (!list || index < 0 || index >= total) return
      list.keepPlace(index)
      setSelection(() => onlySpot({ index, image: list.at(index)?.id ?? null }))
    },
    [list],
  )
  const refresh = useCallback<Review['refresh']>(
    async (result) => {
      const row = result === undefined ? undefined : await resultOf(result)
      await list?.refresh(row)
      if (list) goTo(list.place.index)
    },
    [goTo, list],
  )
  const failure = listState.failure ?? statistics.failure
  return {
    ...{ view, onView, filter, sort, revision, list, listState, selection, goTo, refresh, judging },
    onFilter: setFilter,
    onSort: setSort,
    onSelection: setSelection,
    all: statistics.all,
    scope: statistics.scope,
    trouble: failure?.message ?? null,
  }
}

/** The result that is looked at belongs to the place, which follows once the person rests: judging waits for no place. */
const REST_MILLISECONDS = 400

function useView(result: number | null) {
  const { place, go } = useNavigation()
  const view = views.find((name) => name === place.path[0]) ?? 'one'
  const asked = Number(place.query['result'])
  const tell = useEffectEvent(() => {
    if (result === null || result === asked || place.screen !== 'review') return
    go({ screen: 'review', path: place.path, query: { result: String(result) } }, { replace: true })
  })
  useEffect(() => {
    const timeout = setTimeout(() => tell(), REST_MILLISECONDS)
    return () => clearTimeout(timeout)
  }, [result])
  const onView = useCallback(
    (next: View) => go({ screen: 'review', path: [next], query: result === null ? {} : { result: String(result) } }),
    [go, result],
  )
  return { view, asked: Number.isInteger(asked) && asked > 0 ? asked : null, onView }
}

/** The list of a question; the one before stays until the first rows of the next are there. */
function useList(
  question: ReviewQuestion,
  asked: number | null,
  onSelection: (change: () => Selection) => void,
): ReviewList | null {
  const [shown, setShown] = useState<ReviewList | null>(null)
  const mark = JSON.stringify(question)
  const ask = useEffectEvent((next: ReviewList) => {
    const current = shown?.at(shown.place.index)
    void (async () => {
      const row = current ?? (asked === null ? undefined : await resultOf(asked)) ?? (await firstOpen(question))
      await next.refresh(row)
      setShown(next)
      const { index } = next.place
      const image = next.at(index)?.id ?? null
      onSelection(() => (image === null ? nothingSelected : onlySpot({ index, image })))
    })()
  })
  useEffect(() => {
    const next = new ReviewList(api.review, failureOf, JSON.parse(mark) as ReviewQuestion)
    ask(next)
    return () => next.close()
  }, [mark])
  return shown
}

/** Where judging begins: the first result that nobody judged. */
async function firstOpen({ filter, sort }: ReviewQuestion): Promise<ReviewRow | undefined> {
  const { verdicts = [] } = filter
  if (verdicts.length > 0 && !verdicts.includes('undecided')) return undefined
  const open: ReviewFilter = { ...filter, verdicts: ['undecided'] }
  const page = await api.review.page({ filter: open, sort, from: { offset: 0 }, limit: 1 }).catch(() => null)
  return page?.rows[0]
}

/** Undefined where there is none, as of a place that was typed. */
const resultOf = async (transfer: number): Promise<ReviewRow | undefined> =>
  api.review.result({ transfer }).catch(() => undefined)

function useStatistics(filter: ReviewFilter, revision: number) {
  const marks = {
    all: JSON.stringify(filter.runs ? { runs: filter.runs } : {}),
    scope: JSON.stringify(scopeOf(filter)),
  }
  const isSame = marks.all === marks.scope
  const askAll = useCallback((signal: AbortSignal) => statisticsOf(marks.all, signal), [marks.all])
  const askScope = useCallback(
    (signal: AbortSignal) => (isSame ? Promise.resolve(null) : statisticsOf(marks.scope, signal)),
    [isSame, marks.scope],
  )
  const all = useAnswer(askAll, revision)
  const scope = useAnswer(askScope, revision)
  return {
    all: all.value,
    scope: isSame ? all.value : (scope.value ?? undefined),
    failure: all.failure ?? scope.failure,
  }
}

const statisticsOf = (filter: string, signal: AbortSignal): Promise<ReviewStatistics> =>
  api.review.statistics({ filter: JSON.parse(filter) as ReviewFilter }, { signal })
