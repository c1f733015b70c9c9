import { useEffect, useState, useSyncExternalStore, type PointerEvent } from 'react'
import type { ReviewRow } from '../../../../shared/review.ts'
import { imageUrl, resultUrl } from '../../../api.ts'
import { StateLabel } from '../../../ui/feedback/state-label.tsx'
import { BeforeAfterSlider } from '../../../ui/pictures/before-after-slider.tsx'
import { Scrim } from '../../../ui/pictures/scrim.tsx'
import { useElementSize } from '../../gallery/grid/use-element-size.ts'
import { shortName } from '../../gallery/picture-words.ts'
import { LabelOverlay } from '../../loupe/label-overlay.tsx'
import type { StageOverlay } from '../../loupe/picture-stage.tsx'
import { panned, placed, zoomedTo, type Scene, type Zoom } from '../../loupe/zoom.ts'
import type { Layer } from './layers.ts'
import type { PictureStore } from './picture-store.ts'
import styles from './result-stage.module.css'

interface ResultStageProps {
  readonly row: ReviewRow
  readonly store: PictureStore
  readonly layer: Layer | null
  /** Null until the label is there. */
  readonly overlay: StageOverlay | null
  /** Another try of the same, left of the line in place of the content. */
  readonly compared: number | null
  readonly isClose: boolean
  readonly onClose: (isClose: boolean) => void
}

/** Pictures are 2:1 until theirs is known. */
const USUAL = { width: 1024, height: 512 }

/** Content and result behind a line, or the content alone where there is none; the reference in a corner; whole pictures and labels over them. */
export function ResultStage({ row, store, layer, overlay, compared, isClose, onClose }: ResultStageProps) {
  const [stage, setStage] = useState<HTMLDivElement | null>(null)
  const [zoom, setZoom] = useState<Zoom>('fit')
  const [from, setFrom] = useState<{ readonly x: number; readonly y: number } | null>(null)
  const room = useElementSize(stage)
  const result = row.state === 'done' ? resultUrl(row.id) : contentOf(row)
  const before = compared === null ? contentOf(row) : resultUrl(compared)
  const shown = useSyncExternalStore(store.subscribe, () => store.get(result))
  const scene = room && { picture: shown?.size ?? USUAL, stage: room, density: window.devicePixelRatio }
  useEffect(() => stage?.focus({ preventScroll: true }), [stage])
  const looked = isClose && scene ? (zoom === 'fit' ? zoomedTo('fit', scene, 1) : zoom) : 'fit'

  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (!from || !scene) return
    setZoom(panned(looked, scene, { x: event.clientX - from.x, y: event.clientY - from.y }))
    setFrom({ x: event.clientX, y: event.clientY })
  }
  return (
    <div
      ref={setStage}
      className={isClose ? `${styles.stage} ${styles.movable}` : styles.stage}
      role="group"
      aria-label="The result"
      tabIndex={-1}
      onDoubleClick={({ target }) => isOnPicture(target) && onClose(!isClose)}
      onPointerDown={(event) => {
        if (!isClose || event.button !== 0 || !isOnPicture(event.target)) return
        event.currentTarget.setPointerCapture(event.pointerId)
        setFrom({ x: event.clientX, y: event.clientY })
      }}
      onPointerMove={drag}
      onPointerUp={() => setFrom(null)}
      onPointerCancel={() => setFrom(null)}
    >
      {scene && (
        <div className={styles.box} style={placed(looked, scene)} data-result={row.id} data-state={shown?.state}>
          <Pictures {...{ row, scene, layer, overlay, before, result }} isCompared={compared !== null} />
          {shown?.state === 'loading' && <div className={styles.waiting} />}
          {shown?.state === 'absent' && row.state === 'done' && (
            <div className={styles.waiting}>
              <StateLabel state="bad">
                The picture is not in the workspace any more. Run it again, or put the file back.
              </StateLabel>
            </div>
          )}
        </div>
      )}
    </div>
  )
}

interface PicturesProps extends Pick<ResultStageProps, 'row' | 'layer' | 'overlay'> {
  readonly scene: Scene
  readonly before: string | null
  /** Of a transfer that failed its content. */
  readonly result: string | null
  readonly isCompared: boolean
}

function Pictures({ row, scene, layer, overlay, before, result, isCompared }: PicturesProps) {
  const { picture } = scene
  const hasFailed = row.state !== 'done'
  const contentName = `Content ${shortName(row.contentName)}`
  const reference = row.reference === null ? null : imageUrl(row.reference)
  const content = contentOf(row)
  const whole =
    layer === 'content' && content
      ? { src: content, name: contentName }
      : layer === 'reference' && reference
        ? { src: reference, name: `Reference ${shortName(row.referenceName)}` }
        : hasFailed
          ? content && { src: content, name: contentName }
          : result && (layer === 'result' || layer === 'labels')
            ? { src: result, name: layer === 'labels' ? 'Labels on the result' : 'Result' }
            : null
  const over = (
    <>
      {reference && (
        <div className={styles.reference}>
          <img className={styles.cover} src={reference} alt="" draggable={false} />
          <Scrim corner="bottom-left">Reference</Scrim>
        </div>
      )}
      {whole && (
        <div className={hasFailed ? `${styles.whole} ${styles.beneath}` : styles.whole}>
          <img className={styles.cover} src={whole.src} alt={whole.name} draggable={false} />
          {layer === 'labels' && overlay && <LabelOverlay {...overlay} className={styles.cover} style={{}} />}
          <Scrim corner="bottom-left">{whole.name}</Scrim>
        </div>
      )}
    </>
  )
  if (hasFailed || result === null) return over
  return (
    <BeforeAfterSlider
      before={before ?? result}
      after={result}
      beforeName={isCompared ? 'Other try' : content ? contentName : 'Its content is not in the catalog any more'}
      afterName="Result"
      ratio={picture.width / picture.height}
    >
      {over}
    </BeforeAfterSlider>
  )
}

const contentOf = ({ content }: ReviewRow): string | null => (content === null ? null : imageUrl(content))

/** The line has its own way with the pointer. */
const isOnPicture = (target: EventTarget): boolean => !(target as Element).closest('[role=slider]')
