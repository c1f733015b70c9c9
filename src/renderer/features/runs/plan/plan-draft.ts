import { z } from 'zod'
import { precisionChoices, providerChoices } from '../../../../shared/compute.ts'
import { pickConditions } from '../../../../shared/conditions.ts'
import { afterCrashChoices, samplingStrategies } from '../../../../shared/runs.ts'

const condition = z.enum(pickConditions)
const side = z.int().min(64).multipleOf(64)

/** A preset by its name; a saved one with the version that is meant. */
const presetChoice = z.strictObject({ preset: z.string(), version: z.int().min(1).optional() }).readonly()
export type PresetChoice = z.infer<typeof presetChoice>

export const startChoices = ['queued', 'now', 'paused'] as const

/** Each part for itself: what another version wrote falls back without the rest. Null: what suggests itself. */
const draftSchema = z
  .object({
    name: z.string().max(200).nullable().catch(null),
    board: z.int().nullable().catch(null),
    /** Columns that are not taken. */
    leftOut: z.array(condition).readonly().catch([]),
    contents: z
      .union([z.enum(['gallery', 'selection']), z.strictObject({ source: z.int() }).readonly()])
      .nullable()
      .catch(null),
    strategy: z.enum(samplingStrategies).catch('ordered-repeat'),
    perReference: z.int().min(1).nullable().catch(null),
    seed: z.int().catch(42),
    temperature: z.number().catch(0.01),
    minPixels: z.int().catch(3000),
    presets: z.partialRecord(condition, presetChoice).readonly().catch({}),
    /** The id of a model in the list of models. */
    model: z.string().nullable().catch(null),
    device: z
      .strictObject({ provider: z.enum(providerChoices), precision: z.enum(precisionChoices) })
      .readonly()
      .nullable()
      .catch(null),
    /** [height, width]; null: the presets' own. */
    size: z.tuple([side, side]).readonly().nullable().catch(null),
    start: z.enum(startChoices).catch('queued'),
    afterCrash: z.enum(afterCrashChoices).catch('ask'),
  })
  .readonly()

/** What a person chose for the next run. */
export type PlanDraft = z.infer<typeof draftSchema>

/** What was stored, as far as this version understands it. */
export const asPlanDraft = (stored: unknown): PlanDraft =>
  draftSchema.parse(typeof stored === 'object' && stored !== null ? stored : {})

export const plainDraft: PlanDraft = asPlanDraft({})
