import { useState, useSyncExternalStore } from 'react'
import type { Pair, SweepCell } from '../../../../shared/tuning.ts'
import { useStoredState } from '../../../shell/stored-state.ts'
import type { Tuning } from '../use-tuning.ts'
import type { SweepWorkState } from '../work/sweep-work.ts'
import { sweepWork } from '../work/works.ts'
import { asAxes, firstAxes, type SweepAxes } from './sweep-plan.ts'

export const MAX_PAIRS = 16

/** What a sweep would run over, what the last one made, and what is picked of it. */
export interface Sweep extends SweepWorkState {
  readonly axes: SweepAxes
  readonly setAxes: (axes: SweepAxes) => void
  /** The pair that is tuned, and those that were added. */
  readonly pairs: readonly Pair[]
  readonly setPairs: (others: readonly Pair[]) => void
  /** Of the pairs of the sweep, or of those that it would run over: the one that is looked at. */
  readonly looked: number
  readonly look: (pair: number) => void
  /** Cells of the pair that is looked at. */
  readonly cells: readonly SweepCell[]
  readonly picked: SweepCell | null
  /** The one that is shown large: the picked one, else the first that is done. */
  readonly shown: SweepCell | null
  readonly pick: (cell: number) => void
  readonly start: () => void
  readonly cancel: () => void
  readonly dismiss: () => void
}

export function useSweep({ pair: { content, reference }, tuned, model }: Tuning): Sweep {
  const state = useSyncExternalStore(sweepWork.subscribe, sweepWork.current)
  const [axes, setAxes] = useStoredState<SweepAxes>('tuning/sweep', firstAxes, asAxes)
  const [others, setPairs] = useState<readonly Pair[]>([])
  const [looked, look] = useState(0)
  const [cell, pick] = useState<number | null>(null)
  const pairs = [{ content, reference }, ...others]
  const at = Math.min(looked, (state.sweep?.pairs ?? pairs).length - 1)
  const cells = state.sweep?.cells.filter((each) => each.pair === at) ?? []
  const done = cells.filter((each) => each.state === 'done')
  const picked = done.find((each) => each.cell === cell) ?? null
  return {
    ...{ ...state, axes, setAxes, pairs, setPairs, look, pick, cells, picked },
    looked: at,
    shown: picked ?? done[0] ?? null,
    start: () => {
      pick(null)
      sweepWork.start({ pairs, settings: tuned.settings, model, ...axes })
    },
    cancel: () => void sweepWork.cancel(),
    dismiss: () => sweepWork.dismiss(),
  }
}
