import { useState } from 'react'
import type { ChannelStatistics } from '../../../../shared/tuning.ts'
import { measure } from '../../../ui/format/numbers.ts'
import { useElementSize } from '../../gallery/grid/use-element-size.ts'
import styles from './class-view.module.css'

interface ChannelChartProps {
  /** `Mean of each latent channel`. */
  readonly name: string
  readonly part: keyof ChannelStatistics
  readonly before: ChannelStatistics
  readonly after: ChannelStatistics
  readonly reference: ChannelStatistics
}

const HEIGHT = 96

/** For each channel where it was (ring), where it is now (dot), and where the reference is (bar). */
export function ChannelChart({ name, part, before, after, reference }: ChannelChartProps) {
  const [box, setBox] = useState<HTMLDivElement | null>(null)
  const width = useElementSize(box)?.width ?? 0
  const all = [before, after, reference].flatMap((each) => each[part])
  const [low, high] = [Math.min(...all), Math.max(...all)]
  const y = (value: number) => 8 + (HEIGHT - 16) * (1 - (value - low) / (high - low || 1))
  const gap = width / before[part].length
  return (
    <figure className={styles.chart}>
      <div ref={setBox}>
        <svg width={width} height={HEIGHT} role="img" aria-label={name}>
          {before[part].map((from, channel) => {
            const [x, to, goal] = [gap * (channel + 0.5), after[part][channel]!, reference[part][channel]!]
            const half = Math.min(10, gap * 0.35)
            return (
              <g key={channel}>
                <line x1={x} y1={y(from)} x2={x} y2={y(to)} stroke="var(--third)" strokeWidth={1.5} />
                <line x1={x - half} y1={y(goal)} x2={x + half} y2={y(goal)} stroke="var(--text)" strokeWidth={2} />
                <circle cx={x} cy={y(from)} r={3.5} fill="var(--pane)" stroke="var(--second)" strokeWidth={1.5} />
                <circle cx={x} cy={y(to)} r={3.5} fill="var(--accent)" />
              </g>
            )
          })}
        </svg>
      </div>
      <figcaption>
        {name}, {measure(low)} to {measure(high)}
      </figcaption>
    </figure>
  )
}
