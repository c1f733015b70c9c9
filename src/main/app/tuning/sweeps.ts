import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { MemoryError, UsageError, WeatherglassError, type ErrorDescription } from '../../../shared/errors.ts'
import { layerSettings } from '../../../shared/presets.ts'
import { parseSettings, type SettingsInput } from '../../../shared/settings-schema.ts'
import type { StartSweep, SweepCell, SweepState } from '../../../shared/tuning.ts'
import { outputsFolder, type Workspace } from '../../catalog/workspace/folders.ts'
import type { BlockEvent } from '../../engine/protocol.ts'
import { writePng } from '../../imaging/write-image.ts'
import type { Log } from '../log/log-file.ts'
import { Watched } from '../rpc/watched.ts'
import type { OpenWorkspace } from '../workspace/open-workspace.ts'
import { chosenImage } from './chosen-images.ts'
import { newTuningId } from './previews.ts'
import { shownMeasures } from './recorded-numbers.ts'
import { TimeLeft } from './time-left.ts'
import type { TunedBlock, TuningEngine } from './tuning-engine.ts'

/** A grid that a person can take in; each picture is a file. */
const MAX_CELLS = 256

const sweepFolder = (workspace: Pick<Workspace, 'folder'>): string => path.join(outputsFolder(workspace), 'sweep')
export const cellFile = (workspace: Pick<Workspace, 'folder'>, cell: number): string =>
  path.join(sweepFolder(workspace), `${cell}.png`)

interface CurrentSweep {
  readonly state: Watched<SweepState>
  readonly cancelling: AbortController
  readonly open: OpenWorkspace
  readonly model: string | null
  readonly timeLeft: TimeLeft
}

/** Cells that are rows of one block: one pair, settings that differ in the share of the filter alone. */
type CellGroup = readonly SweepCell[]

/** Sweeps of the open workspace: one at a time, of which the last stays. */
export class Sweeps {
  readonly #engine: TuningEngine
  readonly #log: Log
  #current: CurrentSweep | null = null

  constructor(engine: TuningEngine, log: Log) {
    this.#engine = engine
    this.#log = log
  }

  /** Null where another one was begun since. */
  current(sweep: string): SweepState | null {
    const state = this.#current?.state.value
    return state?.sweep === sweep ? state : null
  }

  /** @throws SettingsError, UsageError for too large a grid, WriteError where the pictures have no place */
  async start(open: OpenWorkspace, request: StartSweep): Promise<string> {
    const cells = cellsOf(request)
    const { pairs, across, down, model } = request
    const cancelling = this.#engine.takeTurn()
    await rm(sweepFolder(open.workspace), { recursive: true, force: true })
    await mkdir(sweepFolder(open.workspace), { recursive: true })
    const state = new Watched<SweepState>({
      ...{ sweep: newTuningId(), state: 'running', pairs, across, down, cells },
      ...{ phase: 'wait', step: 0, steps: 1, secondsLeft: null, evaluations: 0, failure: null },
    })
    const current = { state, cancelling, open, model, timeLeft: new TimeLeft() }
    this.#current = current
    void this.#run(current)
    return state.value.sweep
  }

  /** Until the sweep ends. @throws UsageError where another one was begun since */
  async *watch(sweep: string, signal: AbortSignal): AsyncGenerator<SweepState, void> {
    if (!this.current(sweep)) throw new UsageError('This sweep is not there any more; start it again')
    for await (const state of this.#current!.state.watch(signal)) {
      yield state
      if (state.state !== 'running') return
    }
  }

  cancel(sweep: string): void {
    if (this.current(sweep)) this.#current!.cancelling.abort()
  }

