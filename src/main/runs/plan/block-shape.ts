import { availableMemory } from 'node:process'
import { pickConditions } from '../../../shared/conditions.ts'
import type { PlanRequest, PlannedBlockShape } from '../../../shared/runs.ts'
import type { Settings } from '../../../shared/settings.ts'
import { rowsPerStep } from '../../cactif/memory-need.ts'
import { planSteps } from '../../cactif/schedule.ts'
import { readColumns } from '../../catalog/boards/columns.ts'
import type { CatalogDatabase } from '../../catalog/database.ts'
import { knownSpeeds } from '../../catalog/transfers/speed.ts'
import { openModel } from '../../diffusion/model-source.ts'
import { embeddedModel } from '../../diffusion/resource-path.ts'
import { StableDiffusion } from '../../diffusion/stable-diffusion.ts'
import { defaultCacheFolder } from '../../diffusion/weights-cache.ts'
import { planBlock } from '../../engine/block-planner.ts'
import { defaultBlockShape, settingsFor } from './plan-run.ts'

/** Beyond twice what was measured nobody knows how fast the machine is. */
const BEYOND_MEASURED = 2

type Shaped = Omit<PlanRequest, 'board' | 'blockShape'> & { readonly blockShape: PlannedBlockShape }

/**
 * The plan with the shape of its blocks: the one that it names, else the fastest by what was measured with this model, device and size that
 * fits into memory. It is fixed from then on, so that what is computed again comes to the same bytes.
 *
 * @param references on the longest column
 * @throws as `openModel` and `planRun`
 */
export async function withBlockShape<Request extends Omit<PlanRequest, 'board'>>(
  database: CatalogDatabase,
  request: Request,
  references: number,
): Promise<Request & Shaped> {
  return { ...request, blockShape: request.blockShape ?? (await chosenShape(database, request, references)) }
}

/** The references on the longest column of a plan's board. */
export const longestColumn = (database: CatalogDatabase, { board, conditions = pickConditions }: PlanRequest): number =>
  Math.max(1, ...[...readColumns(database, board, conditions).values()].map(({ length }) => length))

async function chosenShape(
  database: CatalogDatabase,
  request: Omit<PlanRequest, 'board'>,
  references: number,
): Promise<PlannedBlockShape> {
  const { model: name, provider, precision, sampling } = request
  const settings = largestSettings(database, request)
  const speed = knownSpeeds(database, { model: name, provider, precision, size: settings.size })
  const { contents, references: styles } = defaultBlockShape
  const usualRows = rowsPerStep({ contents, styles, stylesCached: false })
  const measuredRows = Math.max(0, ...speed.map(({ rows }) => rows)) * BEYOND_MEASURED
  const model = new StableDiffusion(await openModel(name ?? embeddedModel()), {
    device: { provider: 'cpu', precision: 'fp32' },
    cache: { folder: defaultCacheFolder(), maxBytes: 0 },
  })
  const plan = planBlock(model, {
    size: settings.size,
    steps: planSteps(settings, model.scheduler),
    contents: sampling.perReference,
    // only then do references have the same contents
    styles: sampling.strategy === 'ordered-repeat' ? references : 1,
    // a GPU's own memory is known to nobody before it is full; the run halves its blocks then
    memory: availableMemory(),
    keepsStyles: false,
    maxRows: Math.max(usualRows, measuredRows),
    speed: speed.length > 0 ? speed : [{ rows: 1, seconds: 1 }],
  })
  return plan ? { contents: plan.contents, references: plan.styles } : { contents: 1, references: 1 }
}

/** Of all conditions that have a preset. */
function largestSettings(database: CatalogDatabase, request: Omit<PlanRequest, 'board'>): Settings {
  const { presets, conditions = pickConditions } = request
  const known = conditions.filter((condition) => 'preset' in presets || presets[condition])
  const all = (known.length > 0 ? known : conditions).map((one) => settingsFor(database, request, one).settings)
  return all.reduce((max, one) => (one.size[0] * one.size[1] > max.size[0] * max.size[1] ? one : max))
}
