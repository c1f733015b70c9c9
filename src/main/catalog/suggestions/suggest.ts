import { UsageError } from '../../../shared/errors.ts'
import type { Settings } from '../../../shared/settings.ts'
import type { CatalogDatabase } from '../database.ts'
import { ALL_SOURCES, REFERENCES_OF_SOURCE } from '../sampling/class-pixel-queries.ts'
import {
  countLeftOut,
  readContents,
  tableOf,
  type ContentSelection,
  type ImageState,
  type LeftOut,
} from '../sampling/content-set.ts'
import { suggestCover, type CoverSuggestion } from './cover.ts'
import type { CounterpartMap } from './class-needs.ts'
import { latentRule } from './latent-rule.ts'
import { nearestInLayout, type ConditionNearest } from './nearest-layout.ts'
import { adverseConditions, type AdverseCondition, type ReferenceFacts, type ReferenceSet } from './references.ts'

export interface SuggestionRequest {
  /** Where references may come from; every source by default. */
  readonly referenceSources?: readonly number[]
  readonly conditions?: readonly AdverseCondition[]
  /** References at most for each condition. */
  readonly count: number
  /** The transfers to be: they decide what is left of a class at latent size. */
  readonly settings: Pick<Settings, 'size' | 'fidelity' | 'quirks'>
  /** The class map of the settings by train ids; empty where there is none. */
  readonly counterparts: CounterpartMap
}

export interface CoverRequest extends SuggestionRequest {
  readonly contents: ContentSelection
  /** References that are on the board already. */
  readonly chosen: readonly number[]
}

export interface CatalogSuggestion extends CoverSuggestion {
  /** Images of the content set that nothing could be computed from. */
  readonly contentsLeftOut: LeftOut
}

/** The references that cover the classes of a content set best, for each condition (README, "Suggestions"). */
export function suggestReferences(database: CatalogDatabase, request: CoverRequest): CatalogSuggestion {
  checkCount(request.count)
  const { table, leftOut } = readContents(database, request.contents)
  const suggestion = suggestCover(table, readReferences(database, request), {
    rule: latentRule(request.settings),
    counterparts: request.counterparts,
    count: request.count,
    chosen: new Set(request.chosen),
  })
  return { ...suggestion, contentsLeftOut: leftOut }
}

/**
 * The references that are nearest to one content in class layout, for each condition.
 *
 * @throws UsageError where the content has no label that was read
 */
export function suggestNearest(
  database: CatalogDatabase,
  contentId: number,
  request: SuggestionRequest,
): ConditionNearest[] {
  checkCount(request.count)
  const { table, leftOut } = readContents(database, { imageIds: [contentId] })
  if (table.imageIds.length === 0) {
    const reason =
      leftOut.waiting > 0
        ? 'its label was not read yet; wait for the reading to end'
        : 'it has no label that can be used'
    throw new UsageError(`Image ${contentId} can't be compared by its classes: ${reason}.`)
  }
  return nearestInLayout(table.classPixels, readReferences(database, request), {
    rule: latentRule(request.settings),
    counterparts: request.counterparts,
    count: request.count,
  })
}

function checkCount(count: number): void {
  if (Number.isSafeInteger(count) && count >= 0) return
  throw new UsageError(`The number of suggestions must be an integer from 0 but is ${count}.`)
}

/** A row of `REFERENCES_OF_SOURCE` and `REFERENCES_BY_ID`. */
export type ReferenceRow = readonly [
  id: number,
  state: ImageState,
  counts: Uint8Array | null,
  condition: AdverseCondition,
  sourceId: number,
  path: string,
  sequence: string | null,
  sharpness: number | null,
  luminanceSpread: number | null,
  predicted: 0 | 1,
]

/** One set for each condition that is asked for, in the order of the conditions. */
export function readReferences(
  database: CatalogDatabase,
  { referenceSources, conditions = adverseConditions }: Pick<SuggestionRequest, 'referenceSources' | 'conditions'>,
): ReferenceSet[] {
  const sources = referenceSources ?? (database.prepare(ALL_SOURCES).pluck().all() as number[])
  const statement = database.prepare(REFERENCES_OF_SOURCE).raw()
  const rows = [...new Set(sources)]
    .sort((a, b) => a - b)
    .flatMap((source) => statement.all(source, JSON.stringify(conditions)) as ReferenceRow[])
  return adverseConditions
    .filter((condition) => conditions.includes(condition))
    .map((condition) =>
      referenceSet(
        condition,
        rows.filter(([, , , of]) => of === condition),
      ),
    )
}

function referenceSet(condition: AdverseCondition, rows: readonly ReferenceRow[]): ReferenceSet {
  const usable = rows.filter(([, state]) => state === 'usable')
  return {
    condition,
    table: tableOf(usable.map(([imageId, , counts]) => [imageId, counts!])),
    facts: usable.map(factsOf),
    leftOut: countLeftOut(rows.map(([, state]) => [state, 1])),
  }
}

export function factsOf(row: ReferenceRow): ReferenceFacts {
  const [imageId, , , condition, sourceId, path, sequence, sharpness, luminanceSpread, predicted] = row
  return { imageId, sourceId, path, condition, sequence, sharpness, luminanceSpread, predicted: predicted === 1 }
}
