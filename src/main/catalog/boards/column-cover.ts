import type {
  BoardContents,
  BoardCoverage,
  ClassCoverage,
  ColumnSuggestion,
  ReferenceReason,
} from '../../../shared/boards.ts'
import type { PickCondition } from '../../../shared/gallery.ts'
import type { CatalogDatabase } from '../database.ts'
import { REFERENCES_BY_ID } from '../sampling/class-pixel-queries.ts'
import { readContents, tableOf, type ContentSelection, type ImageState } from '../sampling/content-set.ts'
import type { ClassPixelTable } from '../sampling/class-pixels.ts'
import { suggestCover, type ClassCover, type ConditionSuggestion } from '../suggestions/cover.ts'
import { latentRule } from '../suggestions/latent-rule.ts'
import type { ReferenceSet } from '../suggestions/references.ts'
import { factsOf, readReferences, type ReferenceRow, type SuggestionRequest } from '../suggestions/suggest.ts'
import type { Column, Columns } from './columns.ts'

/** The transfers to be: they decide what is left of a class at latent size, and which class lends its style to which. */
export type CoverSettings = Pick<SuggestionRequest, 'settings' | 'counterparts'>

interface CoverRequest extends CoverSettings {
  readonly contents: BoardContents
  /** The columns as they are. */
  readonly columns: Columns
}

/** How well columns cover the classes of contents, and what each of their references is there for. */
export function coverageOf(database: CatalogDatabase, request: CoverRequest): BoardCoverage {
  const { contents, waiting, tooSmall, covers } = coverColumns(database, { ...request, count: 0 })
  return {
    ...{ contents, waiting, tooSmall },
    columns: covers.map(({ condition, column, cover, candidates, rows }) => ({
      condition,
      classes: cover.classes.map(asClassCoverage),
      coveredArea: cover.coveredArea,
      candidates,
      reasons: cover.classes.length === 0 ? [] : reasonsOf(column, cover, rows),
    })),
  }
}

/** References that cover what the columns don't cover yet, at most `count` for each. */
export function suggestionsFor(
  database: CatalogDatabase,
  request: CoverRequest & { readonly count: number },
): ColumnSuggestion[] {
  return coverColumns(database, request).covers.map(({ condition, cover: { references, summary } }) => ({
    condition,
    references: references.map(({ imageId, reason, detail }) => ({ image: imageId, reason, detail })),
    summary,
  }))
}

interface ColumnCover {
  readonly condition: PickCondition
  readonly column: Column
  readonly cover: ConditionSuggestion
  readonly candidates: number
  /** The column's own images, but those whose files are missing. */
  readonly rows: readonly ReferenceRow[]
}

function coverColumns(
  database: CatalogDatabase,
  { contents, columns, settings, counterparts, count }: CoverRequest & { readonly count: number },
) {
  const { table, leftOut } = readContents(database, selectionOf(contents))
  const rule = latentRule(settings)
  const find = database.prepare(REFERENCES_BY_ID).raw()
  const suggested = readReferences(database, { conditions: [...columns.keys()] }).map((set) => {
    const column = columns.get(set.condition)!
    const rows = find.all(JSON.stringify(column)) as ReferenceRow[]
    const suggestion = suggestCover(table, [withOwn(set, rows)], { rule, counterparts, count, chosen: new Set(column) })
    const candidates = set.facts.length
    return { suggestion, of: { condition: set.condition, column, cover: suggestion.conditions[0]!, candidates, rows } }
  })
  return {
    contents: table.imageIds.length,
    waiting: leftOut.waiting,
    tooSmall: suggested[0]?.suggestion.tooSmallInContent ?? [],
    covers: suggested.map(({ of }): ColumnCover => of),
  }
}

const selectionOf = (contents: BoardContents): ContentSelection =>
  'sources' in contents ? { sourceIds: contents.sources } : { imageIds: contents.images }

/** A person may put any picture into a column: those of another condition count there, and only there. */
function withOwn(set: ReferenceSet, rows: readonly ReferenceRow[]): ReferenceSet {
  const own = rows.filter(([, state, , condition]) => state === 'usable' && condition !== set.condition)
  if (own.length === 0) return set
  return {
    ...set,
    table: joined(set.table, tableOf(own.map(([imageId, , counts]) => [imageId, counts!]))),
    facts: [...set.facts, ...own.map(factsOf)],
  }
}

function joined(one: ClassPixelTable, other: ClassPixelTable): ClassPixelTable {
  const classPixels = new Uint32Array(one.classPixels.length + other.classPixels.length)
  classPixels.set(one.classPixels)
  classPixels.set(other.classPixels, one.classPixels.length)
  return { imageIds: [...one.imageIds, ...other.imageIds], classPixels }
}

function asClassCoverage({ imageId, ...cover }: ClassCover): ClassCoverage {
  return { ...cover, image: imageId }
}

/** Why nothing can be computed from a reference; null: its file is missing. */
type Unusable = Exclude<ImageState, 'usable'> | null

function reasonsOf(column: Column, { chosen }: ConditionSuggestion, rows: readonly ReferenceRow[]): ReferenceReason[] {
  const described = new Map(chosen.map((reference) => [reference.imageId, reference]))
  const states = new Map(rows.map(([imageId, state]) => [imageId, state]))
  return column.map((image) => {
    const { reason, detail } = described.get(image) ?? whyUnusable((states.get(image) as Unusable | undefined) ?? null)
    return { image, reason, detail }
  })
}

function whyUnusable(state: Unusable): Pick<ReferenceReason, 'reason' | 'detail'> {
  switch (state) {
    case 'unlabelled':
      return {
        reason: 'Lends its whole style',
        detail: 'It has no label, so no class takes the style of its counterpart.',
      }
    case 'waiting':
      return { reason: 'Not read yet', detail: 'Its classes count as soon as its label is read.' }
    case 'defective':
      return { reason: 'Has a problem', detail: 'A transfer would stop at it; the library says what is wrong.' }
    case null:
      return { reason: 'Not found', detail: 'Its file was not there when its source was last looked through.' }
  }
}
