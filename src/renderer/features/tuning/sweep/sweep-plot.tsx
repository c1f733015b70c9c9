import type { SweepCell } from '../../../../shared/tuning.ts'
import { useState } from 'react'
import { useElementSize } from '../../gallery/grid/use-element-size.ts'
import { placedLabels, type PlotLabel } from './plot-labels.ts'
import { cellName, valueOnAxis, type SweepAxes } from './sweep-plan.ts'
import styles from './sweep.module.css'

interface SweepPlotProps {
  readonly axes: SweepAxes
  readonly cells: readonly SweepCell[]
  readonly isRunning: boolean
  readonly picked: number | null
  readonly onPick: (cell: number) => void
}

interface Dot {
  readonly cell: SweepCell
  readonly structure: number
  readonly style: number
}

const MARGIN = { left: 52, right: 40, top: 24, bottom: 40 }

/** Structure kept against distance from the style: a line for each value down, the best corner at the top right. */
export function SweepPlot({ axes, cells, isRunning, picked, onPick }: SweepPlotProps) {
  const [box, setBox] = useState<HTMLDivElement | null>(null)
  const size = useElementSize(box)
  const dots = cells.flatMap((cell): Dot[] => {
    const { structure, style } = cell.measures ?? {}
    return typeof structure === 'number' && typeof style === 'number' ? [{ cell, structure, style }] : []
  })
  return (
    <div ref={setBox} className={styles.plot}>
      {size && dots.length > 0 ? (
        <Plot {...{ axes, dots, picked, onPick, size }} />
      ) : (
        isRunning && <p className={styles.hint}>The measures of each picture are drawn here as they come.</p>
      )}
    </div>
  )
}

interface PlotProps extends Omit<SweepPlotProps, 'cells' | 'isRunning'> {
  readonly dots: readonly Dot[]
  readonly size: { readonly width: number; readonly height: number }
}

function Plot({ axes, dots, picked, onPick, size: { width, height } }: PlotProps) {
  const xs = ticks(dots.map(({ structure }) => structure))
  const ys = ticks(dots.map(({ style }) => style))
  const [inner, tall] = [width - MARGIN.left - MARGIN.right, height - MARGIN.top - MARGIN.bottom]
  const x = (value: number) => MARGIN.left + (inner * (value - xs[0]!)) / (xs.at(-1)! - xs[0]!)
  // less distance is better, so it goes up
  const y = (value: number) => MARGIN.top + (tall * (value - ys[0]!)) / (ys.at(-1)! - ys[0]!)
  const lines = [...new Set(dots.map(({ cell }) => cell.down))].map((down) =>
    dots.filter(({ cell }) => cell.down === down).sort((a, b) => a.cell.across - b.cell.across),
  )
  const pickedDot = dots.find(({ cell }) => cell.cell === picked)
  const pickedName = pickedDot && cellName(axes, pickedDot.cell)
  // a single line is read by its values, several by what tells them apart
  const labelled = axes.down
    ? lines
        .filter((line) => !pickedDot || !line.includes(pickedDot))
        .map(([first, next]) => ({ dot: first!, next, text: valueOnAxis(axes.down!, first!.cell.down) }))
    : lines.flat().map((dot) => ({ dot, next: nextOf(dot, lines), text: cellName(axes, dot.cell) }))
  const labels = [
    ...(pickedDot ? [{ dot: pickedDot, text: pickedName!, next: nextOf(pickedDot, lines) }] : []),
    ...labelled.filter(({ dot }) => dot !== pickedDot),
  ].map(({ dot, text, next }): PlotLabel => {
    const side = next && next.structure > dot.structure ? 'left' : 'right'
    return { text, side, x: x(dot.structure), y: y(dot.style) }
  })
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role="group" aria-label="Structure kept and distance from the style">
      {xs.map((tick) => (
        <g key={tick}>
          <line className={styles.grid} x1={x(tick)} x2={x(tick)} y1={MARGIN.top} y2={height - MARGIN.bottom} />
          <text x={x(tick)} y={height - MARGIN.bottom + 18} textAnchor="middle">
            {label(tick, xs)}
          </text>
        </g>
      ))}
      {ys.map((tick) => (
        <g key={tick}>
          <line className={styles.grid} x1={MARGIN.left} x2={width - MARGIN.right} y1={y(tick)} y2={y(tick)} />
          <text x={MARGIN.left - 8} y={y(tick) + 4} textAnchor="end">
            {label(tick, ys)}
          </text>
        </g>
      ))}
      <text x={4} y={12}>
        Distance from the style, up is better
      </text>
      <text x={MARGIN.left + inner / 2} y={height - 4} textAnchor="middle">
        Structure kept, right is better
      </text>
      {lines.map((line, index) => (
        <g key={line[0]!.cell.down}>
          <polyline
            points={line.map((dot) => `${x(dot.structure)},${y(dot.style)}`).join(' ')}
            fill="none"
            stroke="var(--third)"
          />
          {line.map((dot) => (
            <PlotDot
              key={dot.cell.cell}
              shape={index}
              at={{ x: x(dot.structure), y: y(dot.style) }}
              name={cellName(axes, dot.cell)}
              isPicked={dot.cell.cell === picked}
              onPick={() => onPick(dot.cell.cell)}
            />
          ))}
        </g>
      ))}
      {placedLabels(labels, { width, height }).map((placed) => (
        <text
          key={placed.text}
          className={placed.text === pickedName ? styles.pickedName : undefined}
          x={placed.x}
          y={placed.y}
          textAnchor={placed.anchor}
        >
          {placed.text}
        </text>
      ))}
    </svg>
  )
}

