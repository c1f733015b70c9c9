import type { DragEvent, MouseEvent } from 'react'
import type { PlacedBoard } from '../board/put-on-board.ts'
import type { PictureList } from '../list/picture-list.ts'
import type { RememberedPlace } from '../settings/gallery-settings.ts'
import type { Selecting } from '../selection/use-selecting.ts'
import { carryPictures } from './carry.ts'
import { boxMeasures, indexUnder, rowsOf, type GridGeometry } from './geometry.ts'
import { cellId } from './grid-row.tsx'
import { GridRows } from './grid-rows.tsx'
import styles from './grid.module.css'
import { useRubberBand } from './use-rubber-band.ts'

interface PictureGridProps {
  /** Null before the first list is there. */
  readonly list: PictureList | null
  readonly total: number
  /** Null before its size is known. */
  readonly geometry: GridGeometry | null
  readonly viewHeight: number
  readonly scroller: HTMLElement | null
  readonly onScroller: (scroller: HTMLElement | null) => void
  readonly selecting: Selecting
  readonly board: PlacedBoard | null
  readonly onOpen: (index: number) => void
  readonly onPlace: (place: RememberedPlace | null) => void
}

/** All pictures of a list, of which only those in view are there. */
export function PictureGrid(props: PictureGridProps) {
  const { list, total, geometry, viewHeight, scroller, onScroller, selecting, board, onOpen, onPlace } = props
  const { selection } = selecting
  const rubber = useRubberBand(scroller, geometry, selecting.takeBand)

  const click = (event: MouseEvent) => {
    const index = indexUnder(event)
    if (index === null) return
    if (event.shiftKey) selecting.extendTo(index, event.ctrlKey || event.metaKey)
    else if (event.ctrlKey || event.metaKey) selecting.toggle(index)
    else selecting.only(index)
  }
  const carry = (event: DragEvent) => {
    const index = indexUnder(event)
    const image = index === null ? undefined : list?.at(index)?.id
    if (index === null || image === undefined) return
    const isSelected = selection.images.has(image)
    carryPictures(event.nativeEvent, isSelected ? [...selection.images] : [image])
    // a page that changes while a drag begins ends it
    if (!isSelected) setTimeout(() => selecting.only(index))
  }

  const focused = selection.cursor?.image
  const drawn = rubber.drag
  return (
    <div
      ref={onScroller}
      className={styles.scroller}
      style={geometry ? boxMeasures(geometry) : undefined}
      role="grid"
      tabIndex={0}
      aria-label="Pictures"
      aria-multiselectable
      aria-busy={list === null}
      aria-rowcount={geometry ? rowsOf(total, geometry) : -1}
      aria-colcount={geometry?.columns ?? -1}
      aria-activedescendant={focused === null || focused === undefined ? undefined : cellId(focused)}
      onClick={click}
      onDoubleClick={(event) => {
        const index = indexUnder(event)
        if (index !== null) onOpen(index)
      }}
      onDragStart={carry}
      onPointerDown={rubber.onPointerDown}
      onPointerMove={rubber.onPointerMove}
      onPointerUp={rubber.onPointerUp}
      onPointerCancel={rubber.onPointerCancel}
    >
      {list && geometry && scroller && (
        <GridRows
          key={`${listNumber(list)}/${geometry.columns}/${geometry.rowHeight}`}
          list={list}
          scroller={scroller}
          geometry={geometry}
          viewHeight={viewHeight}
          selection={selection}
          band={rubber.band}
          board={board}
          onPlace={onPlace}
        />
      )}
      {!list && geometry && <WaitingBoxes geometry={geometry} viewHeight={viewHeight} />}
      {drawn && (
        <div
          className={styles.band}
          style={{
            transform: `translate(${Math.min(drawn.begin.x, drawn.end.x)}px, ${Math.min(drawn.begin.y, drawn.end.y)}px)`,
            width: Math.abs(drawn.end.x - drawn.begin.x),
            height: Math.abs(drawn.end.y - drawn.begin.y),
          }}
        />
      )}
    </div>
  )
}

/** The grid before its list is there: rows of boxes. */
function WaitingBoxes({ geometry, viewHeight }: { geometry: GridGeometry; viewHeight: number }) {
  const rows = Math.ceil(viewHeight / geometry.rowHeight)
  return Array.from({ length: rows }, (_, row) => (
    <div
      key={row}
      className={styles.boxes}
      style={{ transform: `translateY(${12 + row * geometry.rowHeight}px)`, right: 12 }}
      role="presentation"
    />
  ))
}

const listNumbers = new WeakMap<PictureList, number>()
let lists = 0

/** Tells lists apart. */
function listNumber(list: PictureList): number {
  const number = listNumbers.get(list) ?? ++lists
  listNumbers.set(list, number)
  return number
}
