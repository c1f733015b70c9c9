import Button from '@mui/material/Button'
import type { CSSProperties } from 'react'
import type { SweepCell, SweepState } from '../../../../shared/tuning.ts'
import { cellUrl } from '../../../api/preview-media.ts'
import { measure } from '../../../ui/format/numbers.ts'
import { Scrim } from '../../../ui/pictures/scrim.tsx'
import { phaseWords } from '../work/preview-words.ts'
import { axisName, bestCells, cellName, cellValue, measureNames } from './sweep-plan.ts'
import styles from './sweep.module.css'

interface SweepGridProps {
  readonly sweep: SweepState
  /** Those of the pair that is looked at. */
  readonly cells: readonly SweepCell[]
  /** Width by height. */
  readonly ratio: number
  readonly picked: number | null
  readonly onPick: (cell: number) => void
  readonly onRetry: () => void
}

/** A picture for each pair of values, as they come, with its measures below; the best of each in bold. */
export function SweepGrid({ sweep, cells, ratio, picked, onPick, onRetry }: SweepGridProps) {
  const { across, down } = sweep
  const best = measureNames.map((name) => bestCells(cells, name))
  const columns: CSSProperties = {
    gridTemplateColumns: `${down ? 'max-content ' : ''}repeat(${across.values.length}, minmax(120px, 320px))`,
  }
  const rows = down ? down.values.map((_, index) => index) : [0]
  return (
    <div className={styles.table} style={columns} role="group" aria-label="Pictures of the sweep">
      {down && <span />}
      {across.values.map((value, index) => (
        <span key={value} className={styles.head}>
          {index === 0 && `${axisName(across)} `}
          <b>{cellValue(across, index)}</b>
        </span>
      ))}
      {rows.map((row) => [
        down && (
          <span key={`side ${row}`} className={styles.side}>
            {axisName(down)}
            <b>{cellValue(down, row)}</b>
          </span>
        ),
        ...cells
          .filter((cell) => cell.down === row)
          .map((cell) => (
            <Cell
              key={cell.cell}
              {...{ sweep, cell, ratio, best, onRetry }}
              isPicked={cell.cell === picked}
              onPick={() => onPick(cell.cell)}
            />
          )),
      ])}
    </div>
  )
}

interface CellProps {
  readonly sweep: SweepState
  readonly cell: SweepCell
  readonly ratio: number
  readonly best: readonly ReadonlySet<number>[]
  readonly isPicked: boolean
  readonly onPick: () => void
  readonly onRetry: () => void
}

function Cell({ sweep, cell, ratio, best, isPicked, onPick, onRetry }: CellProps) {
  const name = cellName(sweep, cell)
  const frame: CSSProperties = { aspectRatio: ratio }
  if (cell.state === 'failed')
    return (
      <div>
        <div className={`${styles.frame} ${styles.waiting}`} style={frame}>
          <Button variant="outlined" onClick={onRetry}>
            Retry
          </Button>
        </div>
        <p className={styles.failed}>{cell.failure?.message ?? 'It was not made.'}</p>
      </div>
    )
  if (cell.state !== 'done') {
    const isRunning = cell.state === 'running' && sweep.state === 'running'
    return (
      <div aria-label={`${name}: ${isRunning ? 'running' : 'waiting'}`} role="img">
        <div className={`${styles.frame} ${styles.waiting}`} style={frame}>
          {isRunning
            ? phaseWords(sweep.phase, sweep.step, sweep.steps)
            : sweep.state === 'running'
              ? 'Waits'
              : 'Not made'}
          {isRunning && sweep.phase === 'denoise' && (
            <span className={styles.bar}>
              <span style={{ width: `${(100 * sweep.step) / Math.max(1, sweep.steps)}%` }} />
            </span>
          )}
        </div>
        <div className={styles.measures} />
      </div>
    )
  }
  return (
    <button type="button" className={styles.cell} aria-pressed={isPicked} onClick={onPick}>
      <span className={styles.frame} style={frame}>
        <img src={cellUrl(sweep.sweep, cell.cell)} alt={name} draggable={false} />
        {isPicked && <Scrim corner="top-left">picked</Scrim>}
      </span>
      <span className={styles.measures}>
        {measureNames.map((measureName, index) => {
          const value = cell.measures?.[measureName]
          return (
            <span
              key={measureName}
              className={best[index]!.has(cell.cell) ? styles.best : undefined}
              title={titles[measureName]}
            >
              {value === null || value === undefined ? '–' : measure(value)}
            </span>
          )
        })}
      </span>
    </button>
  )
}

const titles = {
  structure: 'Structure kept, 1 is all',
  style: 'Distance from the style, less is better',
  leakage: 'Leakage, less is better',
}
