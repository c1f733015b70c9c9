import { useEffect, useEffectEvent, useState, type ReactNode } from 'react'
import { Scrim } from '../../../ui/pictures/scrim.tsx'
import { useElementSize } from '../../gallery/grid/use-element-size.ts'
import {
  panned,
  placed,
  zoomedAt,
  zoomedTo,
  type PlacedPicture,
  type Point,
  type Scene,
  type Size,
  type Zoom,
} from '../../loupe/zoom.ts'
import styles from './compare-view.module.css'

interface LinkedPictureProps {
  readonly name: string
  /** Pixels of the picture; the same for all that are linked. */
  readonly size: Size
  readonly zoom: Zoom
  readonly onZoom: (change: (zoom: Zoom) => Zoom) => void
  /** The picture and what lies over it, where it lies. */
  readonly children: (lies: PlacedPicture) => ReactNode
}

const WHEEL_ZOOM = 1.2

/** One of several pictures that are zoomed and dragged together. */
export function LinkedPicture({ name, size, zoom, onZoom, children }: LinkedPictureProps) {
  const [stage, setStage] = useState<HTMLDivElement | null>(null)
  const [dragFrom, setDragFrom] = useState<Point | null>(null)
  const room = useElementSize(stage)
  const scene: Scene | null = room && { picture: size, stage: room, density: window.devicePixelRatio }
  const turn = useEffectEvent((event: WheelEvent) => {
    event.preventDefault()
    if (scene) onZoom((before) => zoomedAt(before, scene, pointIn(stage!, event), WHEEL_ZOOM ** (-event.deltaY / 100)))
  })
  useEffect(() => {
    if (!stage) return undefined
    const listener = (event: WheelEvent) => turn(event)
    stage.addEventListener('wheel', listener, { passive: false })
    return () => stage.removeEventListener('wheel', listener)
  }, [stage])
  const lies = scene && placed(zoom, scene)
  return (
    <div
      ref={setStage}
      className={`${styles.linked} ${zoom === 'fit' ? '' : styles.movable}`}
      onPointerDown={(event) => {
        if (zoom === 'fit' || event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        setDragFrom(pointIn(event.currentTarget, event))
      }}
      onPointerMove={(event) => {
        if (!dragFrom || !scene) return
        const at = pointIn(event.currentTarget, event)
        onZoom((before) => panned(before, scene, { x: at.x - dragFrom.x, y: at.y - dragFrom.y }))
        setDragFrom(at)
      }}
      onPointerUp={() => setDragFrom(null)}
      onPointerCancel={() => setDragFrom(null)}
      onDoubleClick={(event) => {
        const at = pointIn(event.currentTarget, event)
        if (scene) onZoom((before) => (before === 'fit' ? zoomedTo(before, scene, 2, at) : 'fit'))
      }}
    >
      {lies && children(lies)}
      {lies && (
        <div className={styles.name} style={{ left: Math.max(0, lies.left), top: Math.max(0, lies.top) }}>
          <Scrim corner="top-left">{name}</Scrim>
        </div>
      )}
    </div>
  )
}

function pointIn(
  element: Element,
  { clientX, clientY }: { readonly clientX: number; readonly clientY: number },
): Point {
  const { left, top } = element.getBoundingClientRect()
  return { x: clientX - left, y: clientY - top }
}
