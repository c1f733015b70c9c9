import { z } from 'zod'
import { pickConditions } from './conditions.ts'
import type { ErrorDescription } from './errors.ts'
import type { TrainId } from './labels.ts'
import type { SettingsInput } from './settings-schema.ts'
import type { Settings } from './settings.ts'

/**
 * What the tuning screen asks and hears. Numbers by token cross as bytes, under `/media/`, never as JSON:
 * - `/media/preview/ID/picture`: the result, PNG.
 * - `/media/preview/ID/predicted/STEP`: what the result would be, as seen after that step, a small PNG of one pixel per latent.
 * - `/media/preview/ID/content`, `/media/preview/ID/reference`: both as the model saw them, cropped and resized, PNG.
 * - `/media/preview/ID/filter`: what the filter saw and did; `FilterIndex` says what lies where.
 * - `/media/preview/ID/classes`: train ids at the latents' size, of the content, then of the reference, a byte each.
 * - `/media/sweep/ID/CELL`: the picture of a cell, PNG; `/media/sweep/ID/sheet`: the grid as a labelled PNG.
 */

const imageId = z.int().min(1)
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)
/** Any part of the settings; what is wrong in it is said in one sentence by the application. */
const settings = z.custom<SettingsInput>(isObject, 'expected settings as an object')
const previewId = z.string().regex(/^[0-9a-f]{16}$/)
const model = z.string().min(1).max(100).nullable()

export const pairSchema = z.strictObject({ content: imageId, reference: imageId }).readonly()
export const previewIdSchema = z.strictObject({ preview: previewId }).readonly()
export const sweepIdSchema = z.strictObject({ sweep: previewId }).readonly()

/** Two images of the catalog. */
export type Pair = z.infer<typeof pairSchema>

/** A preview that begins ends the one before it, and a sweep. `model`: its identity in the list of models; null: the chosen one. */
export const startPreviewSchema = z
  .strictObject({
    ...pairSchema.unwrap().shape,
    settings,
    model,
    /** The version of the preset that the settings are, where nothing was changed since. */
    presetVersion: z.int().min(1).nullable(),
  })
  .readonly()
export type StartPreview = z.infer<typeof startPreviewSchema>

export const starPreviewSchema = z.strictObject({ preview: previewId, starred: z.boolean() }).readonly()

/** Settings that a sweep can run over a list of values. Values of `filterShare` run together, as rows of one evaluation. */
export const sweptSettings = [
  'filterShare',
  'contrast',
  'skip',
  'steps',
  'swapGuidance',
  'inversionGuidance',
  'seed',
] as const
export type SweptSetting = (typeof sweptSettings)[number]

const sweepAxis = z
  .strictObject({ setting: z.enum(sweptSettings), values: z.array(z.number()).min(1).max(12).readonly() })
  .readonly()
export type SweepAxis = z.infer<typeof sweepAxis>

export const startSweepSchema = z
  .strictObject({
    pairs: z.array(pairSchema).min(1).max(16).readonly(),
    settings,
    model,
    across: sweepAxis,
    down: sweepAxis.nullable(),
  })
  .readonly()
export type StartSweep = z.infer<typeof startSweepSchema>

/** Null: for every condition. */
const presetCondition = z.enum(pickConditions).nullable()
/** Saves a version of the preset of that name and condition, the first one where there is none; the newest again where nothing changed. */
export const savePresetSchema = z
  .strictObject({ name: z.string().max(100_000), condition: presetCondition, settings })
  .readonly()
export type SavePreset = z.infer<typeof savePresetSchema>
export const presetIdSchema = z.strictObject({ preset: z.int().min(1) }).readonly()

export interface PresetVersion {
  /** What runs and previews remember. */
  readonly id: number
  readonly preset: number
  /** 1, 2, 3, ... of its preset. */
  readonly version: number
  readonly settings: Settings
  readonly createdUtc: string
}

export interface SavedPreset {
  readonly id: number
  readonly name: string
  readonly condition: SavePreset['condition']
  /** The newest first. */
  readonly versions: readonly PresetVersion[]
}

/** `wait`: for what the inference process does before; `convert`: weights, on the first use of a model. */
export type PreviewPhase = 'wait' | 'convert' | 'load' | 'encode' | 'invert' | 'denoise' | 'decode'

/** What a transfer kept of the content and took from the reference; null where it cannot be said (no labels, no class in common). */
export interface ShownMeasures {
  /** 0 to 1, higher is better: edges are where the content's are. */
  readonly structure: number | null
  /** 0 and above, lower is better: distance from the reference's looks, class by class, in units of CIELAB. */
  readonly style: number | null
  /** 0 to 1, lower is better: the share of the area that took another class's look. */
  readonly leakage: number | null
}

