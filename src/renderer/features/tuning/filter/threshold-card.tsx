import InfoIcon from '@mui/icons-material/InfoOutlined'
import RunIcon from '@mui/icons-material/PlayArrowRounded'
import Button from '@mui/material/Button'
import {
  useEffect,
  useEffectEvent,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  type Ref,
} from 'react'
import { NumberField } from '../../../ui/filters/number-field.tsx'
import { measure, share as inPercent } from '../../../ui/format/numbers.ts'
import { cividisPixels } from './cividis.ts'
import type { DraggedShare } from './dragged-share.ts'
import { barsPath, histogram, onScale } from './histogram.ts'
import { keptAt, type Kept, type Places } from './places.ts'
import { quantile, shareBelow } from './quantile.ts'
import styles from './threshold-card.module.css'

interface ThresholdCardProps {
  readonly places: Places
  readonly kept: Kept
  /** 0 to 1. */
  readonly share: number
  /** Is told while the threshold is dragged; `onShare` follows with the last one. */
  readonly dragged: DraggedShare
  readonly onShare: (share: number) => void
  readonly onRun: () => void
  /** Where what is shown comes from, in sentences. */
  readonly state: ReactNode
}

const BINS = 96
const GAP = 0.18
/** Shares are set to a thousandth. */
const STEP = 0.001

/** How many places are how similar, and the threshold to drag: as a share of places, or as a similarity. */
export function ThresholdCard({ places, kept, share, dragged, onShare, onRun, state }: ThresholdCardProps) {
  const { run, sorted, similarity, highest, scale } = places
  const path = useMemo(() => barsPath(histogram(similarity, highest, scale, BINS), GAP), [similarity, highest, scale])
  const threshold = kept.threshold / highest
  const ranAt = quantile(sorted, run.index.filterShare) / highest
  const left = onScale(threshold, scale)
  const leftOfRun = onScale(ranAt, scale)
  const shareAt = (at: number) => rounded(shareBelow(sorted, Math.min(1, Math.max(0, at)) * highest))

  const similarityIn = (event: PointerEvent) => scale.low + fractionIn(event) * (scale.high - scale.low)
  const follow = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    dragged.follow(shareAt(similarityIn(event)))
  }
  const {
    kept: keptBars,
    rest: restBars,
    slide,
    value,
  } = useMarks(dragged, (at) => {
    const { threshold } = at === null ? kept : keptAt(places, at)
    return { threshold: threshold / highest, left: onScale(threshold / highest, scale) }
  })
  const press = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = {
      ...{ ArrowLeft: -0.01, ArrowDown: -0.01, ArrowRight: 0.01, ArrowUp: 0.01 },
      ...{ PageDown: -0.1, PageUp: 0.1, Home: -1, End: 1 },
    }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    onShare(rounded(Math.min(1, Math.max(0, share + (event.shiftKey ? step / 10 : step)))))
  }

  return (
    <section className={styles.card} aria-label="Threshold">
      <div className={styles.head}>
        <span className={styles.strong}>Kept share</span>
        <NumberField
          label="Kept share in per cent"
          value={Number((share * 100).toFixed(1))}
          unit="%"
          width={76}
          onChange={(percent) => onShare(rounded(percent / 100))}
          {...{ min: 0, max: 100, step: 0.1 }}
        />
        <span className={styles.word}>or similarity below</span>
        <NumberField
          label="Similarity below which a place is kept"
          value={Number(threshold.toFixed(3))}
          width={64}
          onChange={(value) => onShare(shareAt(value))}
          {...{ min: 0, max: 1, step: 0.001 }}
        />
        <Button
          variant="outlined"
          className={styles.run}
          startIcon={<RunIcon />}
          onClick={onRun}
          title="Runs the transfer at this share"
        >
          Run at {inPercent(share, isWhole(share) ? 0 : 1)}
        </Button>
      </div>
      <div
        className={styles.plot}
        role="slider"
        tabIndex={0}
        aria-label="Kept share"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Number((share * 100).toFixed(1))}
        aria-valuetext={`${inPercent(share)} of places, similarity below ${measure(threshold)}`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          follow(event)
        }}
        onPointerMove={follow}
        onPointerUp={(event) => {
          onShare(shareAt(similarityIn(event)))
          dragged.end()
        }}
        onPointerCancel={() => dragged.end()}
        onKeyDown={press}
      >
        <Bars path={path} kept={keptBars} rest={restBars} />
        <HeatLegend />
        {!kept.isAsRun && (
          <span
            className={`${styles.mark} ${leftOfRun < 0.12 || (leftOfRun > left && leftOfRun < 0.88) ? styles.isLeft : ''}`}
            style={{ left: `${leftOfRun * 100}%` }}
          >
            <span>as run: {measure(ranAt)}</span>
          </span>
        )}
        <span ref={slide} className={styles.slide}>
          <span
            className={`${styles.threshold} ${left > 0.85 || (left < leftOfRun && left > 0.12 && !kept.isAsRun) ? styles.isLeft : ''}`}
          >
            <span ref={value} />
          </span>
        </span>
      </div>
      <div className={styles.axis}>
        <span>{scale.low === 0 ? '0 · no likeness in the reference' : `${measure(scale.low)} · less alike`}</span>
        <span>Similarity of each place</span>
        <span>{scale.high === 1 ? '1 · same' : `${measure(scale.high)} · more alike`}</span>
      </div>
      <div className={styles.state} role="status">
        <InfoIcon />
        <span>{state}</span>
      </div>
    </section>
  )
}