/** The dot that the line goes on to. */
function nextOf(dot: Dot, lines: readonly (readonly Dot[])[]): Dot | undefined {
  const line = lines.find((each) => each.includes(dot)) ?? []
  return line[line.indexOf(dot) + 1] ?? line[line.indexOf(dot) - 1]
}

interface PlotDotProps {
  /** Lines are told apart by the shape of their dots. */
  readonly shape: number
  readonly at: { readonly x: number; readonly y: number }
  readonly name: string
  readonly isPicked: boolean
  readonly onPick: () => void
}

function PlotDot({ shape, at: { x, y }, name, isPicked, onPick }: PlotDotProps) {
  const r = isPicked ? 7 : 4.5
  const paint = { fill: isPicked ? 'var(--accent)' : 'var(--second)', stroke: 'var(--pane)', strokeWidth: 1.5 }
  const outline = [
    <circle key="circle" cx={x} cy={y} r={r} {...paint} />,
    <rect key="square" x={x - r} y={y - r} width={2 * r} height={2 * r} {...paint} />,
    <polygon
      key="triangle"
      points={`${x},${y - r * 1.2} ${x + r * 1.2},${y + r} ${x - r * 1.2},${y + r}`}
      {...paint}
    />,
    <polygon
      key="diamond"
      points={`${x},${y - r * 1.3} ${x + r * 1.3},${y} ${x},${y + r * 1.3} ${x - r * 1.3},${y}`}
      {...paint}
    />,
  ][shape % 4]
  return (
    <g onClick={onPick} style={{ cursor: 'pointer' }}>
      <title>{name}</title>
      <circle cx={x} cy={y} r={12} fill="transparent" />
      {outline}
    </g>
  )
}

/** Three to six round numbers around the values. */
export function ticks(values: readonly number[]): readonly number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const rough = Math.max(high - low, Math.abs(high) * 0.02, 1e-3) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough)!
  const first = Math.floor(low / step)
  const last = Math.max(first + 1, Math.ceil(high / step))
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(10)))
}

const label = (tick: number, all: readonly number[]): string => {
  const decimals = Math.max(...all.map((each) => String(each).split('.')[1]?.length ?? 0))
  return tick.toFixed(decimals)
}
