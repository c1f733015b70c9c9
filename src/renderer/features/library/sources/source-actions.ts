import type { SourceSummary } from '../../../../shared/gallery.ts'

/** What can be done with sources from their rows. */
export interface SourceActions {
  readonly rescan: (sources: readonly number[]) => void
  readonly pause: () => void
  readonly resume: () => void
  readonly relocate: (source: SourceSummary) => void
  readonly rename: (source: SourceSummary) => void
  readonly remove: (source: SourceSummary) => void
  readonly showProblems: (source: number) => void
}
