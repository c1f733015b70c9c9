import type { PickCondition } from '../../../shared/gallery.ts'
import type { CatalogDatabase } from '../database.ts'
import { asSettings } from './queue.ts'
import { asRun, type PresetSettings, type RunPlan } from './runs.ts'
import { FIND_RUN } from './statements.ts'

/** A transfer as another try of it starts from. */
export interface EarlierTry {
  readonly id: number
  readonly run: number
  readonly condition: PickCondition
  readonly content: number
  readonly reference: number
  readonly settings: PresetSettings
}

const EARLIER = `
SELECT transfer.id, run_id AS run, condition, content_id AS content, reference_id AS reference, settings, preset,
  preset_version AS presetVersion
FROM json_each(?) AS wanted CROSS JOIN transfer ON transfer.id = wanted.value
JOIN transfer_settings ON transfer_settings.id = transfer.settings_id
WHERE content_id IS NOT NULL AND reference_id IS NOT NULL ORDER BY transfer.id`

/** The transfers of these ids whose images the catalog still has. */
export const earlierTries = (database: CatalogDatabase, transfers: readonly number[]): EarlierTry[] =>
  (
    database.prepare(EARLIER).all(JSON.stringify(transfers)) as (Omit<EarlierTry, 'settings'> & {
      readonly settings: string
      readonly preset: string
      readonly presetVersion: number
    })[]
  ).map(({ id, run, condition, content, reference, ...stored }) => ({
    ...{ id, run, condition, content, reference },
    settings: asSettings(stored),
  }))

export const planOfRun = (database: CatalogDatabase, run: number): RunPlan =>
  asRun(database.prepare(FIND_RUN).get(run)).plan
