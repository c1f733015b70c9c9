import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useState, useSyncExternalStore, type KeyboardEvent, type MouseEvent } from 'react'
import type { RunsState } from '../../../../shared/runs.ts'
import { ErrorBanner } from '../../../ui/feedback/error-banner.tsx'
import { indexUnder } from '../../gallery/grid/geometry.ts'
import { ScrollSpeed } from '../../gallery/grid/scroll-speed.ts'
import { transferDetail } from '../run-words.ts'
import { sheetAt } from './sheet.ts'
import type { TransferList } from './transfer-list.ts'
import { rowId, TransferCells } from './transfer-cells.tsx'
import styles from './transfer-table.module.css'

const ROW_HEIGHT = 44
const OVERSCAN = 6
/** Rows beyond those that are drawn that are asked for too. */
const AHEAD = 50

interface TransferTableProps {
  readonly list: TransferList
  readonly work: Pick<RunsState, 'current' | 'engine'>
  readonly onOpen: (index: number) => void
}

/** All transfers of a list, of which only those in view are there. */
export function TransferTable({ list, work, onOpen }: TransferTableProps) {
  const { total, failure } = useSyncExternalStore(list.subscribe, list.state)
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null)
  const [cursor, setCursor] = useState(0)
  const count = total ?? 0
  const [speed] = useState(() => new ScrollSpeed())
  const isFast = useSyncExternalStore(speed.subscribe, speed.isFast)
  // the library's functions are called while drawing, and nothing here is memoised upon them
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller,
    estimateSize: () => ROW_HEIGHT,
    overscan: isFast ? 0 : OVERSCAN,
  })
  const items = virtualizer.getVirtualItems()
  const [from, to] = [items[0]?.index ?? 0, (items.at(-1)?.index ?? 0) + 1]
  const ahead = isFast ? 0 : AHEAD
  useEffect(
    () => list.show({ from: Math.max(0, from - ahead), to: Math.min(count, to + ahead) }),
    [list, from, to, ahead, count],
  )
  useLayoutEffect(() => {
    const scrolled = () => scroller && speed.read(scroller.scrollTop, performance.now())
    scroller?.addEventListener('scroll', scrolled, { capture: true, passive: true })
    return () => scroller?.removeEventListener('scroll', scrolled, { capture: true })
  }, [scroller, speed])

  const place = Math.min(cursor, Math.max(0, count - 1))
  const press = (event: KeyboardEvent<HTMLElement>) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      if (count > 0) onOpen(place)
      return
    }
    const page = Math.max(1, Math.floor((scroller?.clientHeight ?? 0) / ROW_HEIGHT) - 1)
    const next = moved(event.key, { place, page, last: count - 1 })
    if (next === null) return
    event.preventDefault()
    setCursor(next)
    virtualizer.scrollToIndex(next)
  }
  const point = (event: MouseEvent) => {
    const index = indexUnder(event)
    if (index === null) return
    setCursor(index)
    onOpen(index)
  }
  return (
    <div className={styles.box}>
      {failure && <ErrorBanner what={failure.message} action={{ label: 'Ask again', onClick: () => list.refresh() }} />}
      <div
        ref={setScroller}
        className={styles.table}
        role="grid"
        tabIndex={0}
        aria-label="Transfers"
        aria-rowcount={total === null ? -1 : count + 1}
        aria-busy={total === null}
        aria-activedescendant={count > 0 ? rowId(place) : undefined}
        onKeyDown={press}
        onClick={point}
      >
        <div className={styles.head} role="row" aria-rowindex={1}>
          {['State', 'Condition', 'Content', 'Reference', 'Result', 'Detail'].map((name) => (
            <span key={name} role="columnheader">
              {name}
            </span>
          ))}
        </div>
        <div className={styles.rows} style={{ height: virtualizer.getTotalSize() }} role="rowgroup">
          {items.map(({ index, start }) => (
            <div
              key={index}
              id={rowId(index)}
              className={index === place ? `${styles.row} ${styles.cursor}` : styles.row}
              style={{ top: start, height: ROW_HEIGHT }}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={index === place}
              data-index={index}
            >
              <TransferCells {...contentsOf(list, index, work)} isFast={isFast} />
            </div>
          ))}
        </div>
        {total === 0 && <p className={styles.none}>No transfer of this run is in that state.</p>}
      </div>
    </div>
  )
}

function contentsOf(list: TransferList, index: number, work: TransferTableProps['work']) {
  const row = list.at(index)
  return { row, detail: row ? transferDetail(row, work) : '', sheet: row ? sheetAt(list, index) : null }
}

/** Where a key leads in a list; null where it leads nowhere. */
export function moved(
  key: string,
  { place, page, last }: { readonly place: number; readonly page: number; readonly last: number },
): number | null {
  const to: Readonly<Record<string, number>> = {
    ArrowDown: place + 1,
    ArrowUp: place - 1,
    PageDown: place + page,
    PageUp: place - page,
    Home: 0,
    End: last,
  }
  const next = to[key]
  return next === undefined ? null : Math.max(0, Math.min(last, next))
}