interface Marked {
  /** A similarity, 0 to 1. */
  readonly threshold: number
  /** 0 to 1: where it lies in the plot. */
  readonly left: number
}

/** What moves with the threshold at every frame of a drag, outside of what is rendered: its line, its number, and the bars left and right of it. */
function useMarks(dragged: DraggedShare, markedAt: (share: number | null) => Marked) {
  const kept = useRef<SVGRectElement>(null)
  const rest = useRef<SVGRectElement>(null)
  const slide = useRef<HTMLSpanElement>(null)
  const value = useRef<HTMLSpanElement>(null)
  const mark = useEffectEvent((share: number | null) => {
    const { threshold, left } = markedAt(share)
    kept.current!.setAttribute('width', String(left))
    rest.current!.setAttribute('x', String(left))
    slide.current!.style.transform = `translateX(${left * 100}%)`
    value.current!.textContent = measure(threshold)
  })
  useLayoutEffect(() => mark(dragged.share))
  useEffect(() => dragged.hear((share) => mark(share)), [dragged])
  return { kept, rest, slide, value }
}

/** Bars left of the threshold have the hatch of kept regions. */
function Bars({ path, kept, rest }: { path: string; kept: Ref<SVGRectElement>; rest: Ref<SVGRectElement> }) {
  const id = useId()
  return (
    <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden>
      <defs>
        <pattern
          id={`${id}-hatch`}
          width="5"
          height="5"
          patternUnits="userSpaceOnUse"
          // pixels, whatever the box is stretched to
          patternTransform="scale(0.0014 0.0096) rotate(45)"
        >
          <rect width="2.6" height="5" fill="var(--text)" />
        </pattern>
        <clipPath id={`${id}-kept`}>
          <rect ref={kept} x="0" y="0" height="1" />
        </clipPath>
        <clipPath id={`${id}-rest`}>
          <rect ref={rest} y="0" width="1" height="1" />
        </clipPath>
      </defs>
      <path d={path} fill={`url(#${id}-hatch)`} clipPath={`url(#${id}-kept)`} />
      <path d={path} className={styles.bars} clipPath={`url(#${id}-rest)`} />
    </svg>
  )
}

/** Cividis from 0 to 1: the colours of the heat map. */
function HeatLegend() {
  const canvas = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context) return
    const image = new ImageData(cividisPixels.length, 1)
    new Uint32Array(image.data.buffer).set(cividisPixels)
    context.putImageData(image, 0, 0)
  }, [])
  return <canvas ref={canvas} className={styles.legend} width={cividisPixels.length} height={1} aria-hidden />
}

const rounded = (share: number): number => Number((Math.round(share / STEP) * STEP).toFixed(3))
const isWhole = (share: number): boolean => Number.isInteger(Number((share * 100).toFixed(1)))

function fractionIn({ currentTarget, clientX }: PointerEvent): number {
  const { left, width } = currentTarget.getBoundingClientRect()
  return (clientX - left) / width
}
