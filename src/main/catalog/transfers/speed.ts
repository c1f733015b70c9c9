import { hostname } from 'node:os'
import type { Settings } from '../../../shared/settings.ts'
import type { CatalogDatabase } from '../database.ts'
import type { NewRun, RunPlan } from './runs.ts'
import { DONE_ALREADY, FIND_SETTINGS, KNOWN_SPEEDS, RECENT_SPEED, REMEMBER_SPEED } from './statements.ts'

/** Seconds that one picture of these settings took. */
export interface MeasuredTransfer {
  readonly seconds: number
  readonly settings: Pick<Settings, 'size' | 'steps' | 'skip'>
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

/** How long pictures of the last run took, where it had the same model and provider; null where nothing tells. */
export function measuredSpeeds(database: CatalogDatabase, plan: RunPlan): MeasuredTransfer | null {
  const rows = database.prepare(RECENT_SPEED).all() as {
    readonly plan: string
    readonly seconds: number
    readonly settings: string
  }[]
  const [first] = rows
  if (!first) return null
  const last = JSON.parse(first.plan) as RunPlan
  if (last.model !== plan.model || last.provider !== plan.provider || last.precision !== plan.precision) return null
  const same = rows.filter(({ settings }) => settings === first.settings)
  const seconds = same.reduce((sum, row) => sum + row.seconds, 0) / same.length
  return { seconds, settings: JSON.parse(first.settings) as Settings }
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
