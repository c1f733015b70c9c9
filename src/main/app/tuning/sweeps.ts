import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import {
  CancelledError,
  MemoryError,
  SettingsError,
  UsageError,
  WeatherglassError,
  type ErrorDescription,
} from '../../../shared/errors.ts'
import { layerSettings } from '../../../shared/presets.ts'
import { parseSettings, type SettingsInput } from '../../../shared/settings-schema.ts'
import type { StartSweep, SweepCell, SweepState } from '../../../shared/tuning.ts'
import type { BlockEvent } from '../../engine/protocol.ts'
import type { Log } from '../log/log-file.ts'
import { Watched } from '../rpc/watched.ts'
import type { OpenWorkspace } from '../workspace/open-workspace.ts'
import { chosenImage } from './chosen-images.ts'
import { newTuningId } from './previews.ts'
import { shownMeasures } from './recorded-numbers.ts'
import { SweepFiles } from './sweep-files.ts'
import { TimeLeft } from './time-left.ts'
import type { TunedBlock, TuningEngine } from './tuning-engine.ts'

/** A grid that a person can take in; each picture is a file. */
const MAX_CELLS = 256

interface CurrentSweep {
  readonly state: Watched<SweepState>
  readonly cancelling: AbortController
  readonly open: OpenWorkspace
  readonly model: string | null
  readonly timeLeft: TimeLeft
  readonly files: SweepFiles
  /** Of each cell, what it is called among the files. */
  readonly names: readonly string[]
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

  /** The file of a picture that is done; null where there is none. */
  picture(sweep: string, cell: number): string | null {
    if (this.current(sweep)?.cells[cell]?.state !== 'done') return null
    return this.#current!.files.picture(this.#current!.names[cell]!)
  }

  /**
   * Pictures of the sweep before that are asked for again are taken over.
   *
   * @throws SettingsError, UsageError for too large a grid, WriteError where the pictures have no place, CancelledError where a preview or
   *   another sweep was begun before this one was
   */
  async start(open: OpenWorkspace, request: StartSweep): Promise<string> {
    const cells = cellsOf(request)
    const { pairs, across, down, model } = request
    const cancelling = this.#engine.takeTurn()
    const files = new SweepFiles(open.workspace)
    const names = await namesOf(cells, request, await this.#engine.computesWith(model), open)
    await files.keepOnly(new Set(names))
    const state = new Watched<SweepState>({
      ...{ sweep: newTuningId(), state: 'running', pairs, across, down, cells: await takenOver(cells, names, files) },
      ...{ phase: 'wait', step: 0, steps: 1, secondsLeft: null, evaluations: 0, failure: null },
    })
    if (cancelling.signal.aborted) throw new CancelledError('Another preview or sweep was begun meanwhile.')
    const current = { state, cancelling, open, model, timeLeft: new TimeLeft(), files, names }
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
      const groups = groupsOf(state.value.cells.filter((cell) => cell.state === 'waiting'))
      for (const group of groups) await this.#make(current, group)
      end({ state: 'done', secondsLeft: 0 })
    } catch (error) {
      const failure = this.#describe(error)
      end(failure.code === 'cancelled' ? { state: 'cancelled' } : { state: 'failed', failure })
    }
  }

