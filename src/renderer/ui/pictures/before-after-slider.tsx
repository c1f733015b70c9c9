import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'
import { Scrim } from './scrim.tsx'
import styles from './before-after-slider.module.css'

interface BeforeAfterSliderProps {
  readonly before: string
  readonly after: string
  /** What the pictures are, on them and in the control's value: `Content 06117.png`, `Result`. */
  readonly beforeName: string
  readonly afterName: string
  /** Width by height; 2 unless told. */
  readonly ratio?: number
  /** Lies over both pictures: the reference in a corner. */
  readonly children?: ReactNode
}

const centre = 0.5
const fine = 0.01
const coarse = 0.1

const steps: Readonly<Record<string, number>> = {
  ArrowLeft: -fine,
  ArrowDown: -fine,
  ArrowRight: fine,
  ArrowUp: fine,
  PageDown: -coarse,
  PageUp: coarse,
  Home: -1,
  End: 1,
}

const within01 = (value: number): number => Math.min(1, Math.max(0, Math.round(value * 1000) / 1000))

/**
 * Two pictures of one size behind a line: left of it the one before. The line is dragged, moved 1 % by an arrow (10 % by
 * page up and down) and centred by a double click.
 */
export function BeforeAfterSlider({
  before,
  after,
  beforeName,
  afterName,
  ratio = 2,
  children,
}: BeforeAfterSliderProps) {
  const [position, setPosition] = useState(centre)
  const box = useRef<HTMLDivElement>(null)

  const follow = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || !box.current) return
    const { left, width } = box.current.getBoundingClientRect()
    setPosition(within01((event.clientX - left) / width))
  }

  const step = (event: KeyboardEvent) => {
    const distance = steps[event.key]
    if (distance === undefined) return
    event.preventDefault()
    setPosition((current) => within01(current + distance))
  }

  const percent = Math.round(position * 100)
  return (
    <div ref={box} className={styles.box} style={{ aspectRatio: ratio }}>
      <img className={styles.picture} src={after} alt={afterName} draggable={false} />
      <img
        className={styles.picture}
        style={{ clipPath: `inset(0 ${100 - position * 100}% 0 0)` }}
        src={before}
        alt={beforeName}
        draggable={false}
      />
      <Scrim corner="bottom-left">{beforeName}</Scrim>
      <Scrim corner="bottom-right">{afterName}</Scrim>
      {children}
      <div
        className={styles.line}
        style={{ left: `${position * 100}%` }}
        role="slider"
        tabIndex={0}
        aria-label={`Line between ${beforeName} and ${afterName}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={`${percent} % ${beforeName}`}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={follow}
        onDoubleClick={() => setPosition(centre)}
        onKeyDown={step}
      />
    </div>
  )
}