export interface PreviewResult {
  /** U-Net rows that were evaluated: fewer where branches were kept from the preview before. */
  readonly evaluations: number
  readonly seconds: number
  readonly model: string
  readonly provider: string
  readonly precision: string
  /** Null where a label is missing. */
  readonly measures: ShownMeasures | null
  readonly warnings: readonly string[]
}

interface PreviewFacts {
  readonly preview: string
  readonly content: number
  readonly reference: number
  readonly settings: Settings
  readonly presetVersion: number | null
}

export type PreviewState = PreviewFacts & {
  readonly phase: PreviewPhase
  /** `step` of `steps` of the phase are done; of `convert` they are bytes. */
  readonly step: number
  readonly steps: number
  /** Denoising steps that are done, and of how many. */
  readonly denoised: number
  readonly denoisingSteps: number
  readonly secondsLeft: number | null
  /** The last step whose prediction of the result is there; null before the first. */
  readonly predicted: number | null
} & (
    | { readonly state: 'running' | 'cancelled' }
    | { readonly state: 'failed'; readonly failure: ErrorDescription }
    | { readonly state: 'done'; readonly result: PreviewResult }
  )

/** A preview that was finished. Of a pair the last 30 are kept, and those that are starred. */
export interface PastPreview extends PreviewFacts {
  readonly starred: boolean
  readonly finishedUtc: string
  readonly result: PreviewResult
}

/** A layer that mixes attention. A token stands for a place of the picture; they come row by row. */
export interface FilterLayer {
  /** Its module path in the U-Net. */
  readonly scope: string
  readonly level: 'full' | 'half'
  /** The largest similarity that there can be. */
  readonly heads: number
  readonly rows: number
  readonly columns: number
}

/** What the filter saw and did in one layer at one step. Positions are in elements of their array. */
export interface FilterEntry {
  /** Denoising step, counted from 0. */
  readonly step: number
  /** Index in `layers`. */
  readonly layer: number
  /** Tokens whose similarity is below it, strictly, were filtered. Exactly a float32. */
  readonly threshold: number
  /** Where its tokens begin in each of the three arrays. */
  readonly offset: number
}

/**
 * What lies in `/media/preview/ID/filter`: `tokens` float32 similarities (0 to the layer's `heads`), then as many int32 targets (the token of the
 * reference that each one attends to most, in the reference's grid of the same layer), then as many bytes, 1 where it was filtered. Little
 * endian. Empty where nothing was filtered (another method, or no step that mixes).
 */
export interface FilterIndex {
  readonly filterShare: number
  /** The largest similarity that there can be in any of the layers. */
  readonly heads: number
  readonly tokens: number
  readonly layers: readonly FilterLayer[]
  /** By step, then by layer. */
  readonly entries: readonly FilterEntry[]
}

export interface ChannelStatistics {
  /** Of each latent channel. */
  readonly mean: readonly number[]
  readonly std: readonly number[]
}

/** What class-wise AdaIN did to a class of the content, at its last step. */
export interface TunedClass {
  readonly trainId: TrainId
  /** The class of the reference that it took its statistics from; null where the settings switch the class off. */
  readonly referenceTrainId: TrainId | null
  /** Latent pixels that are left after erosion. */
  readonly contentPixels: number
  readonly referencePixels: number
  /** `acted`, or why it did not. `no counterpart`: the reference lacks the class; `too small`: too little is left of it on a side. */
  readonly outcome: 'acted' | 'no counterpart' | 'too small' | 'off'
  /** Of the output before and after it, and of the reference; null where there is no pixel to measure. */
  readonly before: ChannelStatistics | null
  readonly after: ChannelStatistics | null
  readonly reference: ChannelStatistics | null
}

/** What lies in `/media/preview/ID/classes`, and what AdaIN did. Classes are missing where a label is. */
export interface ClassView {
  readonly rows: number
  readonly columns: number
  readonly hasContentLabel: boolean
  readonly hasReferenceLabel: boolean
  /** The step that the numbers are of; null where no step was class-wise. */
  readonly step: number | null
  readonly classes: readonly TunedClass[]
}

export interface SweepCell {
  /** Names its picture; counts from 0: by pair, then down, then across. */
  readonly cell: number
  /** Index in `pairs`. */
  readonly pair: number
  /** Indices of its values. */
  readonly across: number
  readonly down: number
  readonly settings: Settings
  readonly state: 'waiting' | 'running' | 'done' | 'failed'
  readonly failure: ErrorDescription | null
  readonly measures: ShownMeasures | null
}

export interface SweepState {
  readonly sweep: string
  readonly state: 'running' | 'done' | 'failed' | 'cancelled'
  readonly pairs: readonly Pair[]
  readonly across: SweepAxis
  readonly down: SweepAxis | null
  readonly cells: readonly SweepCell[]
  readonly phase: PreviewPhase
  /** Of the cells that are running. */
  readonly step: number
  readonly steps: number
  readonly secondsLeft: number | null
  /** U-Net rows so far. */
  readonly evaluations: number
  readonly failure: ErrorDescription | null
}