  /** One block; where it does not fit into memory, two of half as many. What the model cannot do with its settings fails it alone. */
  async #make(current: CurrentSweep, group: CellGroup): Promise<void> {
    try {
      await this.#makeTogether(current, group)
    } catch (error) {
      if (error instanceof SettingsError)
        return changeCells(current.state, group, () => ({ state: 'failed', failure: error.describe() }))
      if (!(error instanceof MemoryError) || group.length === 1) throw error
      const half = Math.ceil(group.length / 2)
      await this.#make(current, group.slice(0, half))
      await this.#make(current, group.slice(half))
    }
  }

  async #makeTogether(current: CurrentSweep, group: CellGroup): Promise<void> {
    const { state, cancelling, open } = current
    const evaluated = state.value.evaluations
    const written: Promise<void | { readonly error: unknown }>[] = []
    const block = await blockOf(current, group)
    if (!block) return
    changeCells(state, group, () => ({ state: 'running' }))
    await this.#engine.block(block, {
      signal: AbortSignal.any([cancelling.signal, open.closed]),
      onProgress: ({ phase, step, steps, evaluations = 0 }) =>
        state.set({
          ...state.value,
          ...{ phase, step, steps, evaluations: evaluated + evaluations },
          secondsLeft: phase === 'denoise' ? secondsLeft(current, group, step, steps) : state.value.secondsLeft,
        }),
      // one that fails is told at the end of the block
      onEvent: (event) => void written.push(hear(current, group, event).catch((error: unknown) => ({ error }))),
    })
    for (const failed of await Promise.all(written)) if (failed) throw failed.error
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

/** Null where an image cannot be had: then its cells have failed. */
async function blockOf({ state, open, model }: CurrentSweep, group: CellGroup): Promise<TunedBlock | null> {
  const [first] = group
  const { content, reference } = state.value.pairs[first!.pair]!
  try {
    return {
      model,
      contents: [await chosenImage(open, 'content', content)],
      styles: [await chosenImage(open, 'reference', reference)],
      pairs: group.map(({ settings }) => ({ content: 0, style: 0, filterShare: settings.filterShare })),
      settings: first!.settings,
      watched: false,
    }
  } catch (error) {
    if (!(error instanceof WeatherglassError)) throw error
    changeCells(state, group, () => ({ state: 'failed', failure: error.describe() }))
    return null
  }
}

async function hear({ state, files, names }: CurrentSweep, group: CellGroup, event: BlockEvent): Promise<void> {
  if (event.type === 'picture') {
    const { width, height, rgb, provenance } = event.picture
    const cell = group[event.pair]!
    await files.writePicture(names[cell.cell]!, { width, height, data: rgb }, provenance)
    changeCells(state, [cell], () => ({ state: 'done' }))
  } else if (event.type === 'measured') {
    const cell = group[event.pair]!
    const measures = shownMeasures(event.measures)
    changeCells(state, [cell], () => ({ measures }))
    await files.writeMeasures(names[cell.cell]!, measures)
  } else if (event.type === 'failed') {
    changeCells(state, [group[event.pair]!], () => ({ state: 'failed', failure: event.error }))
  }
}

/** What each cell is made of, as a name: its files as they are now, its settings, and what computes it. */
async function namesOf(
  cells: readonly SweepCell[],
  { pairs }: Pick<StartSweep, 'pairs'>,
  computesWith: unknown,
  open: OpenWorkspace,
): Promise<string[]> {
  const stamps = await Promise.all(
    pairs.map(async ({ content, reference }) => [
      await stampOf(open, 'content', content),
      await stampOf(open, 'reference', reference),
    ]),
  )
  return cells.map(({ pair, settings }) =>
    createHash('sha256')
      .update(JSON.stringify([computesWith, stamps[pair], settings]))
      .digest('hex')
      .slice(0, 32),
  )
}

/** An image that cannot be had is explained when its cells are made. */
async function stampOf(open: OpenWorkspace, role: 'content' | 'reference', id: number): Promise<unknown> {
  const { image, label } = await chosenImage(open, role, id).catch(() => ({ image: null, label: undefined }))
  const files = [image, label].filter((file) => typeof file === 'string')
  return [id, await Promise.all(files.map(async (file) => [file, (await fileStamp(file)) ?? 'gone']))]
}

const fileStamp = (file: string): Promise<readonly [number, number] | null> =>
  stat(file).then(
    ({ size, mtimeMs }) => [size, mtimeMs],
    () => null,
  )

const takenOver = (cells: readonly SweepCell[], names: readonly string[], files: SweepFiles): Promise<SweepCell[]> =>
  Promise.all(
    cells.map(async (cell) => {
      const measures = await files.finished(names[cell.cell]!)
      return measures === undefined ? cell : { ...cell, state: 'done' as const, measures }
    }),
  )

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
