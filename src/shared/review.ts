import { z } from 'zod'
import { pickConditions } from './conditions.ts'
import type { PickCondition } from './gallery.ts'
import type { ClassName } from './labels.ts'
import { runPresetSchema, type TransferRow } from './runs.ts'

/** Review: what a person judges of results. */

const id = z.int().min(1)
const transfers = z.array(id).min(1).max(100_000).readonly()

export const verdicts = ['accept', 'reject', 'undecided'] as const
export type Verdict = (typeof verdicts)[number]

/** The tags on the digits 1 to 6; others may be typed. */
export const reviewTags = ['sky leaked', 'object lost', 'too weak', 'too strong', 'wrong texture', 'blotches'] as const

/** `structure`: share kept, 0 to 1; `style`: distance to the reference, 0 is best; `leakage`: leaked share, 0 to 1. */
export const metricNames = ['structure', 'style', 'leakage'] as const
export type MetricName = (typeof metricNames)[number]

const tag = z.string().trim().min(1).max(100)

/** All that is given must hold; an empty list does not filter. Results alone (state done), unless `failed` says otherwise. */
export const reviewFilterSchema = z
  .strictObject({
    runs: z.array(id).max(1000).readonly().optional(),
    conditions: z.array(z.enum(pickConditions)).readonly().optional(),
    references: z.array(id).max(10_000).readonly().optional(),
    contents: z.array(id).max(10_000).readonly().optional(),
    /** `undecided` holds those without a verdict too. */
    verdicts: z.array(z.enum(verdicts)).readonly().optional(),
    /** At least one of these. */
    tags: z.array(tag).max(100).readonly().optional(),
    /** In the lowest or highest twentieth of a measure, among the results of its condition, on the bad side. */
    outliers: z.array(z.enum(metricNames)).readonly().optional(),
    /** Transfers that failed, instead of results. */
    failed: z.boolean().optional(),
  })
  .readonly()
export type ReviewFilter = z.infer<typeof reviewFilterSchema>

/** Equal and unknown values in the order of the transfers; unknown ones last. */
export const reviewSortSchema = z
  .strictObject({ by: z.enum(['position', ...metricNames]), descending: z.boolean() })
  .readonly()
export type ReviewSort = z.infer<typeof reviewSortSchema>

const listSchema = z.strictObject({ filter: reviewFilterSchema, sort: reviewSortSchema })
export const reviewCursorSchema = z.strictObject({ id, value: z.number().nullable() }).readonly()
export type ReviewCursor = z.infer<typeof reviewCursorSchema>
export const reviewPageSchema = listSchema
  .extend({
    from: z.union([
      z.strictObject({ offset: z.int().min(0) }).readonly(),
      z.strictObject({ after: reviewCursorSchema }).readonly(),
    ]),
    limit: z.int().min(1).max(1000),
  })
  .readonly()
export type ReviewPageRequest = z.infer<typeof reviewPageSchema>
/** The ids at places `from` (included) to `to` (not included) of a list. */
export const reviewIdsSchema = listSchema.extend({ from: z.int().min(0), to: z.int().min(0) }).readonly()
export type ReviewIdsRequest = z.infer<typeof reviewIdsSchema>

export const transferIdSchema = z.strictObject({ transfer: id }).readonly()

const judgement = {
  verdict: z.enum(verdicts).optional(),
  /** Replaces the tags. */
  tags: z.array(tag).max(50).readonly().optional(),
  note: z.string().max(10_000).optional(),
}
/** What is left out stays as it is. */
export const judgeSchema = z.strictObject({ transfers, ...judgement }).readonly()
export type JudgeRequest = z.infer<typeof judgeSchema>

/** "structure below 0.7": a result whose measure is unknown is outside of every rule. */
export const ruleSchema = z
  .strictObject({ metric: z.enum(metricNames), is: z.enum(['below', 'above']), value: z.number() })
  .readonly()
export type Rule = z.infer<typeof ruleSchema>
export const ruleCountSchema = z.strictObject({ filter: reviewFilterSchema, rule: ruleSchema }).readonly()
export const judgeRuleSchema = z
  .strictObject({ filter: reviewFilterSchema, rule: ruleSchema, ...judgement, verdict: z.enum(verdicts) })
  .readonly()
export type RuleCount = z.infer<typeof ruleCountSchema>
export type JudgeRuleRequest = z.infer<typeof judgeRuleSchema>

export const reviewStatisticsSchema = z.strictObject({ filter: reviewFilterSchema }).readonly()

/** Another try with other settings, another reference or both; the run of it is named. */
export const rerunSchema = z
  .strictObject({
    transfers,
    name: z.string().trim().min(1).max(200),
    preset: runPresetSchema.optional(),
    reference: id.optional(),
  })
  .readonly()
