import { z } from 'zod'
import { contentSelectionSchema } from './boards.ts'
import { precisionChoices, providerChoices } from './compute.ts'
import { pickConditions } from './conditions.ts'
import type { ErrorCode, ErrorDescription } from './errors.ts'
import { galleryFilterSchema, type PickCondition } from './gallery.ts'
import type { ClassName } from './labels.ts'
import { settingsSchema } from './settings-schema.ts'

/** Runs: what a person plans, what the queue says of it. Sizes are [height, width] in pixels, times UTC in ISO 8601. */

const id = z.int().min(1)
const condition = z.enum(pickConditions)
const name = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}*$/u, 'expected no control characters')
const size = z.tuple([z.int().min(64).multipleOf(64), z.int().min(64).multipleOf(64)]).readonly()

export const transferStates = ['queued', 'running', 'done', 'failed', 'cancelled', 'skipped'] as const
export type TransferState = (typeof transferStates)[number]

/** `running`: is to run, whether or not a process does so just now; `queued` waits for the runs before it. */
export const runStates = ['queued', 'running', 'paused', 'stopped', 'done'] as const
export type RunState = (typeof runStates)[number]

/** What becomes of a run that was interrupted by a crash or a power cut. */
export const afterCrashChoices = ['ask', 'go-on', 'wait'] as const
export type AfterCrash = (typeof afterCrashChoices)[number]

/** As `SamplingStrategy` of the catalog, which says what each does. */
export const samplingStrategies = ['ordered', 'ordered-repeat', 'uniform', 'rcs'] as const

export const samplingSchema = z
  .strictObject({
    strategy: z.enum(samplingStrategies),
    perReference: z.int().min(1).max(1_000_000),
    seed: z.int().default(42),
    /** Of `rcs`. */
    temperature: z.number().min(0.0001).max(100).default(0.01),
    minPixels: z.int().min(0).default(3000),
  })
  .readonly()

/** A preset by its name, what is laid over it, and its version where it is a saved one. */
export const runPresetSchema = z
  .strictObject({
    preset: name,
    version: z.int().min(1).optional(),
    /** Complete settings of that version, where it is no built-in one; laid over the preset of that name else. */
    settings: settingsSchema.default({}),
  })
  .readonly()

/** The contents: those of a gallery filter, whole sources, or single images. */
export const runContentsSchema = z.union([
  contentSelectionSchema,
  z.strictObject({ filter: galleryFilterSchema }).readonly(),
])

/** How many contents and references are evaluated together; the planner chooses where it is left out. */
export const blockShapeSchema = z
  .strictObject({ contents: z.int().min(1).max(64), references: z.int().min(1).max(64) })
  .readonly()

export const planRequestSchema = z
  .strictObject({
    name,
    board: id,
    /** Columns of the board to take; all that have references where it is left out. */
    conditions: z.array(condition).min(1).max(pickConditions.length).readonly().optional(),
    contents: runContentsSchema,
    sampling: samplingSchema,
    /** One for all conditions, or one for each that is taken. */
    presets: z.union([runPresetSchema, z.partialRecord(condition, runPresetSchema).readonly()]),
    /** A model's folder or file; null for the demonstration model. */
    model: z.string().min(1).max(4096).nullable(),
    provider: z.enum(providerChoices).default('auto'),
    precision: z.enum(precisionChoices).default('auto'),
    /** Of the results; the presets' own where it is left out. */
    size: size.optional(),
    blockShape: blockShapeSchema.optional(),
    afterCrash: z.enum(afterCrashChoices).default('ask'),
  })
  .readonly()
export type PlanRequest = z.infer<typeof planRequestSchema>
export type PlanRequestInput = z.input<typeof planRequestSchema>
export type RunPreset = z.infer<typeof runPresetSchema>
export type RunContents = z.infer<typeof runContentsSchema>
export type PlannedSampling = z.infer<typeof samplingSchema>
export type PlannedBlockShape = z.infer<typeof blockShapeSchema>

