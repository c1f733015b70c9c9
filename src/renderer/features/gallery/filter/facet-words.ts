import type { FilterPart } from '../../../../shared/gallery.ts'
import type { FacetName } from '../settings/gallery-settings.ts'

export const facetTitles: Readonly<Record<FacetName, string>> = {
  source: 'Source',
  condition: 'Condition',
  shares: 'Share of a class',
  brightness: 'Brightness',
  label: 'Label',
  split: 'Split',
  sequence: 'Sequence',
  board: 'Style board',
  problems: 'Problems',
}

/** The part of the filter that a facet sets; that of the shares has one for each class. */
export const facetParts = {
  source: 'sources',
  condition: 'conditions',
  brightness: 'luminance',
  label: 'labelled',
  split: 'splits',
  sequence: 'sequences',
  board: 'picked',
  problems: 'problems',
} as const satisfies Readonly<Partial<Record<FacetName, FilterPart>>>
