import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useEffectEvent, useLayoutEffect, useState, useSyncExternalStore } from 'react'
import { GAP, MARGIN, rowsOf, scrollTopShowing, spanOfRows, type GridGeometry } from '../../gallery/grid/geometry.ts'
import gridStyles from '../../gallery/grid/grid.module.css'
import { ScrollSpeed } from '../../gallery/grid/scroll-speed.ts'
import { SpritePrefetch } from '../../gallery/grid/sprite-prefetch.ts'
import type { Selecting } from '../../gallery/selection/use-selecting.ts'
import type { ReviewList, ReviewListState } from '../list/review-list.ts'
import { ResultRow, resultsUrl } from './result-row.tsx'

interface ResultGridProps {
  readonly list: ReviewList
  readonly total: number
  readonly geometry: GridGeometry
  readonly viewHeight: number
  readonly scroller: HTMLElement
  readonly selecting: Selecting
}

/** The rows in view of all results. */
export function ResultRows(props: ResultGridProps) {
  const { list, total, geometry, viewHeight, scroller, selecting } = props
  const state = useSyncExternalStore(list.subscribe, list.state)
  const { selection } = selecting
  const cursor = selection.cursor?.index ?? null
  const [speed] = useState(() => new ScrollSpeed())
  const isFast = useSyncExternalStore(speed.subscribe, speed.isFast)
  // the library's functions are called while drawing, and nothing here is memoised upon them
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtualizer = useVirtualizer({
    count: rowsOf(total, geometry),
    getScrollElement: () => scroller,
    estimateSize: () => geometry.rowHeight,
    overscan: isFast ? 0 : 1,
    paddingStart: MARGIN,
    paddingEnd: MARGIN - GAP,
    initialOffset: () => scrollTopShowing(cursor ?? 0, 0, viewHeight, geometry),
  })
  const items = virtualizer.getVirtualItems()
  const [firstRow, lastRow] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0]
  const isUp = virtualizer.scrollDirection === 'backward'
  useEffect(() => {
    list.show(spanOfRows(firstRow, lastRow, total, geometry), isFast ? null : isUp ? 'up' : 'down')
  }, [list, geometry, firstRow, lastRow, total, isFast, isUp])
  useLayoutEffect(() => {
    const scrolled = () => speed.read(scroller.scrollTop, performance.now())
    scroller.addEventListener('scroll', scrolled, { capture: true, passive: true })
    return () => scroller.removeEventListener('scroll', scrolled, { capture: true })
  }, [scroller, speed])
  useCursorInView(scroller, geometry, cursor)
  usePrefetch(props, { firstRow, lastRow, isFast, isUp }, state)

  return (
    <div className={gridStyles.content} style={{ height: virtualizer.getTotalSize() }} role="presentation">
      {items.map(({ index: row, start }) => (
        <ResultRow
          key={row}
          row={row}
          top={start}
          results={rowResults(list, row, total, geometry)}
          geometry={geometry}
          isFast={isFast}
          sort={list.question.sort}
          selected={selection.images}
          cursor={cursor}
        />
      ))}
    </div>
  )
}

function rowResults(list: ReviewList, row: number, total: number, geometry: GridGeometry) {
  const { from, to } = spanOfRows(row, row, total, geometry)
  return Array.from({ length: to - from }, (_, column) => list.at(from + column))
}

/** Rows beyond the view whose pictures are loaded. */
const ROWS_AHEAD = 3

/** Loads the pictures of the rows that come next; of none while the grid races. */
function usePrefetch(
  { list, total, geometry }: ResultGridProps,
  { firstRow, lastRow, isFast, isUp }: { firstRow: number; lastRow: number; isFast: boolean; isUp: boolean },
  state: ReviewListState,
): void {
  const [prefetch] = useState(() => new SpritePrefetch())
  useEffect(() => {
    const next = Array.from({ length: ROWS_AHEAD }, (_, step) => (isUp ? firstRow - 1 - step : lastRow + 1 + step))
    const there = isFast ? [] : next.filter((row) => row >= 0 && row < rowsOf(total, geometry))
    const urls = there.flatMap((row) => resultsUrl(rowResults(list, row, total, geometry), geometry) ?? [])
    // the browser asks for those in view when it has laid them out: they come first
    const frame = requestAnimationFrame(() => setTimeout(() => prefetch.want(urls)))
    return () => cancelAnimationFrame(frame)
  }, [prefetch, list, total, geometry, firstRow, lastRow, isFast, isUp, state])
}

function useCursorInView(scroller: HTMLElement, geometry: GridGeometry, cursor: number | null): void {
  const show = useEffectEvent(() => {
    if (cursor === null) return
    scroller.scrollTo({ top: scrollTopShowing(cursor, scroller.scrollTop, scroller.clientHeight, geometry) })
  })
  useEffect(() => show(), [cursor])
}
