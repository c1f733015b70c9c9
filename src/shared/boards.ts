import { z } from 'zod'
import { conditions } from './conditions.ts'
import type { GalleryRow, PickCondition } from './gallery.ts'
import type { ClassName } from './labels.ts'

const id = z.int().min(1)
const condition = z.enum(conditions).exclude(['clear'])
const name = z.string().trim().min(1).max(200)
const images = z.array(id).min(1).max(10_000).readonly()

export const boardIdSchema = z.strictObject({ board: id }).readonly()
export const boardNameSchema = z.strictObject({ name }).readonly()
export const renameBoardSchema = z.strictObject({ board: id, name }).readonly()
/**
 * Puts the images into the column, after `position` of the images that are there otherwise, or at its end; those that are there
 * keep their place unless a position is given.
 */
export const putSchema = z
  .strictObject({ board: id, condition, images, position: z.int().min(0).optional() })
  .readonly()
export const takeSchema = z.strictObject({ board: id, condition, images }).readonly()
/** Moves images of a column to another one, or within it: to the end, or after `position` of the images that are there otherwise. */
export const moveSchema = z
  .strictObject({ board: id, from: condition, to: condition, images, position: z.int().min(0).optional() })
  .readonly()
/** Adds images at the end of several columns, as one step. */
export const fillSchema = z
  .strictObject({
    board: id,
    columns: z.array(z.strictObject({ condition, images }).readonly()).min(1).max(condition.options.length).readonly(),
  })
  .readonly()

export type PutRequest = z.infer<typeof putSchema>
export type TakeRequest = z.infer<typeof takeSchema>
export type MoveRequest = z.infer<typeof moveSchema>
export type FillRequest = z.infer<typeof fillSchema>

/** The contents that the board is for: whole sources, or single images. */
export const contentSelectionSchema = z.union([
  z.strictObject({ sources: z.array(id).max(1000).readonly() }).readonly(),
  z.strictObject({ images: z.array(id).min(1).max(100_000).readonly() }).readonly(),
])
export type BoardContents = z.infer<typeof contentSelectionSchema>

export const coverageRequestSchema = z.strictObject({ board: id, contents: contentSelectionSchema }).readonly()
export const suggestRequestSchema = coverageRequestSchema
  .unwrap()
  .extend({ conditions: z.array(condition).min(1).readonly(), count: z.int().min(1).max(100) })
  .readonly()

export type CoverageRequest = z.infer<typeof coverageRequestSchema>
export type SuggestRequest = z.infer<typeof suggestRequestSchema>

export interface BoardName {
  readonly id: number
  readonly name: string
  readonly createdUtc: string
  /** References in each column. */
  readonly references: Readonly<Record<PickCondition, number>>
}

/** One board with its four columns, each in its order. */
export interface Board extends BoardName {
  readonly columns: Readonly<Record<PickCondition, readonly GalleryRow[]>>
  /** What Ctrl+Z would take back, in words; null where there is nothing. */
  readonly undo: string | null
  readonly redo: string | null
}

/** How a column serves one class of the contents. */
export interface ClassCoverage {
  readonly class: ClassName
  /** Share of the contents' labelled area. */
  readonly contentShare: number
  readonly state: 'covered' | 'weak' | 'missing'
  /** 0 to 1: the share of enough. */
  readonly coverage: number
  /** The reference that shows it best. */
  readonly image: number | null
  readonly referenceShare: number
  /** Where it is missing: the column's labels lack it, or all show too little of it. */
  readonly reason?: 'absent' | 'too small'
  /** Where it is missing: whether a labelled reference that is not in the column would add it. */
  readonly available?: boolean
}

export interface ColumnCoverage {
  readonly condition: PickCondition
  /** Every class of the contents that needs a counterpart, by train id. */
  readonly classes: readonly ClassCoverage[]
  /** Share of the contents' labelled area whose classes are covered. */
  readonly coveredArea: number
  /** Labelled references of the condition in all sources. */
  readonly candidates: number
  /** What each reference of the column is there for, beside those before it; none where no class needs a counterpart. */
  readonly reasons: readonly ReferenceReason[]
}

/** A few words for a card, and a sentence. */
export interface ReferenceReason {
  readonly image: number
  readonly reason: string
  readonly detail: string
}

export interface BoardCoverage {
  /** Labelled contents that were counted. */
  readonly contents: number
  /** Labelled contents that were not read yet: they count once they are. */
  readonly waiting: number
  /** Classes of the contents that are too small everywhere to be styled by themselves: they need no counterpart. */
  readonly tooSmall: readonly ClassName[]
  readonly columns: readonly ColumnCoverage[]
}

/** References that would fill a column; nothing is on the board before `put`. */
export interface ColumnSuggestion {
  readonly condition: PickCondition
  /** The best first. */
  readonly references: readonly ReferenceReason[]
  /** One or two sentences: what the column would cover with them. */
  readonly summary: string
}
