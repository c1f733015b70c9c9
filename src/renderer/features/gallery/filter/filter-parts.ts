import type { FilterPart, GalleryFilter } from '../../../../shared/gallery.ts'
import type { TrainId } from '../../../../shared/labels.ts'

export type ShareRange = NonNullable<GalleryFilter['shares']>[number]

/** In the order of the facets. */
const wholeParts = [
  'text',
  'sources',
  'conditions',
  'luminance',
  'labelled',
  'splits',
  'sequences',
  'picked',
  'problems',
  'missing',
] as const satisfies readonly Exclude<keyof GalleryFilter, 'shares'>[]

/** The parts of a filter that are set, each class's range one of its own. */
export function partsOf(filter: GalleryFilter): readonly FilterPart[] {
  const whole = wholeParts.filter((part) => isSet(filter[part]))
  const shares = (filter.shares ?? []).map(({ trainId }): FilterPart => `share-${trainId}`)
  return [...whole, ...shares]
}

const isSet = (value: unknown): boolean => value !== undefined && value !== '' && !isEmpty(value)
const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0

/** The class of a part that is the range of one. */
export const classOfPart = (part: FilterPart): TrainId | null =>
  part.startsWith('share-') ? (Number(part.slice('share-'.length)) as TrainId) : null

export function withoutPart(filter: GalleryFilter, part: FilterPart): GalleryFilter {
  const trainId = classOfPart(part)
  if (trainId !== null) return withShare(filter, trainId, null)
  return withPart(filter, part as Exclude<keyof GalleryFilter, 'shares'>, undefined)
}

/** The filter with a part of it set; undefined, an empty list and an empty text take it out. */
export function withPart<Part extends keyof GalleryFilter>(
  filter: GalleryFilter,
  part: Part,
  value: GalleryFilter[Part] | undefined,
): GalleryFilter {
  const rest = Object.fromEntries(Object.entries(filter).filter(([name]) => name !== part))
  return isSet(value) ? { ...rest, [part]: value } : rest
}

/** The filter with the range of a class; null, and the range of all shares, take it out. */
export function withShare(
  filter: GalleryFilter,
  trainId: TrainId,
  range: Pick<ShareRange, 'min' | 'max'> | null,
): GalleryFilter {
  const others = (filter.shares ?? []).filter((share) => share.trainId !== trainId)
  const isAny = range === null || (range.min === 0 && range.max === 1)
  return withPart(filter, 'shares', isAny ? others : [...others, { trainId, ...range }])
}

export const shareOf = (filter: GalleryFilter, trainId: TrainId): ShareRange | undefined =>
  filter.shares?.find((share) => share.trainId === trainId)
