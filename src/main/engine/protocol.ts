import type { PrecisionChoice, ProviderChoice } from '../../shared/compute.ts'
import type { ErrorDescription } from '../../shared/errors.ts'
import type { Settings } from '../../shared/settings.ts'
import type { Phase as BlockPhase } from '../cactif/progress.ts'
import type { Trace } from '../cactif/trace.ts'
import type { Device } from '../diffusion/session.ts'
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

/** One content, one style reference, settings; files by path, so that all reading happens in the inference process. */
export interface TransferRequest extends Omit<ModelChoice, 'model'> {
  /** null: the demonstration model that comes with Weatherglass. */
  readonly model: string | null
  readonly content: string
  readonly contentLabel?: string
  readonly style: string
  readonly styleLabel?: string
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
}

export interface TransferResult {
  readonly width: number
  readonly height: number
  /** [height, width, 3] uint8. */
  readonly rgb: Uint8Array
  readonly provenance: Provenance
  readonly trace: Trace | null
}

/** A device to compare with the CPU, and a model to try on it at full size. */
export interface VerifyRequest {
  readonly device: Device
  readonly model?: string
  readonly weightsCache?: string
}

export type { Verification }

/** The jobs of the inference process: what each is asked with, and its answer. */
export interface Jobs {
  readonly transfer: { readonly request: TransferRequest; readonly result: TransferResult }
  readonly verify: { readonly request: VerifyRequest; readonly result: Verification }
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
  | { readonly type: 'done'; readonly id: number; readonly result: Jobs[JobKind]['result'] }
  /** `stack` comes with defects only. */
  | { readonly type: 'failed'; readonly id: number; readonly error: ErrorDescription; readonly stack?: string }
