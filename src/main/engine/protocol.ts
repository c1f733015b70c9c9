import type { PrecisionChoice, Provider, ProviderChoice } from '../../shared/compute.ts'
import type { ErrorDescription } from '../../shared/errors.ts'
import type { Settings } from '../../shared/settings.ts'
import type { FilterLayer } from '../../shared/tuning.ts'
import type { ClassStep, StepFilters } from '../cactif/out-image.ts'
import type { Phase as BlockPhase } from '../cactif/progress.ts'
import type { Trace } from '../cactif/trace.ts'
import type { Device } from '../diffusion/session.ts'
import type { RgbImage } from '../imaging/pixels.ts'
import type { ImageMeasures } from '../metrics/image-measures.ts'
import type { Provenance } from './provenance.ts'
import type { Verification } from './verify.ts'

/** What the application and the inference process say to each other. Everything here survives a structured clone. */

/** How to load a model. */
export interface ModelChoice {
  /** A diffusers folder or a single-file checkpoint. */
  readonly model: string
  readonly provider: ProviderChoice
  readonly precision: PrecisionChoice
  /** Where weights that had to be converted are kept. */
  readonly weightsCache?: string
}

/** A model as a person names it. */
export interface AskedModel extends Omit<ModelChoice, 'model'> {
  /** null: the demonstration model that comes with Weatherglass. */
  readonly model: string | null
}

/** One content, one style reference, settings; files by path, so that all reading happens in the inference process. */
export interface TransferRequest extends AskedModel {
  readonly content: string
  readonly contentLabel?: string
  readonly style: string
  readonly styleLabel?: string
  /** Where the style's label was predicted: sha256 of the network's file, in hex. */
  readonly styleLabelNetwork?: string
  readonly settings: Settings
  /** The preset that the settings were made from, where there was one. */
  readonly preset?: string
  /** A safetensors file whose `content.noise` and `style.noise` replace the drawn noise. */
  readonly noise?: string
  readonly trace: boolean
}

/** `convert` comes first, where the provider cannot use the weights as they are; its steps are bytes. */
export type Phase = 'convert' | BlockPhase

/** `step` of `steps` of the phase are done. */
export interface Progress {
  readonly phase: Phase
  readonly step: number
  readonly steps: number
  /** U-Net rows that were evaluated so far; from the pipeline's phases. */
  readonly evaluations?: number
}

export interface TransferResult {
  readonly width: number
  readonly height: number
  /** [height, width, 3] uint8. */
  readonly rgb: Uint8Array
  readonly provenance: Provenance
  readonly trace: Trace | null
}

/** An image and its label, by path. */
export interface BlockImage {
  readonly image: string
  readonly label?: string
  /** Where the label was predicted: sha256 of the network's file, in hex. */
  readonly labelNetwork?: string
}

/** A picture to be made, by the indices of its content and its reference. */
export interface BlockPair {
  readonly content: number
  readonly style: number
  /** In place of that of the settings. */
  readonly filterShare?: number
}

/**
 * Contents x references that are evaluated together. An image that cannot be used fails its pairs and no other. A picture does not depend
 * on its block beyond rounding; the same block, with nothing kept from before, gives the same bytes.
 */
export interface BlockRequest extends AskedModel {
  readonly contents: readonly BlockImage[]
  readonly styles: readonly BlockImage[]
  /** Default: every content after every reference, one content after the other. Contents with different numbers of pairs are evaluated apart. */
  readonly pairs?: readonly BlockPair[]
  readonly settings: Settings
  /** The preset that the settings were made from, and its version, where there was one. */
  readonly preset?: string
  /**
   * What stays in memory for the next block beside the model, and is taken from the last: `styles`: branches of references; `branches`: of
   * contents too. Then a block costs fewer rows, and its bytes may depend on what came before, by rounding.
   */
  readonly keep: 'nothing' | 'styles' | 'branches'
  /** Whether structure, style and leakage are measured, where both have labels. */
  readonly measures: boolean
  /** Whether it is watched: what the pictures would become after each step, and at the end what the filter did. */
  readonly watched: boolean
}

/** An image of a watched block as the model saw it. */
export interface SeenImage {
  readonly picture: RgbImage
  /** Train ids at the latents' size, [h, w], the class that covers most of each; null without a label. */
  readonly classes: Uint8Array | null
}

/** What was recorded of a picture of a watched block. */
export interface WatchedPicture {
  /** All layers that mix, whether or not they did. */
  readonly layers: readonly FilterLayer[]
  /** By step that mixed and filtered; empty without a filter. */
  readonly filters: readonly StepFilters[]
  /** Beside `classes` of the provenance; null where no step was class-wise. */
  readonly classStep: ClassStep | null
}

export interface BlockPicture {
  readonly width: number
  readonly height: number
  /** [height, width, 3] uint8. */
  readonly rgb: Uint8Array
  readonly provenance: Provenance
  readonly watched: WatchedPicture | null
}

/** First of all: what computes, where it was left open. */
export interface ProviderEvent {
  readonly type: 'provider'
  readonly provider: Provider
}

/** What a block says while it runs; `pair` counts as the request does. */
export type BlockEvent =
  | ProviderEvent
  /** Of a watched block, once, before its first step. */
  | { readonly type: 'seen'; readonly contents: readonly SeenImage[]; readonly styles: readonly SeenImage[] }
  /** Of a watched block, after each step: what the pairs would become, at the latents' size. */
  | {
      readonly type: 'predicted'
      readonly step: number
      readonly pairs: readonly number[]
      readonly pictures: readonly RgbImage[]
    }
  | { readonly type: 'picture'; readonly pair: number; readonly picture: BlockPicture }
  /** After its picture; null where a label is missing. */
  | { readonly type: 'measured'; readonly pair: number; readonly measures: ImageMeasures | null }
  | { readonly type: 'failed'; readonly pair: number; readonly error: ErrorDescription }

export interface BlockJobResult {
  /** Pictures that were made, of how many. */
  readonly done: number
  readonly pairs: number
  readonly evaluations: number
  readonly seconds: number
  /** Seconds by phase. */
  readonly timings: Readonly<Record<string, number>>
  /** The most memory that the inference process has held so far. */
  readonly peakBytes: number
  readonly warnings: readonly string[]
}

/** A device to compare with the CPU, and a model to try on it at full size. */
export interface VerifyRequest {
  readonly device: Device
  readonly model?: string
  readonly weightsCache?: string
}

export type { Verification }

/** The jobs of the inference process: what each is asked with, what it says meanwhile beside its progress, and its answer. */
export interface Jobs {
  readonly transfer: {
    readonly request: TransferRequest
    readonly event: ProviderEvent
    readonly result: TransferResult
  }
  readonly block: { readonly request: BlockRequest; readonly event: BlockEvent; readonly result: BlockJobResult }
  readonly verify: { readonly request: VerifyRequest; readonly event: never; readonly result: Verification }
}
export type JobKind = keyof Jobs

export interface JobRequest<Kind extends JobKind> {
  readonly type: Kind
  readonly id: number
  readonly request: Jobs[Kind]['request']
}

export type EngineRequest = JobRequest<JobKind> | { readonly type: 'cancel'; readonly id: number }

export type EngineEvent =
  | { readonly type: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly type: 'event'; readonly id: number; readonly event: Jobs[JobKind]['event'] }
  | { readonly type: 'done'; readonly id: number; readonly result: Jobs[JobKind]['result'] }
  /** `stack` comes with defects only. */
  | { readonly type: 'failed'; readonly id: number; readonly error: ErrorDescription; readonly stack?: string }
