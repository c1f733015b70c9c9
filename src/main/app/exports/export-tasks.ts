import type { ExportOptions, ExportPlan, ExportResult, LikenessRequest, StartExport } from '../../../shared/exports.ts'
import { connect } from '../../catalog/database.ts'
import { realFiles } from '../../catalog/exports/export-rows.ts'
import { catalogFile, type Workspace } from '../../catalog/workspace/folders.ts'
import { planOfCatalog, type CatalogPlan } from '../../export/catalog-plan.ts'
import { measureLikeness, type LikenessSurroundings } from '../../export/likeness.ts'
import { checkLabels, describePlan } from '../../export/plan/describe-plan.ts'
import { writeExport, type WriteSurroundings } from '../../export/write/write-export.ts'

/** The thread has a connection of its own, for as long as the plan takes. */
function planned(workspace: Pick<Workspace, 'folder'>, options: ExportOptions): CatalogPlan {
  const database = connect(catalogFile(workspace), { durability: 'crash', readonly: true })
  try {
    return planOfCatalog({ database, workspace }, options)
  } finally {
    database.close()
  }
}

export interface PlanTask {
  readonly workspace: Pick<Workspace, 'folder'>
  readonly options: ExportOptions
}

/** The dry run. @throws as `planOfCatalog`; CancelledError */
export async function planExport({ workspace, options }: PlanTask, signal: AbortSignal): Promise<ExportPlan> {
  const { plan, surroundings } = planned(workspace, options)
  return describePlan(await checkLabels(plan, signal), options, surroundings)
}

export interface WriteTask {
  readonly workspace: Pick<Workspace, 'folder'>
  readonly request: StartExport
}

/** @throws as `planOfCatalog` and `writeExport` */
export async function writePlannedExport(
  { workspace, request }: WriteTask,
  surroundings: WriteSurroundings,
): Promise<ExportResult> {
  const { options, out, update, link } = request
  const { plan, readOnly, likeness } = planned(workspace, options)
  return writeExport({ plan, readOnly, likeness, options, out, update, link }, surroundings)
}

export interface LikenessTask {
  readonly workspace: Pick<Workspace, 'folder'>
  readonly request: LikenessRequest
}

/** @throws as `planOfCatalog` and `measureLikeness` */
export async function measurePlannedLikeness(
  { workspace, request }: LikenessTask,
  surroundings: LikenessSurroundings,
): Promise<void> {
  const { plan } = planned(workspace, request.options)
  const database = connect(catalogFile(workspace), { durability: 'crash', readonly: true })
  const real = realFiles(database)
  database.close()
  return measureLikeness({ request, pairs: plan.pairs, real }, surroundings)
}
