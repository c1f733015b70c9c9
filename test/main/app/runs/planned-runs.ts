import path from 'node:path'
import type { PlanRequestInput, RunsState, RunSummary, TransferRow } from '../../../../src/shared/runs.ts'
import { drawGta5 } from '../drawn-source.ts'
import { eventually, startApp, type StartedApp } from '../started-app.ts'

/** An application with four small labelled streets, of which two are references of fog and one of night. */
export interface Planned extends StartedApp {
  readonly images: readonly number[]
  readonly board: number
  /** Contents 1 and 2 with each reference: six transfers in blocks of two. */
  readonly plan: PlanRequestInput
}

export async function startWithBoard(): Promise<Planned> {
  const started = await startApp()
  const { calls, folder } = started
  await drawGta5(path.join(folder, 'gta5'), 4)
  await calls.sources.add({ folder: path.join(folder, 'gta5') })
  await eventually(async () => {
    const [found] = await calls.sources.list()
    return found?.images === 4 && found.waiting === 0 ? true : undefined
  })
  const images = await calls.gallery.ids({ filter: {}, sort: { by: 'name', descending: false }, from: 0, to: 4 })
  const { id: board } = await calls.boards.create({ name: 'Adverse' })
  await calls.boards.put({ board, condition: 'fog', images: images.slice(2, 4) })
  await calls.boards.put({ board, condition: 'night', images: images.slice(3, 4) })
  const plan: PlanRequestInput = {
    ...{ name: 'A run', board, contents: { images: images.slice(0, 2) }, model: null, provider: 'cpu' },
    sampling: { strategy: 'ordered-repeat', perReference: 2 },
    presets: { preset: 'demonstration', settings: { steps: 6, skip: 3, classAdainRange: [1, 3] } },
    size: [64, 64],
    blockShape: { contents: 2, references: 1 },
  }
  return { ...started, images, board, plan }
}

/** So many steps that it does not end by itself before something is done about it. */
export const slow = (plan: PlanRequestInput): PlanRequestInput => ({
  ...plan,
  presets: { preset: 'demonstration', settings: { steps: 500, skip: 0 } },
})

/** The state of the queue as soon as it is as a test wants it. */
export async function queueWhen(
  { calls }: Pick<StartedApp, 'calls'>,
  isSo: (state: RunsState) => boolean,
): Promise<RunsState> {
  for await (const state of await calls.runs.watch()) if (isSo(state)) return state
  throw new Error('the stream of the queue has ended')
}

/** A run as soon as it is as a test wants it. */
export async function runWhen(
  started: Pick<StartedApp, 'calls'>,
  run: number,
  isSo: (run: RunSummary) => boolean,
): Promise<RunSummary> {
  const find = ({ runs }: RunsState): RunSummary | undefined => runs.find(({ id }) => id === run)
  const state = await queueWhen(started, (each) => {
    const found = find(each)
    return found !== undefined && isSo(found)
  })
  return find(state)!
}

export const whenDone = (started: Pick<StartedApp, 'calls'>, run: number): Promise<RunSummary> =>
  runWhen(started, run, ({ state }) => state === 'done')

/** As soon as a step of a run is computed. */
export const whenComputing = (started: Pick<StartedApp, 'calls'>, run: number): Promise<RunsState> =>
  queueWhen(started, ({ runs, current }) => {
    const found = runs.find(({ id }) => id === run)
    if (found && (found.state === 'done' || found.counts.failed > 0))
      throw new Error(`the run ended before it was seen: ${JSON.stringify(found.counts)}`)
    return current?.run === run && current.phase === 'denoise'
  })

export async function transfersOf({ calls }: Pick<StartedApp, 'calls'>, run: number): Promise<readonly TransferRow[]> {
  return (await calls.runs.transfers({ run, from: { offset: 0 }, limit: 1000 })).rows
}

export const statesOf = async (started: Pick<StartedApp, 'calls'>, run: number): Promise<readonly string[]> =>
  (await transfersOf(started, run)).map(({ state }) => state)
