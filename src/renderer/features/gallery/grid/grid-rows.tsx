import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useEffectEvent, useLayoutEffect, useState, useSyncExternalStore } from 'react'
import { api, rowUrl } from '../../../api.ts'
import type { PlacedBoard } from '../board/put-on-board.ts'
import type { ListState, PictureList } from '../list/picture-list.ts'
import type { RememberedPlace } from '../settings/gallery-settings.ts'
import type { Selection } from '../selection/selection.ts'
import { GAP, MARGIN, rowsOf, spanOfRows, type GridGeometry } from './geometry.ts'
import { GridRow } from './grid-row.tsx'
import styles from './grid.module.css'
import { rowSprite } from './row-sprite.ts'
import type { Band } from './rubber-band.ts'
import { ScrollSpeed } from './scroll-speed.ts'
import { SpritePrefetch } from './sprite-prefetch.ts'
import { placeOfView, scrollTopOf } from './view-place.ts'

interface GridRowsProps {
  readonly list: PictureList
  readonly scroller: HTMLElement
  readonly geometry: GridGeometry
  readonly viewHeight: number
  readonly selection: Selection
  readonly band: Band | null
  readonly board: PlacedBoard | null
  readonly onPlace: (place: RememberedPlace | null) => void
}

/** Rows beyond the view whose sprites are loaded. */
const ROWS_AHEAD = 3
/** After which rest pictures without thumbnails are asked to be read first. */
const REST_MILLISECONDS = 300

/** The rows in view of a list; a new one for each list and geometry. */
export function GridRows(props: GridRowsProps) {
  const { list, scroller, geometry, viewHeight, selection, band, board } = props
  const state = useSyncExternalStore(list.subscribe, list.state)
  const [speed] = useState(() => new ScrollSpeed())
  const isFast = useSyncExternalStore(speed.subscribe, speed.isFast)
  const total = state.total ?? 0
  // the library's functions are called while drawing, and nothing here is memoised upon them
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtualizer = useVirtualizer({
    count: rowsOf(total, geometry),
    getScrollElement: () => scroller,
    estimateSize: () => geometry.rowHeight,
    overscan: isFast ? 0 : 1,
    paddingStart: MARGIN,
    paddingEnd: MARGIN - GAP,
    initialOffset: () => scrollTopOf(list.place, geometry, viewHeight),
  })
  const items = virtualizer.getVirtualItems()
  const [firstRow, lastRow] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0]

  useScrolling(props, speed)
  useLayoutPlace(props, state.moves)
  useRequests(props, { firstRow, lastRow, total, isFast, isUp: virtualizer.scrollDirection === 'backward', state })
  const { isScrolling } = virtualizer
  useEffect(() => list.hold(isScrolling), [list, isScrolling])

  return (
    <div className={styles.content} style={{ height: virtualizer.getTotalSize() }} role="presentation">
      {items.map(({ index: row, start }) => (
        <GridRow
          key={row}
          row={row}
          top={start}
          pictures={rowPictures(list, row, total, geometry)}
          geometry={geometry}
          isFast={isFast}
          sort={list.question.sort}
          selection={selection}
          band={band}
          board={board}
        />
      ))}
    </div>
  )
}

function rowPictures(list: PictureList, row: number, total: number, geometry: GridGeometry) {
  const { from, to } = spanOfRows(row, row, total, geometry)
  return Array.from({ length: to - from }, (_, column) => list.at(from + column))
}

/** Tells the speed, before the rows are drawn for it, and what holds the view in its place. */
function useScrolling({ list, scroller, geometry, selection, onPlace }: GridRowsProps, speed: ScrollSpeed): void {
  const cursor = selection.cursor?.index ?? null
  const keepPlace = useEffectEvent(() => {
    const view = { scrollTop: scroller.scrollTop, height: scroller.clientHeight }
    const place = placeOfView(view, geometry, list.place, cursor)
    list.keepPlace(place)
    const image = list.at(place.index)?.id
    if (image !== undefined && place.offset !== null) onPlace({ image, index: place.index, offset: place.offset })
  })
  useLayoutEffect(() => {
    const scrolled = () => {
      speed.read(scroller.scrollTop, performance.now())
      keepPlace()
    }
    scroller.addEventListener('scroll', scrolled, { capture: true, passive: true })
    return () => scroller.removeEventListener('scroll', scrolled, { capture: true })
  }, [scroller, speed])
  useEffect(() => keepPlace(), [cursor])
}

/** Goes to the list's place where the rows moved. */
function useLayoutPlace({ list, scroller, geometry, viewHeight }: GridRowsProps, moves: number): void {
  const goToPlace = useEffectEvent(() => {
    scroller.scrollTo({ top: scrollTopOf(list.place, geometry, viewHeight) })
  })
  useLayoutEffect(() => goToPlace(), [moves])
}

interface RowsInView {
  readonly firstRow: number
  readonly lastRow: number
  readonly total: number
  readonly isFast: boolean
  readonly isUp: boolean
  /** Another one when rows arrived. */
  readonly state: ListState
}

/** Asks for the rows in view and those that come next, and for their sprites; for nothing else while the grid races. */
function useRequests({ list, geometry }: GridRowsProps, rows: RowsInView): void {
  const { firstRow, lastRow, total, isFast, isUp, state } = rows
  const [prefetch] = useState(() => new SpritePrefetch())

  useEffect(() => {
    list.show(spanOfRows(firstRow, lastRow, total, geometry), isFast ? null : isUp ? 'up' : 'down')
  }, [list, geometry, firstRow, lastRow, total, isFast, isUp])

  useEffect(() => {
    const next = Array.from({ length: ROWS_AHEAD }, (_, step) => (isUp ? firstRow - 1 - step : lastRow + 1 + step))
    const urls = isFast ? [] : next.flatMap((row) => spriteUrls(list, row, total, geometry))
    // the browser asks for those in view when it has laid them out: they come first
    const frame = requestAnimationFrame(() => setTimeout(() => prefetch.want(urls)))
    return () => cancelAnimationFrame(frame)
  }, [prefetch, list, geometry, firstRow, lastRow, total, isFast, isUp, state])

  useEffect(() => {
    const timeout = setTimeout(() => {
      const { from, to } = spanOfRows(firstRow, lastRow, total, geometry)
      const pictures = Array.from({ length: to - from }, (_, place) => list.at(from + place))
      const images = pictures.flatMap((row) => (row?.reading === 'waiting' && !row.missing ? [row.id] : []))
      // a wish: what cannot be done now is done in its turn
      if (images.length > 0) api.indexing.prioritise({ images }).catch(() => undefined)
    }, REST_MILLISECONDS)
    return () => clearTimeout(timeout)
  }, [list, geometry, firstRow, lastRow, total, state])
}

function spriteUrls(list: PictureList, row: number, total: number, geometry: GridGeometry): string[] {
  if (row < 0 || row >= rowsOf(total, geometry)) return []
  const pictures = rowPictures(list, row, total, geometry)
  const known = pictures.filter((picture) => picture !== undefined)
  const sprite = known.length === pictures.length ? rowSprite(known, geometry, window.devicePixelRatio) : null
  return sprite ? [rowUrl(sprite.images, sprite.width, sprite.height)] : []
}
