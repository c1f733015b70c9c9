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

/** For each channel how far it was from the reference (ring) and how far it is now (dot): on the line it is as in the reference. */
export function ChannelChart({ name, part, before, after, reference }: ChannelChartProps) {
  const [box, setBox] = useState<HTMLDivElement | null>(null)
  const width = useElementSize(box)?.width ?? 0
  const [was, is] = [before, after].map((each) => each[part].map((value, channel) => value - reference[part][channel]!))
  const full = Math.max(...[...was!, ...is!].map(Math.abs)) || 1
  const y = (value: number) => HEIGHT / 2 - (HEIGHT / 2 - 6) * (value / full)
  const gap = width / was!.length
  return (
    <figure className={styles.chart}>
      <div ref={setBox}>
        <svg width={width} height={HEIGHT} role="img" aria-label={name}>
          <line x1={0} y1={y(0)} x2={width} y2={y(0)} stroke="var(--text)" strokeWidth={1} />
          {was!.map((from, channel) => {
            const [x, to] = [gap * (channel + 0.5), is![channel]!]
            return (
              <g key={channel}>
                <line x1={x} y1={y(from)} x2={x} y2={y(to)} stroke="var(--third)" strokeWidth={1.5} />
                <circle cx={x} cy={y(from)} r={3.5} fill="var(--pane)" stroke="var(--second)" strokeWidth={1.5} />
                <circle cx={x} cy={y(to)} r={3.5} fill="var(--accent)" />
              </g>
            )
          })}
        </svg>
      </div>
      <figcaption>
        {name}, up to {measure(full)} from the reference
      </figcaption>
    </figure>
  )
}
