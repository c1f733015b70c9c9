import { UsageError } from '../../../shared/errors.ts'
import { planFileSchema, planFormat, type PlanFile } from '../../../shared/runs.ts'
import { resolveSettings } from '../../../shared/settings-schema.ts'
import type { CatalogDatabase } from '../../catalog/database.ts'
import { listSources } from '../../catalog/sources/sources.ts'
import { imageIds, imageNames } from '../../catalog/transfers/plan-images.ts'
import type { NewRun, NewTransfer } from '../../catalog/transfers/runs.ts'

/** A run that is to be as a plan's file: images by source and path, so that another machine finds them. */
export function asPlanFile(database: CatalogDatabase, run: Omit<NewRun, 'start'>): PlanFile {
  const { model, provider, precision, board, sampling, blockShape } = run.plan
  const names = imageNames(database, new Set(run.transfers.flatMap(({ content, reference }) => [content, reference])))
  const used = new Set([...names.values()].map(({ source }) => source))
  const sources = listSources(database).filter(({ id }) => used.has(id))
  const sourceIndex = new Map(sources.map(({ id }, index) => [id, index]))
  const imageIndex = new Map([...names.keys()].map((id, index) => [id, index]))
  return {
    format: planFormat,
    version: 1,
    uid: run.uid,
    name: run.name,
    created: new Date().toISOString(),
    ...{ model, provider, precision, afterCrash: run.afterCrash, board, sampling, blockShape },
    sources: sources.map(({ name, root, layout }) => ({ name, root, layout })),
    settings: run.settings.map(({ settings, preset, presetVersion }) => ({ preset, presetVersion, settings })),
    images: [...names.values()].map(({ source, path }) => ({ source: sourceIndex.get(source)!, path })),
    transfers: run.transfers.map(({ block, content, reference, condition, settings }) => [
      block,
      imageIndex.get(content)!,
      imageIndex.get(reference)!,
      condition,
      settings,
    ]),
  }
}

/**
 * Reads the text of a plan's file.
 *
 * @throws UsageError where it is no plan, or one of a newer version
 */
export function readPlanFile(text: string, file = 'The plan'): PlanFile {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${file} is not JSON (${(error as Error).message}); write it with weatherglass run --dry-run`)
  }
  const parsed = planFileSchema.safeParse(json)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const place = issue!.path.join('.')
    throw new UsageError(`${file} is no plan: ${place === '' ? '' : `at ${place}: `}${issue!.message}`)
  }
  const plan = parsed.data
  const pairs = new Set<string>()
  let settingsOfBlock = 0
  const limits = [0, plan.images.length, plan.images.length, 0, plan.settings.length]
  let last = 0
  for (const transfer of plan.transfers) {
    const isOutside = [1, 2, 4].some((field) => (transfer[field] as number) >= limits[field]!)
    if (isOutside || transfer[0] < last)
      throw new UsageError(`${file} is no plan: the transfer ${JSON.stringify(transfer)} names what is not in it`)
    const [block, content, reference, condition, settings] = transfer
    const pair = `${block} ${content} ${reference} ${condition}`
    if (block !== last) pairs.clear()
    if (pairs.has(pair) || (pairs.size > 0 && settings !== settingsOfBlock))
      throw new UsageError(
        `${file} is no plan: a block has each pair once and one settings, the transfer ${JSON.stringify(transfer)} is another`,
      )
    pairs.add(pair)
    settingsOfBlock = settings
    last = block
  }
  if (plan.images.some(({ source }) => source >= plan.sources.length))
    throw new UsageError(`${file} is no plan: an image is of a source that is not in it`)
  return plan
}

/** The sources of a plan in this catalog: of the same root, else of the same name; null where there is none. */
export function sourcesOfPlan(database: CatalogDatabase, plan: PlanFile): (number | null)[] {
  const known = listSources(database)
  return plan.sources.map(({ root, name }) => {
    const found = known.find((source) => source.root === root) ?? known.find((source) => source.name === name)
    return found?.id ?? null
  })
}

/**
 * The run of a plan's file in this catalog; of `shards` parts of it the one that is asked for. A block is in one part as a whole,
 * and every part is the same on every machine.
 *
 * @throws UsageError where the catalog lacks sources or images of the plan
 */
export function runOfPlanFile(
  database: CatalogDatabase,
  plan: PlanFile,
  { shard, shards }: { readonly shard: number; readonly shards: number } = { shard: 1, shards: 1 },
): Omit<NewRun, 'start'> {
  const sources = sourcesOfPlan(database, plan)
  const absent = sources.indexOf(null)
  if (absent !== -1) {
    const { name, root } = plan.sources[absent]!
    throw new UsageError(`The plan takes images of ${name} (${root}), which is no source here; add it first`, root)
  }
  const ids = imageIds(
    database,
    plan.images.map(({ source, path }) => ({ source: sources[source]!, path })),
  )
  const unknown = ids.indexOf(undefined)
  if (unknown !== -1) {
    const { source, path } = plan.images[unknown]!
    throw new UsageError(`The plan takes ${path} of ${plan.sources[source]!.name}, which is not there; index it again`)
  }
  const transfers = plan.transfers.map(([block, content, reference, condition, settings], position): NewTransfer => ({
    ...{ position, block, condition, settings },
    content: ids[content]!,
    reference: ids[reference]!,
  }))
  const { uid, name, model, provider, precision, board, sampling, blockShape, afterCrash } = plan
  return {
    ...{ uid, name, afterCrash, shard, shards },
    plan: { model, provider, precision, board, sampling, blockShape },
    settings: plan.settings.map(({ settings, preset, presetVersion }) => ({
      settings: resolveSettings(settings),
      ...{ preset, presetVersion },
    })),
    transfers: transfers.filter(({ block }) => block % shards === shard - 1),
  }
}
