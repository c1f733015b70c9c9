import type { Condition } from '../../shared/conditions.ts'
import type { Settings } from '../../shared/settings.ts'
import type { LabelEncoding } from '../imaging/labels.ts'

/** A labelled image of a source, as it may be exported. */
export interface ExportContent {
  readonly id: number
  /** The source's name. */
  readonly source: string
  /** Whether names of frames are numbers of the whole dataset, as in GTA5. */
  readonly numbered: boolean
  /** Relative to the source, with forward slashes. */
  readonly path: string
  /** Absolute; checked to lie in the source when it is read. */
  readonly root: string
  readonly sequence: string | null
  readonly frame: string
  readonly label: { readonly path: string; readonly encoding: LabelEncoding } | null
  /** [20] pixels of train ids 0 to 18 and of void; null where it was not read yet. */
  readonly classPixels: Uint32Array | null
}

export interface ExportVerdict {
  readonly verdict: 'accept' | 'reject' | 'undecided'
  readonly tags: readonly string[]
  readonly note: string
  readonly judgedBy: string
  readonly judgedUtc: string
}

/** A transfer of a run, with all that an export says of it. */
export interface ExportRow {
  readonly transfer: number
  readonly run: string
  readonly condition: Exclude<Condition, 'clear'>
  readonly done: boolean
  readonly endedUtc: string | null
  /** Null where its source was removed. */
  readonly content: ExportContent | null
  readonly reference: { readonly id: number; readonly source: string; readonly path: string } | null
  /** The result's PNG: relative to `root`, the folder that it must lie in. */
  readonly result: {
    readonly root: string
    readonly path: string
    readonly sha256: string
    readonly bytes: number
  } | null
  readonly settings: Settings
  readonly preset: { readonly name: string; readonly version: number } | null
  readonly model: { readonly name: string; readonly fingerprint: string } | null
  /** Of the content's label when the transfer was made; null where it had none. */
  readonly labelSha256: string | null
  readonly metrics: Readonly<Record<'structure' | 'style' | 'leakage', number | null>>
  readonly verdict: ExportVerdict | null
}
