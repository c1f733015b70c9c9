import { z } from 'zod'
import { conditions, type Condition } from './conditions.ts'
import { trainIds, type TrainId } from './labels.ts'
import { problemCodes, type Problem, type ProblemCode } from './problems.ts'

/**
 * What the gallery asks the catalog and what it hears. The schemas are for questions that come from outside (the contract); a question
 * that passed is trusted. A share is 0 to 1 of all pixels of a picture, void ones included; luminance is 0 to 255 (Rec. 601).
 */

const id = z.int().min(1)
const offset = z.int().min(0)
const share = z.number().min(0).max(1)
const trainId = z.literal(trainIds)
const several = <Schema extends z.ZodType>(schema: Schema) => z.array(schema).max(10_000).readonly()

/** The most rows of one page. */
export const MAX_PAGE = 1000

/** The parts of a dataset; `none` where a layout knows no split. */
export const splitFacets = ['train', 'val', 'test', 'none'] as const
export type SplitFacet = (typeof splitFacets)[number]

/** A sequence is known by its name within its source: this outlives restarts. */
const sequenceName = z.strictObject({ source: id, sequence: z.string().min(1) }).readonly()

/** Bounds included; a picture without known shares or luminance is outside every range. */
const shareRange = z.strictObject({ trainId, min: share, max: share }).readonly()
const luminanceRange = z.strictObject({ min: z.number().min(0).max(255), max: z.number().min(0).max(255) }).readonly()

/** What is left out does not filter, and neither does an empty list; all that is given must hold. */
export const galleryFilterSchema = z
  .strictObject({
    sources: several(id).optional(),
    conditions: several(z.enum(conditions)).optional(),
    splits: several(z.enum(splitFacets)).optional(),
    sequences: several(sequenceName).optional(),
    /** One range for each class. */
    shares: z
      .array(shareRange)
      .max(trainIds.length)
      .refine((ranges) => new Set(ranges.map((range) => range.trainId)).size === ranges.length, {
        error: 'expected each class once',
      })
      .readonly()
      .optional(),
    luminance: luminanceRange.optional(),
    /** Any problem, none, or at least one of these. */
    problems: z.union([z.enum(['any', 'none']), several(z.enum(problemCodes))]).optional(),
    labelled: z.boolean().optional(),
    /** On any style board, on none, or on this one (in this column of it). */
    picked: z
      .union([
        z.enum(['any', 'none']),
        z.strictObject({ board: id, condition: z.enum(conditions).exclude(['clear']).optional() }).readonly(),
      ])
      .optional(),
    /** Images whose file was not there at the last walk; hidden where nothing is said. */
    missing: z.enum(['hidden', 'shown', 'only']).optional(),
    /** Words that the path contains, all of them, in any case. */
    text: z.string().max(10_000).optional(),
  })
  .readonly()
export type GalleryFilter = z.infer<typeof galleryFilterSchema>

/**
 * The value that pictures are ordered by. `name` is source by source, path by path, numbers by their value; `added` is the order of coming
 * into the catalog (descending: newest first); `similarity` compares class shares with those of `image`: the overlap of the profiles, as in the suggestions. Pictures whose value
 * is not known come last in both directions, equal ones in the order of `added`.
 */
export const gallerySortSchema = z.discriminatedUnion('by', [
  z.strictObject({ by: z.enum(['name', 'luminance', 'added']), descending: z.boolean() }).readonly(),
  z.strictObject({ by: z.literal('class-share'), trainId, descending: z.boolean() }).readonly(),
  z.strictObject({ by: z.literal('similarity'), image: id, descending: z.boolean() }).readonly(),
])
export type GallerySort = z.infer<typeof gallerySortSchema>

/** A place in an order that stays valid while rows come and go. Hand it back as it came. */
export const galleryCursorSchema = z.strictObject({ id, value: z.union([z.number(), z.string()]) }).readonly()
export type GalleryCursor = z.infer<typeof galleryCursorSchema>

const listSchema = z.strictObject({ filter: galleryFilterSchema, sort: gallerySortSchema })

/** `limit` rows from `offset`, or those that come after a cursor. */
export const pageRequestSchema = listSchema
  .extend({
    from: z.union([z.strictObject({ offset }).readonly(), z.strictObject({ after: galleryCursorSchema }).readonly()]),
    limit: z.int().min(1).max(MAX_PAGE),
  })
  .readonly()
export type PageRequest = z.infer<typeof pageRequestSchema>

export const positionRequestSchema = listSchema.extend({ image: id }).readonly()
export type PositionRequest = z.infer<typeof positionRequestSchema>

/** The ids at places `from` (included) to `to` (not included) of a list. */
export const idsRequestSchema = listSchema.extend({ from: offset, to: offset }).readonly()
export type IdsRequest = z.infer<typeof idsRequestSchema>

/** `contains` narrows the sequences by their name, in any case. */
export const sequencesRequestSchema = z
  .strictObject({
    filter: galleryFilterSchema,
    contains: z.string().max(1000),
    offset,
    limit: z.int().min(1).max(MAX_PAGE),
  })
  .readonly()
export type SequencesRequest = z.infer<typeof sequencesRequestSchema>

/** Problems of these sources and of these kinds; all where a list is left out or empty. */
export const problemsRequestSchema = z
  .strictObject({
    sources: several(id).optional(),
    problems: several(z.enum(problemCodes)).optional(),
    offset,
    limit: z.int().min(1).max(MAX_PAGE),
  })
  .readonly()
export type ProblemsRequest = z.infer<typeof problemsRequestSchema>

