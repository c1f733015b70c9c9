import { readFile } from 'node:fs/promises'
import { Option, type Command } from 'commander'
import {
  precisionChoices,
  providerChoices,
  type PrecisionChoice,
  type ProviderChoice,
} from '../../../shared/compute.ts'
import { pickConditions } from '../../../shared/conditions.ts'
import { FileMissingError, UsageError } from '../../../shared/errors.ts'
import type { PickCondition } from '../../../shared/gallery.ts'
import { planRequestSchema, samplingStrategies, type PlanFile, type PlanRequest } from '../../../shared/runs.ts'
import type { CatalogDatabase } from '../../catalog/database.ts'
import type { Catalog } from '../../catalog/opening.ts'
import { boardNamed } from '../../catalog/boards/boards.ts'
import { readColumns } from '../../catalog/boards/columns.ts'
import { suggestReferences } from '../../catalog/suggestions/suggest.ts'
import { addRun, findRun, resumeRun, type NewRun } from '../../catalog/transfers/runs.ts'
import { trainIdMap } from '../../cactif/adain/adain.ts'
import { writeFileAtomically } from '../../imaging/write-image.ts'
import { withBlockShape } from '../../runs/plan/block-shape.ts'
import { asPlanFile, readPlanFile, runOfPlanFile, sourcesOfPlan } from '../../runs/plan/plan-file.ts'
import { planColumns, resolvePreset, usualPreset } from '../../runs/plan/plan-run.ts'
import { findContent } from '../catalog/content-choice.ts'
import { inCatalog, printJson, printText, withCatalogOptions, type CatalogOptions } from '../catalog/opened-catalog.ts'
import { findOrMakeWorkspace, findWorkspace } from '../catalog/workspace-choice.ts'
import { counted } from '../counted.ts'
import { atTerminal } from '../questions.ts'
import { sizeOf } from '../transfer-settings.ts'
import { addListedSources } from './listed-sources.ts'
import { runReport, runText, workThrough } from './work-through.ts'

interface RunOptions extends CatalogOptions {
  readonly plan?: string
  readonly shard?: string
  readonly dryRun?: string
  readonly name: string
  readonly board?: string
  readonly references: string
  readonly condition?: readonly PickCondition[]
  readonly content?: string
  readonly strategy: (typeof samplingStrategies)[number]
  readonly perReference: string
  readonly seed: string
  readonly preset?: string
  readonly size?: string
  readonly block?: string
  readonly model?: string
  readonly provider: ProviderChoice
  readonly precision: PrecisionChoice
}

export function addRunCommand(program: Command): void {
  const command = program
    .command('run')
    .description('Restyles many images: a plan from a file, or one made of these options. Ctrl-C pauses it.')
    .option(
      '--plan <file>',
      'a plan that --dry-run or the window wrote; only --shard, --workspace and --json go with it',
    )
    .option(
      '--shard <k/n>',
      'part k of n of the plan: several machines share it, and weatherglass merge joins the parts',
    )
    .option('--dry-run <file>', 'writes the plan as JSON and computes nothing')
    .option('--name <name>', 'of the run', 'A run')
    .option('--board <name>', 'the style board; without it references are suggested')
    .option('--references <number>', 'to suggest for each condition, where no board is given', '3')
    .addOption(new Option('--condition <name...>', 'these alone').choices(pickConditions))
    .option('--content <source>', 'a source (name or number); else the GTA5 sources')
    .addOption(
      new Option('--strategy <name>', 'which contents meet which reference')
        .choices(samplingStrategies)
        .default('ordered-repeat'),
    )
    .option('--per-reference <number>', 'contents for each reference', '4')
    .option('--seed <number>', 'of the sampling', '42')
    .option('--preset <name>', 'settings; default: paper with --model, demonstration without')
    .option('--size <HxW>', 'of the results, in pixels')
    .option('--block <CxR>', 'contents x references that are evaluated together; default: what is fastest here')
    .option('--model <path>', 'Stable Diffusion weights; else the demonstration model')
    .addOption(new Option('--provider <name>', 'what computes').choices(providerChoices).default('auto'))
    .addOption(new Option('--precision <name>', 'of the arithmetic').choices(precisionChoices).default('auto'))
  withCatalogOptions(command).action(run)
}

async function run(options: RunOptions, command: Command): Promise<void> {
  if (options.plan !== undefined) {
    refuseBesidePlan(command)
    return runPlanFile(options.plan, options)
  }
  if (options.shard !== undefined)
    throw new UsageError('Expected --plan FILE with --shard: write the plan once with --dry-run FILE, then share it.')
  await inCatalog(await findWorkspace(options.workspace), async (catalog) => {
    const planned = await plannedRun(catalog, options)
    if (options.dryRun === undefined)
      return perform(catalog, addRun(catalog.database, { ...planned, start: 'now' }), options)
    const plan = asPlanFile(catalog.database, planned)
    await writeFileAtomically(options.dryRun, `${JSON.stringify(plan)}\n`)
    if (options.json) printJson({ plan: options.dryRun, planned: plan.transfers.length })
    else printText(`${options.dryRun}: ${counted(plan.transfers.length, 'transfer')} planned, nothing computed`)
  })
}

const besidePlan: readonly string[] = ['plan', 'shard', 'workspace', 'json']

/** What a plan says cannot be said otherwise beside it. @throws UsageError */
function refuseBesidePlan(command: Command): void {
  const given = command.options.filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli')
  const other = given.find((option) => !besidePlan.includes(option.attributeName()))
  if (other)
    throw new UsageError(`${other.long} cannot be given with --plan, which says all of it: plan anew, or leave it out.`)
}

