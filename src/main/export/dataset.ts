import type { ExportOptions } from '../../shared/exports.ts'
import type { StoredLikeness } from './measured-likeness.ts'
import type { ManifestPair } from './manifest.ts'
import type { LeftOutPicture } from './plan/left-out.ts'
import type { PlannedPair } from './plan/plan-pairs.ts'

/** A pair whose files are whole, as journal and manifest tell of it. */
export type WrittenPair = Omit<ManifestPair, 'kind'>

/** A pair that is in the dataset, with where it comes from. */
export interface ExportedPair extends WrittenPair {
  readonly planned: PlannedPair
  readonly labelSha256: string
}

export interface DatasetFacts {
  /** Sorted by name. */
  readonly pairs: readonly ExportedPair[]
  readonly leftOut: readonly LeftOutPicture[]
  readonly options: ExportOptions
  /** What was measured of results in this workspace, of these or of others. */
  readonly likeness: readonly StoredLikeness[]
}
