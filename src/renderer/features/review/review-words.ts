import { z } from 'zod'
import {
  reviewFilterSchema,
  reviewSortSchema,
  type MetricName,
  type ReviewFilter,
  type ReviewRow,
  type ReviewSort,
  type Rule,
  type Verdict,
} from '../../../shared/review.ts'
import { conditionNames } from '../../ui/conditions/condition-icon.tsx'
import { measure } from '../../ui/format/numbers.ts'
import { shortName } from '../gallery/picture-words.ts'

/** What a verdict has made of a result. */
export const verdictNames: Readonly<Record<Verdict, string>> = {
  accept: 'Accepted',
  reject: 'Rejected',
  undecided: 'Undecided',
}

/** On a button. */
export const verdictVerbs: Readonly<Record<Verdict, string>> = {
  accept: 'Accept',
  reject: 'Reject',
  undecided: 'Leave undecided',
}

export const metricWords: Readonly<Record<MetricName, string>> = {
  structure: 'Structure kept',
  style: 'Distance to the style',
  leakage: 'Leakage',
}

/** What the numbers of a measure mean, for who sees them for the first time. */
export const metricHelp: Readonly<Record<MetricName, string>> = {
  structure: 'How many edges are where the content has them: 1 is all, more is better.',
  style: 'How far the colours are from those of the reference, class by class, in units of CIELAB: less is better.',
  leakage: 'The share of the area that looks like another class of the reference: less is better.',
}

export const metricShort: Readonly<Record<MetricName, string>> = {
  structure: 'structure',
  style: 'distance',
  leakage: 'leakage',
}

/** 0.832 -> `0.83`; distances have one decimal: 12.41 -> `12.4`; unknown ones a dash. */
export function metricValue(metric: MetricName, value: number | null): string {
  if (value === null) return '–'
  return metric === 'style' ? value.toFixed(1) : measure(value)
}

/** `structure below 0.70`. */
export const ruleInWords = ({ metric, is, value }: Rule): string =>
  `${metricWords[metric].toLowerCase()} ${is} ${metricValue(metric, value)}`

const orders: Readonly<Record<ReviewSort['by'], readonly [ascending: string, descending: string]>> = {
  position: ['Oldest first', 'Newest first'],
  structure: ['Least structure first', 'Most structure first'],
  style: ['Nearest to the style first', 'Farthest from the style first'],
  leakage: ['Least leakage first', 'Most leakage first'],
}

export const sortInWords = ({ by, descending }: ReviewSort): string => orders[by][descending ? 1 : 0]

export const offeredSorts: readonly ReviewSort[] = [
  { by: 'position', descending: false },
  { by: 'structure', descending: false },
  { by: 'style', descending: true },
  { by: 'leakage', descending: true },
]

/** Below a picture. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  accept: 'accepted',
  reject: 'rejected',
  undecided: 'open',
}

/** The value that a list is sorted by: `structure 0.83`; undefined where it is sorted by none. */
export const sortedValue = (row: ReviewRow, { by }: ReviewSort): string | undefined =>
  by === 'position' ? undefined : `${metricShort[by]} ${metricValue(by, row[by])}`

/** A result for those who do not see it, beginning with what is written below it: `00012 rejected, as snow after GOPR0604_000520, too weak`. */
export function resultInWords(row: ReviewRow, detail?: string): string {
  const { contentName, referenceName, condition, state, verdict, tags } = row
  const said = state === 'failed' ? 'failed' : verdictWords[verdict]
  return [
    [shortName(contentName), detail, said].filter(Boolean).join(' '),
    `as ${conditionNames[condition].toLowerCase()} after ${shortName(referenceName)}`,
    ...tags,
  ].join(', ')
}

export const asFilter = (stored: unknown): ReviewFilter | undefined => reviewFilterSchema.safeParse(stored).data
export const asSort = (stored: unknown): ReviewSort | undefined => reviewSortSchema.safeParse(stored).data
export const asTileWidth = (stored: unknown): number | undefined => z.number().min(144).max(384).safeParse(stored).data
