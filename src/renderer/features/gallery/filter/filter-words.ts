import type { FilterPart, GalleryFilter, SplitFacet } from '../../../../shared/gallery.ts'
import { classNames } from '../../../../shared/labels.ts'
import { conditionNames } from '../../../ui/conditions/condition-icon.tsx'
import { share } from '../../../ui/format/numbers.ts'
import { classOfPart, shareOf } from './filter-parts.ts'
import { problemNames } from '../../library/problems/problem-words.ts'

export const splitNames: Readonly<Record<SplitFacet, string>> = {
  train: 'train',
  val: 'val',
  test: 'test',
  none: 'no split',
}

/** The names of sources by their ids. */
export type SourceNames = ReadonlyMap<number, string>

const MOST_NAMES = 4

/** A part of a filter as its chip says it: `Fog, night`, `person at least 0.5 %`. */
export function partInWords(filter: GalleryFilter, part: FilterPart, sources: SourceNames): string {
  const trainId = classOfPart(part)
  if (trainId !== null) return `${classNames[trainId]} ${shareInWords(filter, trainId)}`
  switch (part as Exclude<keyof GalleryFilter, 'shares'>) {
    case 'text':
      return `“${filter.text}”`
    case 'sources':
      return listed(filter.sources, (source) => sources.get(source) ?? `source ${source}`)
    case 'conditions':
      return sentenceCase(listed(filter.conditions, (condition) => conditionNames[condition].toLowerCase()))
    case 'splits':
      return listed(filter.splits, (split) => splitNames[split])
    case 'sequences':
      return listed(filter.sequences, ({ sequence }) => sequence)
    case 'luminance':
      return `brightness ${luminanceInWords(filter)}`
    case 'labelled':
      return filter.labelled ? 'with label' : 'without label'
    case 'picked':
      return pickedInWords(filter)
    case 'problems':
      return problemsInWords(filter)
    case 'missing':
      return filter.missing === 'only' ? 'missing files' : 'missing files too'
  }
}

/** `at least 0.5 %`, `at most 10 %`, `0.5 % to 10 %`, `any`. */
export function shareInWords(filter: GalleryFilter, trainId: Parameters<typeof shareOf>[1]): string {
  const range = shareOf(filter, trainId)
  return range ? rangeInWords(range.min, range.max, (value) => share(value)) : 'any'
}

/** `0 to 40 %`, of 255. */
export function luminanceInWords({ luminance }: GalleryFilter): string {
  if (!luminance) return '0 to 100 %'
  return rangeInWords(luminance.min / 255, luminance.max / 255, (value) => share(value, 0))
}

function rangeInWords(min: number, max: number, inWords: (value: number) => string): string {
  if (max >= 1) return `at least ${inWords(min)}`
  return min <= 0 ? `at most ${inWords(max)}` : `${inWords(min)} to ${inWords(max)}`
}

function pickedInWords({ picked }: GalleryFilter): string {
  if (picked === 'none') return 'on no style board'
  if (picked === 'any' || picked === undefined) return 'on a style board'
  return picked.condition ? `on the style board: ${picked.condition}` : 'on this style board'
}

function problemsInWords({ problems }: GalleryFilter): string {
  if (problems === 'none') return 'no problem'
  return problems === 'any' ? 'any problem' : listed(problems, (code) => problemNames[code].toLowerCase())
}

function listed<Value>(values: readonly Value[] | undefined, nameOf: (value: Value) => string): string {
  const names = (values ?? []).map(nameOf)
  if (names.length <= MOST_NAMES) return names.join(', ')
  return `${names.slice(0, MOST_NAMES - 1).join(', ')} and ${names.length - MOST_NAMES + 1} more`
}

const sentenceCase = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