/** What is found out about a plan before it starts. */
export interface RunEstimate {
  readonly transfers: number
  readonly perCondition: Readonly<Record<PickCondition, number>>
  readonly contents: number
  readonly references: number
  /** Null where nothing was measured on this machine yet: `calibrate` does that. */
  readonly seconds: number | null
  readonly imagesPerHour: number | null
  /** Where the speed comes from: results of this workspace, or a calibration. */
  readonly measuredBy: 'results' | 'calibration' | null
  readonly diskBytes: number
  readonly freeDiskBytes: number
  readonly memoryBytes: number | null
  readonly freeMemoryBytes: number
  readonly blockShape: PlannedBlockShape
  /** Classes of the picked contents that no reference of a condition covers, with how many of the contents show them. */
  readonly uncovered: readonly {
    readonly condition: PickCondition
    readonly class: ClassName
    readonly contents: number
  }[]
  readonly leftOut: { readonly unlabelled: number; readonly waiting: number; readonly defective: number }
  /** Classes that `rcs` cannot draw for. */
  readonly classesLeftOut: readonly ClassName[]
  /** Transfers of the plan that are done already in this workspace, with the same settings and model. */
  readonly existing: number
  /** Sentences: why it cannot start. Empty where it can. */
  readonly obstacles: readonly string[]
}

export const planFormat = 'weatherglass-plan'

const planImageSchema = z
  .strictObject({
    /** Index into `sources`. */
    source: z.int().min(0),
    /** Relative to the source, `/` between the parts. */
    path: z.string().min(1).max(4096),
  })
  .readonly()

/**
 * A plan as a file (`run --dry-run`, `run --plan`), the same on every machine: images are named by source and path. docs/guide.md
 * describes it for a person.
 */
export const planFileSchema = z
  .strictObject({
    format: z.literal(planFormat),
    version: z.literal(1),
    /** Names the plan: shards of it belong together. */
    uid: z.string().regex(/^[0-9a-f]{32}$/),
    name,
    created: z.iso.datetime(),
    model: z.string().min(1).max(4096).nullable(),
    provider: z.enum(providerChoices),
    precision: z.enum(precisionChoices),
    afterCrash: z.enum(afterCrashChoices),
    board: z.string().max(200).nullable(),
    sampling: samplingSchema.nullable(),
    blockShape: blockShapeSchema,
    sources: z
      .array(
        z
          .strictObject({
            name: z.string().min(1).max(200),
            root: z.string().min(1).max(4096),
            layout: z.enum(['gta5', 'acdc', 'cityscapes', 'folder']),
          })
          .readonly(),
      )
      .max(1000)
      .readonly(),
    settings: z
      .array(
        z
          .strictObject({
            preset: z.string().max(200).nullable(),
            presetVersion: z.int().min(1).nullable(),
            settings: settingsSchema,
          })
          .readonly(),
      )
      .min(1)
      .max(1000)
      .readonly(),
    images: z.array(planImageSchema).max(1_000_000).readonly(),
    /** [block, content, reference, condition, settings]: indices into the lists above; blocks ascend. */
    transfers: z
      .array(z.tuple([z.int().min(0), z.int().min(0), z.int().min(0), condition, z.int().min(0)]).readonly())
      .min(1)
      .max(5_000_000)
      .readonly(),
  })
  .readonly()
export type PlanFile = z.infer<typeof planFileSchema>

export const runIdSchema = z.strictObject({ run: id }).readonly()
export const addRunSchema = z
  .strictObject({ plan: planRequestSchema, start: z.enum(['now', 'queued', 'paused']).default('queued') })
  .readonly()
export const addPlanFileSchema = z
  .strictObject({ plan: z.string().max(500_000_000), start: z.enum(['now', 'queued', 'paused']).default('queued') })
  .readonly()
