import type { ReviewFilter } from '../../../../shared/review.ts'
import type {
  ClassShares,
  ConditionClasses,
  ExportOptions,
  ExportPlan,
  PlannedCity,
} from '../../../../shared/exports.ts'
import { classNames } from '../../../../shared/labels.ts'
import { bytes, count, counted, duration, share } from '../../../ui/format/numbers.ts'

/** `80 % of 2,496 accepted`, `84 % of 1,560 judged, 936 to judge`; of originals `from 24,966 frames`. */
export function cityInWords({ condition, pairs, of, judged }: PlannedCity): string {
  if (condition === 'clear') return `originals, of ${counted(of, 'frame')}`
  if (of === 0) return 'no results'
  const part = `${share(pairs / of, 0)} of ${counted(of, 'result')}`
  return judged < of ? `${part}, ${count(of - judged)} to judge` : part
}

/** `Export 9,602 pairs · 13.1 GB · about 4 min`; without a time where nothing was measured yet. */
export function exportLabel(verb: string, { pairs, bytes: size }: ExportPlan, bytesPerSecond: number | null): string {
  const parts = [`${verb} ${counted(pairs, 'pair')}`, bytes(size)]
  if (bytesPerSecond !== null) parts.push(`about ${duration(Math.max(1, size / bytesPerSecond))}`)
  return parts.join(' · ')
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

/** The shares of one condition, in the order of train ids. */
export function sharesOf({ content, exported, real, realImages }: ConditionClasses): readonly ClassShares[] {
  const part = (pixels: readonly number[], trainId: number): number =>
    (pixels[trainId] ?? 0) / Math.max(1, total(pixels))
  return classNames.map((name, trainId) => ({
    class: name,
    content: part(content, trainId),
    exported: part(exported, trainId),
    real: realImages > 0 && total(real) > 0 ? part(real, trainId) : null,
  }))
}

/** The greatest share first: those that count most stand on top. */
export const byShare = (shares: readonly ClassShares[]): readonly ClassShares[] =>
  shares.toSorted((a, b) => Math.max(b.content, b.exported) - Math.max(a.content, a.exported))

/** The length of a bar, 0 to 1: square roots, so that what is rare can be seen beside the road. */
export const barOf = (value: number, greatest: number): number => (greatest > 0 ? Math.sqrt(value / greatest) : 0)

export interface Tree {
  /** The folders of the picture and of its label, with the city and the name apart. */
  readonly pair: readonly {
    readonly folder: string
    readonly city: string
    readonly name: string
    readonly kinds: string
  }[]
  readonly beside: readonly string[]
}

/** The dry run's example of a pair and the files beside, as a tree shows them: the four labels on one line. */
export function treeOf(paths: readonly string[]): Tree {
  const inCities = paths.map((path) => path.split('/')).filter((parts) => parts.length === 4)
  const beside = paths.filter((path) => path.split('/').length !== 4)
  const roots = Map.groupBy(inCities, ([root]) => root!)
  const pair = [...roots.values()].map((files) => {
    const [root, split, city, first] = files[0]! as [string, string, string, string]
    const stem =
      files.length === 1 ? first.slice(0, first.lastIndexOf('.')) : first.slice(0, first.lastIndexOf('_') + 1)
    const ending = first.slice(first.lastIndexOf('.'))
    const kinds = files.map((parts) => parts[3]!.slice(stem.length, -ending.length)).filter(Boolean)
    return { folder: `${root}/${split}/`, city, name: stem, kinds: kinds.join(', ') + ending }
  })
  return { pair, beside }
}

/** The results whose measures are shown: those that these choices take, as far as verdicts tell. */
export const measuredFilter = ({ runs, conditions, pictures }: ExportOptions): ReviewFilter => ({
  runs,
  ...(conditions && { conditions }),
  ...(pictures === 'accepted' && { verdicts: ['accept'] }),
  ...(pictures === 'not-rejected' && { verdicts: ['accept', 'undecided'] }),
})
