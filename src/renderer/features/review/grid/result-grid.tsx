import { useVirtualizer } from '@tanstack/react-virtual'
import {
  memo,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useState,
  useSyncExternalStore,
  type MouseEvent,
} from 'react'
import type { ReviewRow, ReviewSort } from '../../../../shared/review.ts'
import { resultThumbnailUrl } from '../../../api.ts'
import { ConditionIcon } from '../../../ui/conditions/condition-icon.tsx'
import { Scrim } from '../../../ui/pictures/scrim.tsx'
import { GAP, MARGIN, rowsOf, scrollTopShowing, spanOfRows, type GridGeometry } from '../../gallery/grid/geometry.ts'
import { ScrollSpeed } from '../../gallery/grid/scroll-speed.ts'
import { shortName } from '../../gallery/picture-words.ts'
import type { Selecting } from '../../gallery/selection/use-selecting.ts'
import type { ReviewList } from '../list/review-list.ts'
import { resultInWords, sortedValue } from '../review-words.ts'
import { VerdictSign } from '../verdict-sign.tsx'
import styles from './result-grid.module.css'

interface ResultGridProps {
  readonly list: ReviewList
  readonly total: number
  readonly geometry: GridGeometry
  readonly viewHeight: number
  readonly scroller: HTMLElement
  readonly selecting: Selecting
}

/** The rows in view of all results. */
export function ResultRows({ list, total, geometry, viewHeight, scroller, selecting }: ResultGridProps) {
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
    overscan: isFast ? 0 : 2,
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

  return (
    <div className={styles.content} style={{ height: virtualizer.getTotalSize() }} role="presentation">
      {items.map(({ index: row, start }) => {
        const { from, to } = spanOfRows(row, row, total, geometry)
        return (
          <div
            key={row}
            className={styles.row}
            style={{ transform: `translateY(${start}px)` }}
            role="row"
            aria-rowindex={row + 1}
          >
            {Array.from({ length: to - from }, (_, column) => {
              const result = list.at(from + column)
              return (
                <Cell
                  key={column}
                  row={result}
                  index={from + column}
                  column={column}
                  sort={list.question.sort}
                  isFast={isFast}
                  isSelected={result !== undefined && selection.images.has(result.id)}
                  isFocused={cursor === from + column}
                />
              )
            })}
          </div>
        )
      })}
    </div>
  )
}

function useCursorInView(scroller: HTMLElement, geometry: GridGeometry, cursor: number | null): void {
  const show = useEffectEvent(() => {
    if (cursor === null) return
    scroller.scrollTo({ top: scrollTopShowing(cursor, scroller.scrollTop, scroller.clientHeight, geometry) })
  })
  useEffect(() => show(), [cursor])
}

interface CellProps {
  /** Undefined while it is not here. */
  readonly row: ReviewRow | undefined
  readonly index: number
  readonly column: number
  readonly sort: ReviewSort
  readonly isFast: boolean
  readonly isSelected: boolean
  readonly isFocused: boolean
}

/** What `aria-activedescendant` names. */
export const cellId = (index: number): string => `result-${index}`

const Cell = memo(function Cell({ row, index, column, sort, isFast, isSelected, isFocused }: CellProps) {
  const [wasDrawn, setWasDrawn] = useState<number>()
  const isDrawn = row !== undefined && (!isFast || wasDrawn === row.id)
  if (isDrawn && wasDrawn !== row.id) setWasDrawn(row.id)
  const detail = row && sortedValue(row, sort)
  const states = [isSelected && styles.selected, isFocused && styles.focused, row?.verdict === 'reject' && styles.faded]
  return (
    <div
      id={cellId(index)}
      className={[styles.cell, ...states].filter(Boolean).join(' ')}
      role="gridcell"
      aria-colindex={column + 1}
      aria-selected={isSelected}
      aria-label={row ? resultInWords(row, detail) : 'Not read yet'}
      data-index={index}
    >
      <div className={styles.picture}>
        {isDrawn && row.hasOutput && <img src={resultThumbnailUrl(row.id)} alt="" draggable={false} decoding="async" />}
        {isDrawn && (
          <>
            <Scrim corner="bottom-left">
              <ConditionIcon condition={row.condition} size={14} isPlain />
            </Scrim>
            {row.parent !== null && <Scrim corner="top-right">further try</Scrim>}
            {row.state === 'failed' && <Scrim corner="bottom-right">failed</Scrim>}
          </>
        )}
      </div>
      {row && (
        <div className={styles.caption}>
          <span className={styles.name}>{shortName(row.contentName)}</span>{' '}
          {detail !== undefined && <span className={styles.metric}>{detail}</span>}{' '}
          {row.state === 'done' && <VerdictSign verdict={row.verdict} />}
        </div>
      )}
    </div>
  )
})

/** The place of a result under the pointer. */
export function indexUnder({ target }: Pick<MouseEvent, 'target'>): number | null {
  const index = (target as Element).closest<HTMLElement>('[data-index]')?.dataset['index']
  return index === undefined ? null : Number(index)
}
