import type { TrainId } from '../../../../shared/labels.ts'
import { classNames } from '../../../../shared/labels.ts'
import { ClassSwatch } from '../../../ui/classes/class-chip.tsx'
import { Scrim } from '../../../ui/pictures/scrim.tsx'
import { useElementSize } from '../../gallery/grid/use-element-size.ts'
import type { Fraction } from './geometry.ts'
import styles from './link-line.module.css'

/** An end of the line: a point of a picture, and the class that is there. */
export interface LinkEnd {
  readonly box: HTMLElement
  readonly at: Fraction
  readonly trainId: TrainId | null
}

interface LinkLineProps {
  /** What the line lies over; both boxes are in it. */
  readonly over: HTMLElement
  readonly from: LinkEnd
  readonly to: LinkEnd
  /** Below the class of the first end. */
  readonly words: string
}

const MIDDLE = 0.5

interface Point {
  readonly x: number
  readonly y: number
}

/** A line from a place of one picture to one of another, with the class at both ends. */
export function LinkLine({ over, from, to, words }: LinkLineProps) {
  const size = useElementSize(over)
  // before its first measure nothing is known of how the boxes lie
  if (!size) return null
  const ends = { from: pointOf(over, from), to: pointOf(over, to) }
  return (
    <div className={styles.overlay} aria-hidden>
      <svg className={styles.lines}>
        {(['under', 'line'] as const).map((part) => (
          <g key={part} className={styles[part]}>
            <line x1={ends.from.x} y1={ends.from.y} x2={ends.to.x} y2={ends.to.y} />
            <rect x={ends.from.x - 6} y={ends.from.y - 6} width={12} height={12} />
            <rect x={ends.to.x - 6} y={ends.to.y - 6} width={12} height={12} />
          </g>
        ))}
      </svg>
      <span className={classOf(styles.first, from)} style={{ transform: beside(ends.from, from.at) }}>
        <ClassWords trainId={from.trainId} />
        <Scrim>{words}</Scrim>
      </span>
      <span className={classOf(styles.second, to)} style={{ transform: beside(ends.to, to.at) }}>
        <ClassWords trainId={to.trainId} />
      </span>
    </div>
  )
}

const ClassWords = ({ trainId }: { trainId: TrainId | null }) => (
  <Scrim>
    {trainId !== null && <ClassSwatch trainId={trainId} />}
    {trainId === null ? 'no class' : classNames[trainId]}
  </Scrim>
)

function pointOf(over: HTMLElement, { box, at: { x, y } }: LinkEnd): Point {
  const [outer, inner] = [over.getBoundingClientRect(), box.getBoundingClientRect()]
  return { x: inner.left - outer.left + x * inner.width, y: inner.top - outer.top + y * inner.height }
}

const classOf = (own: string | undefined, { at }: LinkEnd): string =>
  at.x > MIDDLE ? `${own} ${styles.isLeft}` : `${own}`

/** Left of the place where the picture ends to its right, and above it near its foot. */
const beside = ({ x, y }: Point, at: Fraction): string =>
  `translate(${at.x > MIDDLE ? `calc(${x - 12}px - 100%)` : `${x + 12}px`}, ${at.y > 0.75 ? `calc(${y + 8}px - 100%)` : `${y - 9}px`})`
