import type { FacetCounts, GalleryFilter } from '../../../../shared/gallery.ts'

/** What every facet gets. */
export interface FacetProps {
  readonly filter: GalleryFilter
  readonly onFilter: (filter: GalleryFilter) => void
  /** Null before the first are counted. */
  readonly counts: FacetCounts | null
}
