import type { ClassReport } from '../cactif/adain/adain.ts'
import type { StepSimilarity } from '../cactif/trace.ts'
import type { LabelEncoding } from '../imaging/labels.ts'
import type { Precision, Provider } from '../../shared/compute.ts'
import type { Fidelity, Method, Quirks, Settings } from '../../shared/settings.ts'

/** A file that went into a result. */
export interface InputFile {
  /** As the person gave it. */
  readonly file: string
  /** sha256 of its bytes, in hex. */
  readonly sha256: string
}

/** An input picture; `imageHash` is of the pixels that the model sees and keys the noise. */
export interface InputImage extends InputFile {
  readonly imageHash: string
}

/** A label, read in the encoding that it was found to have. */
export interface InputLabel extends InputFile {
  readonly encoding: LabelEncoding
  /** Where it is no label of a source but was predicted: sha256 of the segmentation network's file, in hex. */
  readonly predicted?: { readonly network: string }
}

/** By its path as the person gave it, or the demonstration model that comes with Weatherglass, wherever that is installed. */
export type UsedModel = { readonly name: string; readonly fingerprint: string } & (
  { readonly path: string } | { readonly demonstration: true }
)

/** The files that a result was made from. */
export interface ProvenanceInputs {
  readonly content: InputImage
  readonly contentLabel?: InputLabel
  readonly style: InputImage
  readonly styleLabel?: InputLabel
  readonly noise?: InputFile
}

/** Where a result comes from: what a person needs to make it again, and to judge how it came about. */
export interface Provenance {
  readonly method: Method
  readonly fidelity: Fidelity
  readonly settings: Settings
  /** The preset that the settings were made from; a settings file or single options may have changed some. */
  readonly preset?: string
  /** All quirks in effect: the bundle and its overrides. */
  readonly quirks: Quirks
  readonly model: UsedModel
  readonly provider: Provider
  readonly precision: Precision
  /** U-Net rows that were evaluated, for all images of the batch. */
  readonly evaluations: number
  /** The most memory that the inference process has held so far. */
  readonly peakBytes: number
  /** Images that were evaluated together. */
  readonly batch: { readonly contents: number; readonly styles: number }
  readonly seconds: number
  /** Seconds by phase. */
  readonly timings: Readonly<Record<string, number>>
  /** One entry for each step that mixed and filtered. */
  readonly similarity: readonly StepSimilarity[]
  /** What class-wise AdaIN did with each class of the content, at its last step. */
  readonly classes: readonly ClassReport[]
  readonly inputs: ProvenanceInputs
  readonly versions: Readonly<Record<string, string>>
  /** UTC, ISO 8601. */
  readonly created: string
  readonly warnings: readonly string[]
}
