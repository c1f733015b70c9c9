import { useEffect, useEffectEvent, useState, type PointerEvent } from 'react'
import type { GridGeometry } from './geometry.ts'
import { bandBetween, type Band, type GridPoint } from './rubber-band.ts'

/** Pixels that a pointer moves before it is a drag. */
const DRAG = 4
/** Pixels a frame that the grid scrolls for each pixel that the pointer is beyond its edge, and at most. */
const [SCROLL_FACTOR, MAX_SCROLL] = [0.3, 40]

interface Drag {
  readonly begin: GridPoint
  readonly end: GridPoint
  /** Of the pointer, below the upper edge of the scroller. */
  readonly pointerY: number
  /** Ctrl or Shift: what was selected stays. */
  readonly isMore: boolean
}

interface RubberBand {
  /** Null while none is drawn. */
  readonly drag: Drag | null
  readonly band: Band | null
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void
  readonly onPointerCancel: () => void
}

/** A band drawn on the canvas between the pictures; the grid scrolls where it is drawn beyond an edge. */
export function useRubberBand(
  scroller: HTMLElement | null,
  geometry: GridGeometry | null,
  onEnd: (band: Band | null, isMore: boolean) => void,
): RubberBand {
  const [drag, setDrag] = useState<Drag | null>(null)
  const band = drag && geometry && isDrawn(drag) ? bandBetween(drag.begin, drag.end, geometry) : null

  const pull = useEffectEvent(() => {
    if (!scroller || !drag) return
    const beyond = Math.min(0, drag.pointerY) + Math.max(0, drag.pointerY - scroller.clientHeight)
    if (beyond === 0) return
    scroller.scrollBy({ top: Math.max(-MAX_SCROLL, Math.min(MAX_SCROLL, beyond * SCROLL_FACTOR)) })
    setDrag({ ...drag, end: { ...drag.end, y: drag.pointerY + scroller.scrollTop } })
  })
  const isDragging = drag !== null
  useEffect(() => {
    if (!isDragging) return undefined
    let frame = requestAnimationFrame(function step() {
      pull()
      frame = requestAnimationFrame(step)
    })
    return () => cancelAnimationFrame(frame)
  }, [isDragging])

  return {
    drag: drag && isDrawn(drag) ? drag : null,
    band,
    onPointerDown: (event) => {
      if (event.button !== 0 || !isOnCanvas(event)) return
      event.currentTarget.setPointerCapture(event.pointerId)
      const { point, pointerY } = pointOf(event)
      setDrag({ begin: point, end: point, pointerY, isMore: event.ctrlKey || event.metaKey || event.shiftKey })
    },
    onPointerMove: (event) => {
      if (!drag) return
      const { point, pointerY } = pointOf(event)
      setDrag({ ...drag, end: point, pointerY })
    },
    onPointerUp: (event) => {
      if (!drag) return
      event.currentTarget.releasePointerCapture(event.pointerId)
      setDrag(null)
      onEnd(band, drag.isMore)
    },
    onPointerCancel: () => setDrag(null),
  }
}

const isDrawn = ({ begin, end }: Drag): boolean => Math.hypot(end.x - begin.x, end.y - begin.y) > DRAG

/** Not on a picture, and not on the scroll bar. */
function isOnCanvas({ target, currentTarget, clientX }: PointerEvent<HTMLElement>): boolean {
  const isOnBar = clientX >= currentTarget.getBoundingClientRect().left + currentTarget.clientWidth
  return !isOnBar && !(target as Element).closest('[role=gridcell]')
}

function pointOf({ currentTarget, clientX, clientY }: PointerEvent<HTMLElement>) {
  const { left, top } = currentTarget.getBoundingClientRect()
  const pointerY = clientY - top
  return { point: { x: clientX - left, y: pointerY + currentTarget.scrollTop }, pointerY }
}
