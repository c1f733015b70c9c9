import { trainIdMap } from '../../cactif/adain/adain.ts'
import type { CatalogDatabase } from '../../catalog/database.ts'
import { suggestReferences } from '../../catalog/suggestions/suggest.ts'
import { addRun, getRun, listRuns, resumeRun, retryTransfers } from '../../catalog/transfers/runs.ts'
import { planColumns } from '../../runs/plan/plan-run.ts'
import { demonstration } from '../../../shared/presets.ts'
import { resolveSettings } from '../../../shared/settings-schema.ts'

const NAME = 'Demo'

/** The demo's run, and what the references were chosen for where it is new. */
export interface DemoRun {
  readonly id: number
  /** Paths of the references within their source; empty where the run was planned before. */
  readonly suggested: readonly string[]
}

/** The run of the demo: the one that is there, with what failed or was stopped queued again, or one of suggested references. */
export function demoRun(database: CatalogDatabase, contentSource: number): DemoRun {
  const known = listRuns(database).find(({ name }) => name === NAME)
  if (!known) return planned(database, contentSource)
  retryTransfers(database, known.id)
  if (getRun(database, known.id).state !== 'done') resumeRun(database, known.id)
  return { id: known.id, suggested: [] }
}

function planned(database: CatalogDatabase, contentSource: number): DemoRun {
  const settings = resolveSettings(demonstration.settings)
  const { conditions } = suggestReferences(database, {
    contents: { sourceIds: [contentSource] },
    chosen: [],
    count: 1,
    settings,
    counterparts: trainIdMap(settings.classMap),
  })
  const columns = new Map(
    conditions.map(({ condition, references }) => [condition, references.map(({ imageId }) => imageId)]),
  )
  const { run } = planColumns(
    database,
    {
      name: NAME,
      contents: { sources: [contentSource] },
      sampling: { strategy: 'ordered', perReference: 1, seed: 42, temperature: 0.01, minPixels: 3000 },
      presets: { preset: demonstration.name, settings: {} },
      model: null,
      provider: 'auto',
      precision: 'auto',
      blockShape: { contents: 1, references: 1 },
      afterCrash: 'go-on',
    },
    columns,
    null,
  )
  const suggested = conditions.flatMap(({ references }) => references.map(({ path }) => path))
  return { id: addRun(database, { ...run, start: 'now' }), suggested }
}
