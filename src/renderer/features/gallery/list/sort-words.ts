import type { GallerySort } from '../../../../shared/gallery.ts'
import { classNames } from '../../../../shared/labels.ts'
import { share } from '../../../ui/format/numbers.ts'

/** Orders that the menu offers beside those by a class. */
export const plainSorts: readonly GallerySort[] = [
  { by: 'name', descending: false },
  { by: 'added', descending: true },
  { by: 'luminance', descending: false },
  { by: 'luminance', descending: true },
]

/** `Most person first`. */
export function sortInWords(sort: GallerySort): string {
  const { descending } = sort
  switch (sort.by) {
    case 'name':
      return descending ? 'Name, last first' : 'Name'
    case 'added':
      return descending ? 'Newest first' : 'Oldest first'
    case 'luminance':
      return descending ? 'Brightest first' : 'Darkest first'
    case 'class-share':
      return `${descending ? 'Most' : 'Least'} ${classNames[sort.trainId]} first`
    case 'similarity':
      return descending ? 'Most similar first' : 'Least similar first'
  }
}

export const sameSort = (a: GallerySort, b: GallerySort): boolean => JSON.stringify(a) === JSON.stringify(b)

/** The value of a picture that its list is sorted by: `5.3 %`; nothing where it has none. */
export function sortValueInWords(sort: GallerySort, value: number | null): string | undefined {
  if (value === null) return undefined
  return sort.by === 'luminance' ? share(value / 255, 0) : share(value)
}
