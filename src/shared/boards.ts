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
/** Puts the images into the column, at `position` (from 0) or at its end; those that are there keep their place unless one is given. */
export const putSchema = z
  .strictObject({ board: id, condition, images, position: z.int().min(0).optional() })
  .readonly()
export const takeSchema = z.strictObject({ board: id, condition, images }).readonly()

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
}

export interface ColumnCoverage {
  readonly condition: PickCondition
  readonly classes: readonly ClassCoverage[]
  /** Share of the contents' labelled area whose classes are covered. */
  readonly coveredArea: number
  /** One or two sentences. */
  readonly summary: string
  /** What each reference of the column is there for, in a few words. */
  readonly reasons: readonly { readonly image: number; readonly reason: string; readonly detail: string }[]
}

export interface BoardCoverage {
  /** Labelled contents that were counted. */
  readonly contents: number
  readonly columns: readonly ColumnCoverage[]
}

/** References that would fill a column; nothing is on the board before `put`. */
export interface ColumnSuggestion {
  readonly condition: PickCondition
  readonly references: readonly { readonly row: GalleryRow; readonly reason: string; readonly detail: string }[]
  readonly summary: string
}
