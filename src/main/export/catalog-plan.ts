import { exportOriginals, exportTransfers, realClasses } from '../catalog/exports/export-rows.ts'
import type { CatalogDatabase } from '../catalog/database.ts'
import { sourceRoots } from '../catalog/sources/source-roots.ts'
import type { Workspace } from '../catalog/workspace/folders.ts'
import type { ExportOptions } from '../../shared/exports.ts'
import type { PlanSurroundings } from './plan/describe-plan.ts'
import { storedLikeness } from './measured-likeness.ts'
import { planPairs, type PairPlan } from './plan/plan-pairs.ts'
import type { WriteRequest } from './write/write-export.ts'

export interface CatalogPlan extends Required<Pick<WriteRequest, 'readOnly' | 'likeness'>> {
  readonly plan: PairPlan
  readonly surroundings: PlanSurroundings
}

/**
 * What an export of a workspace's runs would be, by the catalog alone.
 *
 * @throws UsageError where there is no such run
 */
export function planOfCatalog(
  { database, workspace }: { readonly database: CatalogDatabase; readonly workspace: Pick<Workspace, 'folder'> },
  options: ExportOptions,
): CatalogPlan {
  const root = workspace.folder
  const rows = exportTransfers(database, options.runs).map((row) => ({
    ...row,
    result: row.result && { ...row.result, root },
  }))
  const originals = options.originals === null ? [] : exportOriginals(database, options.runs)
  const sources = sourceRoots(database).map((source) => ({ name: `the source ${source.name}`, root: source.root }))
  return {
    plan: planPairs(rows, originals, options),
    surroundings: { rows, originals, real: realClasses(database) },
    likeness: storedLikeness(database),
    readOnly: [...sources, { name: 'the workspace', root }],
  }
}