export type RerunRequest = z.infer<typeof rerunSchema>

export const exportVerdictsSchema = z.strictObject({ filter: reviewFilterSchema }).readonly()
/** `keep`: verdicts of this workspace stay where both judged differently; `take`: those of the file replace them. */
export const importVerdictsSchema = z
  .strictObject({ lines: z.string().max(500_000_000), conflicts: z.enum(['show', 'keep', 'take']) })
  .readonly()
export type ImportVerdictsRequest = z.infer<typeof importVerdictsSchema>

export interface VerdictRecord {
  readonly verdict: Verdict
  readonly tags: readonly string[]
  readonly note: string
  readonly judgedBy: string
  readonly judgedUtc: string
}

/** A result as grid and filmstrip show it; its picture is `/media/result/ID`, its thumbnail `/media/result-thumbnail/ID`. */
export interface ReviewRow extends TransferRow {
  readonly verdict: Verdict
  readonly tags: readonly string[]
  readonly note: string
  /** Other tries of the same: this one's first. */
  readonly parent: number | null
}

export interface ReviewPage {
  readonly rows: readonly ReviewRow[]
  readonly total: number
  readonly offset: number
  readonly next: ReviewCursor | null
}

export interface ReviewDetail extends ReviewRow {
  readonly width: number | null
  readonly height: number | null
  readonly bytes: number | null
  /** SHA-256 of the file, in hex. */
  readonly sha256: string | null
  /** Of the workspace, `/` between the parts. */
  readonly output: string | null
  readonly judged: VerdictRecord | null
  /** As in the PNG (`engine/provenance.ts`); null before it is done. */
  readonly provenance: unknown
  /** All measures (`metrics/image-measures.ts`). */
  readonly measures: unknown
  /** All tries of the same, the oldest first, this one included. */
  readonly versions: readonly { readonly id: number; readonly state: TransferRow['state']; readonly verdict: Verdict }[]
  /** Where the measures stand among the results of this condition: the share that is worse, 0 to 1. */
  readonly ranks: Readonly<Record<MetricName, number | null>>
}

export interface ReviewHistory {
  readonly undo: string | null
  readonly redo: string | null
}
/** How many verdicts changed, and what undo would take back. */
export interface Judged extends ReviewHistory {
  readonly changed: number
}

export interface MetricHistogram {
  readonly min: number
  readonly max: number
  /** Equal bins from min to max. */
  readonly counts: readonly number[]
}

export interface ReviewStatistics {
  readonly results: number
  readonly verdicts: Readonly<Record<Verdict, number>>
  readonly failed: number
  readonly conditions: readonly {
    readonly condition: PickCondition
    readonly results: number
    readonly verdicts: Readonly<Record<Verdict, number>>
    /** Of the accepted results' labels, by train id: pixels, and pictures that show the class at all. */
    readonly acceptedPixels: readonly number[]
    readonly acceptedPictures: readonly number[]
    readonly histograms: Readonly<Record<MetricName, MetricHistogram | null>>
  }[]
  readonly references: readonly {
    readonly reference: number
    readonly name: string
    readonly condition: PickCondition
    readonly results: number
    readonly accepted: number
    readonly rejected: number
  }[]
  /** Sentences: a reference that yields mostly rejects, a class that few accepted pictures show. */
  readonly warnings: readonly ReviewWarning[]
}

export type ReviewWarning = { readonly message: string } & (
  | { readonly kind: 'mostly-rejected'; readonly reference: number }
  | { readonly kind: 'under-represented'; readonly class: ClassName }
)

/** Both judged the same result, differently. */
export interface VerdictConflict {
  readonly transfer: number
  readonly contentName: string
  readonly referenceName: string
  readonly condition: PickCondition
  readonly here: VerdictRecord
  readonly there: VerdictRecord
}

export interface VerdictImport {
  /** Verdicts that were taken over; 0 where conflicts are to be shown first. */
  readonly imported: number
  readonly same: number
  /** Lines about results that this workspace does not have. */
  readonly unknown: number
  readonly conflicts: readonly VerdictConflict[]
}

/** One line of an export: a result is known by the hash of its file. */
export const verdictLineSchema = z
  .strictObject({
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    content: z.string(),
    reference: z.string(),
    condition: z.enum(pickConditions),
    verdict: z.enum(verdicts),
    tags: z.array(z.string()).readonly(),
    note: z.string(),
    by: z.string(),
    at: z.iso.datetime(),
  })
  .readonly()
export type VerdictLine = z.infer<typeof verdictLineSchema>
