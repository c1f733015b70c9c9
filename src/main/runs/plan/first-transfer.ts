import path from 'node:path'
import type { PlanRequest } from '../../../shared/runs.ts'
import { MediaFiles } from '../../catalog/media-files.ts'
import type { CatalogDatabase } from '../../catalog/database.ts'
import type { Workspace } from '../../catalog/workspace/folders.ts'
import type { TransferRequest } from '../../engine/protocol.ts'
import { planRun } from './plan-run.ts'

/** The first transfer of a plan by itself, to measure a machine. @throws as `planRun` */
export function firstTransfer(
  database: CatalogDatabase,
  workspace: Pick<Workspace, 'folder'>,
  request: PlanRequest,
): TransferRequest {
  const { transfers, settings, plan } = planRun(database, request).run
  const [first] = transfers
  const media = new MediaFiles(database, workspace)
  const files = (image: number) => {
    const label = media.label(image)
    return { image: fileOf(media.image(image)!), label: label && fileOf(label) }
  }
  const content = files(first!.content)
  const style = files(first!.reference)
  const predicted = style.label === undefined ? media.predictedLabel(first!.reference) : undefined
  return {
    ...{ model: plan.model, provider: plan.provider, precision: plan.precision },
    ...{ content: content.image, style: style.image, settings: settings[first!.settings]!.settings, trace: false },
    ...(content.label !== undefined && { contentLabel: content.label }),
    ...(style.label !== undefined && { styleLabel: style.label }),
    ...(predicted && { styleLabel: fileOf(predicted), styleLabelNetwork: predicted.network }),
  }
}

const fileOf = ({ root, path: relative }: { readonly root: string; readonly path: string }): string =>
  path.join(root, ...relative.split('/'))