  async #run(current: CurrentSweep): Promise<void> {
    const { state } = current
    const end = (change: Partial<SweepState>): void => {
      const cells = state.value.cells.map((cell) =>
        cell.state === 'running' ? { ...cell, state: 'waiting' as const } : cell,
      )
      state.set({ ...state.value, cells, secondsLeft: null, ...change })
    }
    try {
      const groups = groupsOf(state.value.cells)
      for (const group of groups) await this.#make(current, group)
      end({ state: 'done', secondsLeft: 0 })
    } catch (error) {
      const failure = this.#describe(error)
      end(failure.code === 'cancelled' ? { state: 'cancelled' } : { state: 'failed', failure })
    }
  }

  /** One block; where it does not fit into memory, two of half as many. */
  async #make(current: CurrentSweep, group: CellGroup): Promise<void> {
    try {
      await this.#makeTogether(current, group)
    } catch (error) {
      if (!(error instanceof MemoryError) || group.length === 1) throw error
      const half = Math.ceil(group.length / 2)
      await this.#make(current, group.slice(0, half))
      await this.#make(current, group.slice(half))
    }
  }

  async #makeTogether(current: CurrentSweep, group: CellGroup): Promise<void> {
    const { state, cancelling, open } = current
    const evaluated = state.value.evaluations
    const written: Promise<void>[] = []
    changeCells(state, group, () => ({ state: 'running' }))
    const block = await blockOf(current, group)
    await this.#engine.block(block, {
      signal: AbortSignal.any([cancelling.signal, open.closed]),
      onProgress: ({ phase, step, steps, evaluations = 0 }) =>
        state.set({
          ...state.value,
          ...{ phase, step, steps, evaluations: evaluated + evaluations },
          secondsLeft: phase === 'denoise' ? secondsLeft(current, group, step, steps) : state.value.secondsLeft,
        }),
      onEvent: (event) => void written.push(hear(current, group, event)),
    })
    await Promise.all(written)
  }

  #describe(error: unknown): ErrorDescription {
    if (error instanceof WeatherglassError) return error.describe()
    const name = this.#log.defect(error, 'a sweep')
    return { code: 'engine-failed', message: `Weatherglass met an unexpected error; the log has it as ${name}.` }
  }
}

/** By pair, then down, then across. @throws SettingsError, UsageError */
function cellsOf({ pairs, settings, across, down }: StartSweep): SweepCell[] {
  const downValues: readonly (number | null)[] = down?.values ?? [null]
  const count = pairs.length * downValues.length * across.values.length
  if (count > MAX_CELLS)
    throw new UsageError(`A sweep has at most ${MAX_CELLS} pictures, these would be ${count}; leave some out`)
  const cells: SweepCell[] = []
  for (const pair of pairs.keys()) {
    for (const [row, downValue] of downValues.entries()) {
      for (const [column, value] of across.values.entries()) {
        const swept = { ...(down && { [down.setting]: downValue }), [across.setting]: value } as SettingsInput
        cells.push({
          ...{
            cell: cells.length,
            pair,
            across: column,
            down: row,
            settings: parseSettings(layerSettings(settings, swept)),
          },
          ...{ state: 'waiting', failure: null, measures: null },
        })
      }
    }
  }
  return cells
}

function groupsOf(cells: readonly SweepCell[]): CellGroup[] {
  const together = ({ pair, settings }: SweepCell) => JSON.stringify([pair, { ...settings, filterShare: 0 }])
  return [...Map.groupBy(cells, together).values()]
}

async function blockOf({ state, open, model }: CurrentSweep, group: CellGroup): Promise<TunedBlock> {
  const [first] = group
  const { content, reference } = state.value.pairs[first!.pair]!
  return {
    model,
    contents: [await chosenImage(open, content)],
    styles: [await chosenImage(open, reference)],
    pairs: group.map(({ settings }) => ({ content: 0, style: 0, filterShare: settings.filterShare })),
    settings: first!.settings,
    watched: false,
  }
}

async function hear({ state, open }: CurrentSweep, group: CellGroup, event: BlockEvent): Promise<void> {
  if (event.type === 'picture') {
    const { width, height, rgb, provenance } = event.picture
    const text = { weatherglass: JSON.stringify(provenance) }
    const { cell } = group[event.pair]!
    await writePng(cellFile(open.workspace, cell), { width, height, data: rgb }, text)
    changeCells(state, [group[event.pair]!], () => ({ state: 'done' }))
  } else if (event.type === 'measured') {
    changeCells(state, [group[event.pair]!], () => ({ measures: shownMeasures(event.measures) }))
  } else if (event.type === 'failed') {
    changeCells(state, [group[event.pair]!], () => ({ state: 'failed', failure: event.error }))
  }
}

function changeCells(state: Watched<SweepState>, cells: CellGroup, change: () => Partial<SweepCell>): void {
  const changed = new Set(cells.map(({ cell }) => cell))
  const next = state.value.cells.map((cell) => (changed.has(cell.cell) ? { ...cell, ...change() } : cell))
  state.set({ ...state.value, cells: next })
}

/** Steps of all pictures count alike. */
function secondsLeft({ state, timeLeft }: CurrentSweep, group: CellGroup, step: number, steps: number): number | null {
  const { cells } = state.value
  const ended = cells.filter((cell) => cell.state === 'done' || cell.state === 'failed').length
  return timeLeft.after(ended * steps + group.length * step, cells.length * steps)
}