export type PickCondition = Exclude<Condition, 'clear'>

/** A place on a style board. */
export interface BoardPick {
  readonly board: number
  readonly condition: PickCondition
}

export type ReadingState = 'waiting' | 'done' | 'failed'

/** A picture as the grid shows it. */
export interface GalleryRow {
  readonly id: number
  readonly source: number
  /** Relative to its source, `/` between the parts. */
  readonly path: string
  readonly frame: string
  readonly condition: Condition
  readonly split: 'train' | 'val' | 'test' | null
  readonly sequence: string | null
  /** Pixels; null before it was read. */
  readonly width: number | null
  readonly height: number | null
  readonly bytes: number
  readonly modifiedMs: number
  readonly labelled: boolean
  /** It has no label, and a network predicted one. */
  readonly predicted: boolean
  readonly missing: boolean
  readonly thumbnail: boolean
  readonly reading: ReadingState
  readonly problems: readonly ProblemCode[]
  readonly picks: readonly BoardPick[]
  /** What the list is sorted by, where it is a number: luminance, share of the class, similarity from 0 to 1; null where unknown. */
  readonly sortValue: number | null
}

export interface GalleryPage {
  readonly rows: readonly GalleryRow[]
  /** Pictures in the whole list. */
  readonly total: number
  /** The place of the first row in the list. */
  readonly offset: number
  /** Where the next page begins; null at the end of the list. */
  readonly next: GalleryCursor | null
}

/** The parts of a filter as counts and messages name them; each class's range is one of its own. */
export type FilterPart = Exclude<keyof GalleryFilter, 'shares'> | `share-${TrainId}`

/** How many bins the histogram of luminance has, of 8 levels each. */
export const LUMINANCE_BINS = 32

/** Every count obeys all parts of the filter but the one that chooses among its own values. */
export interface FacetCounts {
  /** Pictures that pass the whole filter. */
  readonly total: number
  /** Pictures in the catalog whose files are there. */
  readonly present: number
  readonly sources: readonly { readonly source: number; readonly name: string; readonly count: number }[]
  readonly conditions: Readonly<Record<Condition, number>>
  readonly splits: Readonly<Record<SplitFacet, number>>
  readonly labelled: { readonly with: number; readonly without: number }
  readonly picked: { readonly any: number; readonly none: number }
  readonly problems: Readonly<Record<ProblemCode, number>> & { readonly any: number; readonly none: number }
  readonly missing: number
  /** Pictures that show the class at all; the index is the train id. */
  readonly classes: readonly number[]
  readonly luminance: readonly number[]
  /** For each part of the filter that excludes something: how many pictures there would be without it, most first. */
  readonly without: readonly { readonly part: FilterPart; readonly total: number }[]
}

export interface SequencePage {
  readonly sequences: readonly { readonly source: number; readonly sequence: string; readonly count: number }[]
  /** Sequences in the whole list. */
  readonly total: number
}

/** Everything that the catalog knows of one image. */
export interface ImageDetail {
  readonly id: number
  readonly source: { readonly id: number; readonly name: string; readonly root: string; readonly missing: boolean }
  readonly path: string
  readonly labelPath: string | null
  readonly labelEncoding: 'labelIds' | 'labelTrainIds' | 'colours' | null
  /** Where it has no label and a network predicted one; `network`: sha256 of its file, in hex. */
  readonly predictedLabel: { readonly network: string; readonly madeUtc: string } | null
  readonly condition: Condition
  readonly split: 'train' | 'val' | 'test' | null
  readonly sequence: string | null
  readonly frame: string
  readonly bytes: number
  readonly modifiedMs: number
  readonly missing: boolean
  readonly thumbnail: boolean
  readonly reading: ReadingState
  readonly width: number | null
  readonly height: number | null
  readonly luminance: number | null
  readonly luminanceSpread: number | null
  /** CIELAB (L*, a*, b*). */
  readonly colour: { readonly mean: readonly number[]; readonly spread: readonly number[] } | null
  readonly sharpness: number | null
  /** Pixels of train ids 0 to 18, then of void, of its label or the predicted one. */
  readonly classPixels: readonly number[] | null
  readonly problems: readonly Problem[]
  readonly picks: readonly (BoardPick & { readonly name: string })[]
}

/** A defect in the list: by source, then by kind, then by path. */
export interface ListedProblem extends Problem {
  readonly id: number
  readonly source: number
  /** Null where it is about a file that is no image of the catalog. */
  readonly image: number | null
}

export interface ProblemPage {
  readonly problems: readonly ListedProblem[]
  readonly total: number
  readonly offset: number
  /** Of every source and kind that has any, whatever was asked for. */
  readonly counts: readonly { readonly source: number; readonly problem: ProblemCode; readonly count: number }[]
}

export interface SourceSummary {
  readonly id: number
  readonly name: string
  readonly root: string
  readonly layout: 'gta5' | 'acdc' | 'cityscapes' | 'folder'
  /** The condition of all its images, where a person gave it. */
  readonly condition: Condition | null
  /** The folder was not there when it was last looked for. */
  readonly missing: boolean
  readonly addedUtc: string
  /** When the last whole walk ended; null before the first. */
  readonly walkedUtc: string | null
  readonly walkSeconds: number | null
  /** Images whose files are there; all other counts but `missingImages` are of these. */
  readonly images: number
  readonly missingImages: number
  readonly labelled: number
  readonly waiting: number
  readonly failed: number
  readonly conditions: Readonly<Record<Condition, number>>
  /** Problems of images and of other files. */
  readonly problems: number
}
