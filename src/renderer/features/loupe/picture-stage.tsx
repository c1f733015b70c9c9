import { useEffect, useEffectEvent, useState, type PointerEvent } from 'react'
import type { TrainId } from '../../../shared/labels.ts'
import { imageUrl, thumbnailUrl } from '../../api.ts'
import { ClassSwatch } from '../../ui/classes/class-chip.tsx'
import { Scrim } from '../../ui/pictures/scrim.tsx'
import { useElementSize } from '../gallery/grid/use-element-size.ts'
import { classAt, type LabelMap, type OverlayLook } from './label-map.ts'
import { LabelOverlay } from './label-overlay.tsx'
import styles from './picture-stage.module.css'
import { panned, pixelAt, placed, zoomedAt, zoomedTo, type Point, type Scene, type Size, type Zoom } from './zoom.ts'

/** What lies over the picture. */
export interface StageOverlay {
  readonly map: LabelMap
  readonly look: OverlayLook
}

interface PictureStageProps {
  readonly image: number
  readonly name: string
  /** Null before the picture was read: it says itself, then. */
  readonly size: Size | null
  /** Null: the bare picture. */
  readonly overlay: StageOverlay | null
  readonly zoom: Zoom
  readonly onZoom: (change: (zoom: Zoom, scene: Scene) => Zoom) => void
  /** The class under the pointer; null where there is none. */
  readonly onPoint: (trainId: TrainId | null) => void
  /** What is said at the pointer. */
  readonly wordsOf: (trainId: TrainId | null) => string
  readonly onScene: (scene: Scene | null) => void
}

/** Of a wheel that turns by one notch of 100. */
const WHEEL_ZOOM = 1.2

interface Pointed {
  readonly image: number
  readonly at: Point
  readonly trainId: TrainId | null
}

/** A picture that is zoomed by the wheel and dragged, with the name of the class under the pointer. */
export function PictureStage(props: PictureStageProps) {
  const { image, name, size, overlay, zoom, onZoom, onPoint, wordsOf } = props
  const [stage, setStage] = useState<HTMLDivElement | null>(null)
  const [loaded, setLoaded] = useState<{ readonly image: number; readonly size: Size } | null>(null)
  const [pointed, setPointed] = useState<Pointed | null>(null)
  const [dragFrom, setDragFrom] = useState<Point | null>(null)
  const room = useElementSize(stage)
  const picture = size ?? (loaded?.image === image ? loaded.size : null)
  const scene = room && picture ? { picture, stage: room, density: window.devicePixelRatio } : null
  useSceneTold(scene, props.onScene)
  useEffect(() => stage?.focus({ preventScroll: true }), [stage])
  useWheel(stage, (at, factor) => onZoom((before, now) => zoomedAt(before, now, at, factor)))

  const pointAt = (at: Point) => {
    const trainId = scene && overlay ? trainIdAt(overlay.map, zoom, scene, at) : undefined
    setPointed(trainId === undefined ? null : { image, at, trainId })
    onPoint(trainId ?? null)
  }
  const leave = () => {
    setPointed(null)
    onPoint(null)
  }
  const move = (event: PointerEvent<HTMLDivElement>) => {
    const at = pointIn(event)
    if (!dragFrom) return pointAt(at)
    onZoom((before, now) => panned(before, now, { x: at.x - dragFrom.x, y: at.y - dragFrom.y }))
    setDragFrom(at)
  }

  const lies = scene && placed(zoom, scene)
  const isPixelated = lies !== null && lies.width / scene!.picture.width >= 3
  return (
    <div
      ref={setStage}
      className={[styles.stage, zoom !== 'fit' && styles.movable].filter(Boolean).join(' ')}
      role="group"
      aria-label="The picture"
      tabIndex={-1}
      onPointerDown={(event) => {
        if (event.button !== 0 || zoom === 'fit') return
        event.currentTarget.setPointerCapture(event.pointerId)
        setDragFrom(pointIn(event))
        leave()
      }}
      onPointerMove={move}
      onPointerUp={() => setDragFrom(null)}
      onPointerCancel={() => setDragFrom(null)}
      onPointerLeave={leave}
      onDoubleClick={(event) =>
        onZoom((before, now) => (before === 'fit' ? zoomedTo(before, now, 1, pointIn(event)) : 'fit'))
      }
    >
      <div className={isPixelated ? styles.pixelated : undefined}>
        {lies && <img className={styles.layer} style={lies} src={thumbnailUrl(image)} alt="" draggable={false} />}
        <img
          key={image}
          className={styles.layer}
          style={lies ?? { visibility: 'hidden' }}
          src={imageUrl(image)}
          alt={name}
          draggable={false}
          onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) =>
            setLoaded({ image, size: { width, height } })
          }
        />
        {lies && overlay && <LabelOverlay {...overlay} className={styles.layer} style={lies} />}
      </div>
      {pointed?.image === image && overlay && room && (
        <span className={styles.pointed} style={{ transform: besidePointer(pointed.at, room) }}>
          <Scrim>
            {pointed.trainId !== null && <ClassSwatch trainId={pointed.trainId} />}
            {wordsOf(pointed.trainId)}
          </Scrim>
        </span>
      )}
    </div>
  )
}

/** Undefined beside the picture. */
function trainIdAt(map: LabelMap, zoom: Zoom, scene: Scene, at: Point): TrainId | null | undefined {
  const pixel = pixelAt(zoom, scene, at)
  if (!pixel) return undefined
  const { picture } = scene
  const x = Math.floor((pixel.x * map.width) / picture.width)
  const y = Math.floor((pixel.y * map.height) / picture.height)
  const trainId = classAt(map, x, y)
  return trainId === 255 ? null : trainId
}

/** Right below the pointer; on its other side where the stage ends. */
function besidePointer({ x, y }: Point, { width, height }: Size): string {
  const [right, below] = [x + 14, y + 18]
  const left = x > width - 260 ? `calc(${x - 10}px - 100%)` : `${right}px`
  return `translate(${left}, ${y > height - 48 ? y - 30 : below}px)`
}

interface Pointer {
  readonly currentTarget: Element
  readonly clientX: number
  readonly clientY: number
}

function pointIn({ currentTarget, clientX, clientY }: Pointer): Point {
  const { left, top } = currentTarget.getBoundingClientRect()
  return { x: clientX - left, y: clientY - top }
}

/** Keys zoom too: they need to know how the picture lies. */
function useSceneTold(scene: Scene | null, onScene: (scene: Scene | null) => void): void {
  const tell = useEffectEvent(() => onScene(scene))
  const { width, height } = scene?.stage ?? {}
  const picture = scene?.picture
  useEffect(() => tell(), [width, height, picture?.width, picture?.height, scene?.density])
}

/** The page would scroll: React's own listener cannot keep it from that. */
function useWheel(stage: HTMLElement | null, onWheel: (at: Point, factor: number) => void): void {
  const turn = useEffectEvent((event: WheelEvent) => {
    event.preventDefault()
    const notches = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY / 100 : event.deltaY / 3
    const { left, top } = stage!.getBoundingClientRect()
    onWheel({ x: event.clientX - left, y: event.clientY - top }, WHEEL_ZOOM ** -notches)
  })
  useEffect(() => {
    if (!stage) return undefined
    const listener = (event: WheelEvent) => turn(event)
    stage.addEventListener('wheel', listener, { passive: false })
    return () => stage.removeEventListener('wheel', listener)
  }, [stage])
}
