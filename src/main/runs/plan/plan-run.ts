import { randomBytes } from 'node:crypto'
import { pickConditions } from '../../../shared/conditions.ts'
import { UsageError } from '../../../shared/errors.ts'
import type { PickCondition } from '../../../shared/gallery.ts'
import type { ClassName } from '../../../shared/labels.ts'
import { builtInPresets, demonstration, layerSettings, presetNamed } from '../../../shared/presets.ts'
import type { PlanRequest, PlannedBlockShape, RunContents, RunPreset } from '../../../shared/runs.ts'
import { resolveSettings } from '../../../shared/settings-schema.ts'
import { getBoard } from '../../catalog/boards/boards.ts'
import { readColumns } from '../../catalog/boards/columns.ts'
import { connect, type CatalogDatabase } from '../../catalog/database.ts'
import { CatalogReader } from '../../catalog/queries/catalog-reader.ts'
import type { ClassPixelTable } from '../../catalog/sampling/class-pixels.ts'
import { readContents, type ContentSelection, type LeftOut } from '../../catalog/sampling/content-set.ts'
import { sampleContents } from '../../catalog/sampling/sample-contents.ts'
import { savedPresetSettings } from '../../catalog/transfers/preset-settings.ts'
import type { NewRun, PresetSettings } from '../../catalog/transfers/runs.ts'
import { layInBlocks, type PlannedPair } from './blocks.ts'

/** A run to be, with what was found out on the way. */
export interface PlannedRun {
  readonly run: Omit<NewRun, 'start'>
  /** Classes of all contents that could be picked. */
  readonly contents: ClassPixelTable
  readonly leftOut: LeftOut
  readonly classesLeftOut: readonly ClassName[]
  readonly columns: ReadonlyMap<PickCondition, readonly number[]>
}

/** What is taken where nothing was measured: the memory of most machines holds it, and the first result comes soon. */
export const defaultBlockShape: PlannedBlockShape = { contents: 4, references: 2 }

/**
 * Plans a run: which content meets which reference, in which blocks, with which settings. The same request and catalog give the same
 * transfers.
 *
 * @throws UsageError where the board is empty, contents are too few or a preset is unknown; SettingsError
 */
export function planRun(database: CatalogDatabase, request: PlanRequest): PlannedRun {
  const board = getBoard(database, request.board)
  const columns = filledColumns(database, request)
  if (columns.size === 0)
    throw new UsageError(`The style board ${board.name} has no references in these columns; put some on it`)
  return planColumns(database, request, columns, board.name)
}

/** The same for references that are on no board. @param board its name, where they are on one */
export function planColumns(
  database: CatalogDatabase,
  request: Omit<PlanRequest, 'board'>,
  columns: ReadonlyMap<PickCondition, readonly number[]>,
  board: string | null,
): PlannedRun {
  const { table, leftOut } = readContents(database, contentsOf(database, request.contents))
  const settings: PresetSettings[] = []
  const pairs: PlannedPair[] = []
  const classesLeftOut = new Set<ClassName>()
  for (const [condition, references] of columns) {
    const index = indexOf(settings, settingsFor(database, request, condition))
    const { strategy, ...sampling } = request.sampling
    const sample = sampleContents(strategy, table, { ...sampling, references: references.length })
    for (const { reference, imageId } of sample.pairs)
      pairs.push({ condition, content: imageId, reference: references[reference]!, settings: index })
    for (const name of sample.classesLeftOut) classesLeftOut.add(name)
  }
  const blockShape = request.blockShape ?? defaultBlockShape
  const { model, provider, precision, sampling, name, afterCrash } = request
  const run = {
    uid: randomBytes(16).toString('hex'),
    name,
    plan: { model, provider, precision, blockShape, board, sampling },
    afterCrash,
    settings,
    transfers: layInBlocks(pairs, blockShape),
  }
  return { run, contents: table, leftOut, classesLeftOut: [...classesLeftOut], columns }
}

function filledColumns(
  database: CatalogDatabase,
  { board, conditions = pickConditions }: PlanRequest,
): ReadonlyMap<PickCondition, readonly number[]> {
  const columns = readColumns(
    database,
    board,
    pickConditions.filter((condition) => conditions.includes(condition)),
  )
  return new Map([...columns].filter(([, column]) => column.length > 0))
}

/** What the contents are in the catalog's words; a filter is answered by a reader of its own. */
function contentsOf(database: CatalogDatabase, contents: RunContents): ContentSelection {
  if ('images' in contents) return { imageIds: contents.images }
  if ('sources' in contents) return { sourceIds: contents.sources }
  const reader = new CatalogReader(connect(database.name, { durability: 'crash', readonly: true }))
  try {
    const sort = { by: 'name', descending: false } as const
    return { imageIds: reader.ids({ filter: contents.filter, sort, from: 0, to: Number.MAX_SAFE_INTEGER }) }
  } finally {
    reader.close()
  }
}

/** The settings of a condition in a plan. @throws UsageError where it has no preset or the preset is unknown, SettingsError */
export function settingsFor(
  database: CatalogDatabase,
  request: Pick<PlanRequest, 'presets' | 'size'>,
  condition: PickCondition,
): PresetSettings {
  const { presets, size } = request
  const chosen = 'preset' in presets ? presets : presets[condition]
  if (!chosen) throw new UsageError(`Expected a preset for ${condition}; choose one, or leave the column out`)
  const resolved = resolvePreset(database, chosen, condition)
  return size === undefined ? resolved : { ...resolved, settings: { ...resolved.settings, size } }
}

/**
 * The settings of a preset, with what is laid over it: a built-in one, else a saved one of that condition or of all.
 *
 * @throws UsageError where there is none of that name, SettingsError
 */
export function resolvePreset(
  database: CatalogDatabase,
  { preset, version, settings: over }: RunPreset,
  condition: PickCondition,
): PresetSettings {
  const builtIn = builtInPresets.find(({ name }) => name === preset)
  const saved = builtIn ? undefined : savedPresetSettings(database, preset, condition, version)
  const below = builtIn?.settings ?? saved?.settings ?? presetNamed(preset).settings
  return {
    settings: resolveSettings(layerSettings(below, over)),
    preset,
    presetVersion: saved?.version ?? null,
  }
}

/** The preset that is usual with a model: the demonstration model wants its own. */
export const usualPreset = (model: string | null): string => (model === null ? demonstration.name : 'paper')

function indexOf(all: PresetSettings[], one: PresetSettings): number {
  const text = JSON.stringify(one)
  const found = all.findIndex((other) => JSON.stringify(other) === text)
  return found === -1 ? all.push(one) - 1 : found
}