async function perform(catalog: Catalog, id: number, { json }: CatalogOptions): Promise<void> {
  const summary = await workThrough(catalog, id)
  if (json) printJson(runReport(summary, catalog.workspace.folder))
  else printText(runText(summary))
}

async function runPlanFile(file: string, options: RunOptions): Promise<void> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const found = error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code})`
    throw new FileMissingError(`${file} ${found}: check the path of the plan.`, file)
  })
  const part = shardOf(options.shard)
  const plan = readPlanFile(text, file)
  refuseEmptyPart(plan, { ...part, file })
  const asker = options.json ? { ...atTerminal, present: false } : atTerminal
  const workspace = await findOrMakeWorkspace({ named: options.workspace, asker, checkPlace: () => undefined })
  await inCatalog(workspace, async (catalog) => {
    const { database } = catalog
    await addMissingSources(catalog, plan)
    const known = findRun(database, plan.uid, part.shard, part.shards)
    if (known && known.state !== 'done') resumeRun(database, known.id)
    const id = known?.id ?? addRun(database, { ...runOfPlanFile(database, plan, part), start: 'now' })
    await perform(catalog, id, options)
  })
}

/** A machine that shares a plan lists the sources itself, where it has them. */
async function addMissingSources(catalog: Catalog, plan: PlanFile): Promise<void> {
  const known = sourcesOfPlan(catalog.database, plan)
  await addListedSources(
    catalog,
    plan.sources.filter((_, index) => known[index] === null),
  )
}

/** `2/4`: part 2 of 4. @throws UsageError */
function shardOf(text: string | undefined): { readonly shard: number; readonly shards: number } {
  if (text === undefined) return { shard: 1, shards: 1 }
  const [, shard, shards] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number)
  if (!shard || !shards || shard > shards)
    throw new UsageError(`Expected --shard as K/N with K from 1 to N, for example 2/4, but received "${text}".`)
  return { shard, shards }
}

/** @throws UsageError where the plan has fewer blocks than there are parts */
function refuseEmptyPart(
  { transfers }: PlanFile,
  { shard, shards, file }: { readonly shard: number; readonly shards: number; readonly file: string },
): void {
  const blocks = new Set(transfers.map(([block]) => block))
  if ([...blocks].some((block) => block % shards === shard - 1)) return
  throw new UsageError(
    `Part ${shard} of ${shards} of ${file} is empty: its ${counted(transfers.length, 'transfer')} are computed in ${counted(blocks.size, 'block')}; share it in fewer parts.`,
  )
}

/** @throws UsageError */
function wholeFrom1(option: string, text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  throw new UsageError(`Expected ${option} as a whole number from 1 but received "${text}".`)
}

async function plannedRun({ database }: Catalog, options: RunOptions): Promise<Omit<NewRun, 'start'>> {
  const {
    name,
    strategy,
    size,
    block,
    model = null,
    provider,
    precision,
    condition: conditions = pickConditions,
  } = options
  const content = findContent(database, options.content)
  const contents =
    'imageId' in content ? { images: [content.imageId] } : { sources: content.sources.map(({ id }) => id) }
  const preset = { preset: options.preset ?? usualPreset(model) }
  const request = {
    ...{ name, board: 1, contents, presets: preset, model, provider, precision, afterCrash: 'ask' },
    sampling: {
      strategy,
      perReference: wholeFrom1('--per-reference', options.perReference),
      seed: Number(options.seed),
    },
    ...(size !== undefined && { size: sizeOf(size) }),
    ...(block !== undefined && { blockShape: blockOf(block) }),
  }
  const parsed = planRequestSchema.safeParse(request)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new UsageError(`The plan cannot be made: ${issue!.path.join('.')}: ${issue!.message}.`)
  }
  if (options.board !== undefined) {
    const board = boardNamed(database, options.board)
    const columns = readColumns(database, board.id, conditions)
    return await planFilled(database, parsed.data, filled(columns, board.name), board.name)
  }
  const { settings } = resolvePreset(database, { ...preset, settings: {} }, 'fog')
  const suggestion = suggestReferences(database, {
    contents: 'sources' in contents ? { sourceIds: contents.sources } : { imageIds: contents.images },
    chosen: [],
    conditions,
    count: wholeFrom1('--references', options.references),
    settings,
    counterparts: trainIdMap(settings.classMap),
  })
  const columns = new Map(
    suggestion.conditions.map(({ condition, references }) => [condition, references.map(({ imageId }) => imageId)]),
  )
  return await planFilled(database, parsed.data, filled(columns, 'The suggestion'), null)
}

async function planFilled(
  database: CatalogDatabase,
  request: PlanRequest,
  columns: ReadonlyMap<PickCondition, readonly number[]>,
  board: string | null,
): Promise<Omit<NewRun, 'start'>> {
  const longest = Math.max(...[...columns.values()].map(({ length }) => length))
  return planColumns(database, await withBlockShape(database, request, longest), columns, board).run
}

function filled(
  columns: ReadonlyMap<PickCondition, readonly number[]>,
  what: string,
): ReadonlyMap<PickCondition, readonly number[]> {
  const found = new Map([...columns].filter(([, column]) => column.length > 0))
  if (found.size > 0) return found
  throw new UsageError(`${what} has no references for these conditions; index some, or put them on a style board.`)
}

/** `4x2`: four contents, two references. @throws UsageError */
function blockOf(text: string): { readonly contents: number; readonly references: number } {
  const [, contents, references] = (/^(\d{1,2})x(\d{1,2})$/i.exec(text) ?? []).map(Number)
  if (!contents || !references)
    throw new UsageError(`Expected --block as CONTENTSxREFERENCES, for example 4x2, but received "${text}".`)
  return { contents, references }
}
