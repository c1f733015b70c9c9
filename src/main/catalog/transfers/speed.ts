import { hostname } from 'node:os'
import type { Settings } from '../../../shared/settings.ts'
import type { CatalogDatabase } from '../database.ts'
import type { NewRun, RunPlan } from './runs.ts'
import { DONE_ALREADY, FIND_SETTINGS, KNOWN_SPEEDS, RECENT_SPEED, REMEMBER_SPEED } from './statements.ts'

/** What was measured of a model on this machine, by which the time of a plan is told. */
export interface MeasuredWork {
  /** Seconds for each row of the U-Net that was evaluated. */
  readonly evaluationSeconds: number
  /** Seconds for each result beside that: encoding, decoding, measuring. */
  readonly resultSeconds: number
  /** Of the results that were measured. */
  readonly pixels: number
}

/** What a speed was measured with, on this machine. */
export interface SpeedKey extends Pick<RunPlan, 'model' | 'provider' | 'precision'> {
  readonly size: Settings['size']
}

/** Seconds that one evaluation of so many rows of the U-Net took. */
export interface BlockSpeed {
  readonly rows: number
  readonly seconds: number
}

const speedKey = ({ model, provider, precision, size: [height, width] }: SpeedKey) => ({
  ...{ machine: hostname(), model: model ?? '', provider, precision, height, width },
})

/** Keeps how fast a block was. */
export const rememberSpeed = (database: CatalogDatabase, key: SpeedKey, { rows, seconds }: BlockSpeed): void =>
  void database.prepare(REMEMBER_SPEED).run({ ...speedKey(key), rows, seconds })

/** What was measured on this machine, by rows. */
export const knownSpeeds = (database: CatalogDatabase, key: SpeedKey): BlockSpeed[] =>
  database.prepare(KNOWN_SPEEDS).all(speedKey(key)) as BlockSpeed[]

/** The speed of a pass over the steps of a block; null where nothing was evaluated. */
export function speedOf(
  { steps, skip }: Pick<Settings, 'steps' | 'skip'>,
  { evaluations, denoiseSeconds }: { readonly evaluations: number; readonly denoiseSeconds: number },
): BlockSpeed | null {
  const rows = Math.round(evaluations / (steps - skip))
  return rows > 0 && denoiseSeconds > 0 ? { rows, seconds: denoiseSeconds / (steps - skip) } : null
}

/** How long results of the last run with the same model and provider took, all that belongs to them; null where there was none. */
export function measuredWork(database: CatalogDatabase, { model, provider, precision }: RunPlan): MeasuredWork | null {
  const { seconds, results, evaluations, done, pixels } = database
    .prepare(RECENT_SPEED)
    .get({ model, provider, precision }) as {
    readonly [Name in 'seconds' | 'results' | 'evaluations' | 'done' | 'pixels']: number | null
  }
  if (!seconds || !results || !evaluations || !done || !pixels) return null
  return { evaluationSeconds: seconds / results / (evaluations / done), resultSeconds: 0, pixels: pixels / results }
}

/** How many transfers of a run are done already, with the same settings and model. */
export function countExisting(database: CatalogDatabase, { plan, settings, transfers }: Omit<NewRun, 'start'>): number {
  const find = database.prepare(FIND_SETTINGS).pluck()
  const ids = settings.map((one) => find.get(JSON.stringify(one.settings), one.preset ?? '', one.presetVersion ?? 0))
  const isDone = database.prepare(DONE_ALREADY)
  return transfers.filter(({ content, reference, settings: index }) => {
    const id = ids[index]
    return id !== undefined && isDone.get(content, reference, id, plan.model) !== undefined
  }).length
}