export const extendRunSchema = z.strictObject({ run: id, plan: planRequestSchema }).readonly()
/** `now`: stops in mid-block, which is computed again later; else what is computed just now is finished first. */
export const pauseRunSchema = z.strictObject({ run: id, now: z.boolean().default(false) }).readonly()
export const retrySchema = z
  .strictObject({
    run: id,
    transfers: z.array(id).min(1).max(100_000).readonly().optional(),
    /** Of `FailureReason`, or `any`: those that failed, and not what was cancelled. */
    reason: z.string().max(100).optional(),
  })
  .readonly()
/** To the place before another run; to the end where `before` is null. */
export const moveRunSchema = z.strictObject({ run: id, before: id.nullable() }).readonly()
export const renameRunSchema = z.strictObject({ run: id, name }).readonly()
export const afterCrashSchema = z.strictObject({ run: id, afterCrash: z.enum(afterCrashChoices) }).readonly()
export const transfersRequestSchema = z
  .strictObject({
    run: id,
    states: z.array(z.enum(transferStates)).max(transferStates.length).readonly().optional(),
    /** Rows from this place of the list, or after this transfer. */
    from: z.union([
      z.strictObject({ offset: z.int().min(0) }).readonly(),
      z.strictObject({ after: z.int().min(0) }).readonly(),
    ]),
    limit: z.int().min(1).max(1000),
  })
  .readonly()
export type TransfersRequest = z.infer<typeof transfersRequestSchema>

export type StateCounts = Readonly<Record<TransferState, number>>

/** A run with how far it is. */
export interface RunSummary {
  readonly id: number
  readonly name: string
  readonly state: RunState
  /** Why it is paused, where no person did it. */
  readonly reason: ErrorDescription | null
  /** It was interrupted and waits for a person's word. */
  readonly interrupted: boolean
  readonly afterCrash: AfterCrash
  readonly shard: number
  readonly shards: number
  readonly createdUtc: string
  readonly startedUtc: string | null
  readonly endedUtc: string | null
  readonly transfers: number
  readonly counts: StateCounts
  readonly perCondition: Readonly<Record<PickCondition, { readonly done: number; readonly total: number }>>
  /** Over the time that the engine worked: finished pictures alone, and all time that went by, failures included. */
  readonly imagesPerHour: number | null
  readonly secondsLeft: number | null
  readonly evaluations: number
  /** 0 to 1: the share of evaluations that shared work saved against single transfers. */
  readonly saved: number
  readonly peakBytes: number
  readonly workedSeconds: number
  readonly model: string | null
  readonly provider: string
  readonly precision: string
}

/** What the engine computes just now. */
export interface CurrentWork {
  readonly run: number
  readonly transfers: readonly number[]
  readonly condition: PickCondition
  /** Of its first transfer. */
  readonly content: number | null
  readonly reference: number | null
  readonly phase: string
  readonly step: number
  readonly steps: number
}

export interface RunsState {
  readonly runs: readonly RunSummary[]
  /** Of this process; another process may run the queue. */
  readonly current: CurrentWork | null
  /** Who runs the queue: this process, another one of this machine, or nobody. */
  readonly engine: 'here' | 'elsewhere' | 'idle'
}

/** A transfer as the list of a run shows it. */
export interface TransferRow {
  readonly id: number
  readonly run: number
  readonly position: number
  readonly block: number
  readonly condition: PickCondition
  readonly state: TransferState
  readonly content: number | null
  readonly contentName: string
  readonly reference: number | null
  readonly referenceName: string
  readonly attempts: number
  readonly error: ErrorDescription | null
  readonly seconds: number | null
  readonly structure: number | null
  readonly style: number | null
  readonly leakage: number | null
  readonly hasOutput: boolean
}

/** A reason for which transfers of a run failed. */
export interface FailureReason {
  readonly code: ErrorCode | 'unknown'
  readonly count: number
  /** Of the first of them. */
  readonly error: ErrorDescription | null
}

export interface TransferPage {
  readonly rows: readonly TransferRow[]
  readonly total: number
  readonly offset: number
  /** To hand back as `after`; null at the end. */
  readonly next: number | null
}
