import type { ConditionNearest } from '../../catalog/suggestions/nearest-layout.ts'
import { percent } from '../../catalog/suggestions/reasons.ts'
import type { CatalogSuggestion } from '../../catalog/suggestions/suggest.ts'
import { counted } from '../counted.ts'
import { textTable } from '../text-table.ts'

export interface SuggestedFile {
  readonly sourceId: number
  readonly path: string
  readonly predicted: boolean
}

/** The name of a suggested reference's source, and its path on disk. */
export type FileFinder = (reference: SuggestedFile) => { readonly source: string; readonly file: string }

export interface ReportOptions {
  /** What references were looked for. */
  readonly content: string
  readonly fileOf: FileFinder
}

const reasonOf = ({ reason, predicted }: SuggestedFile & { readonly reason: string }): string =>
  predicted ? `${reason}, label predicted` : reason

/** For each condition the references in a table, what each adds and how much is covered with it. */
export function coverReport(
  { contents, contentsLeftOut: { waiting, defective }, conditions }: CatalogSuggestion,
  { content, fileOf }: ReportOptions,
): string {
  const left = [
    ...(waiting > 0 ? [`${waiting} not read yet`] : []),
    ...(defective > 0 ? [`${defective} with a problem`] : []),
  ]
  const leftOut = left.length > 0 ? `; left out: ${left.join(', ')}` : ''
  const blocks = conditions.map(({ condition, references, summary }) => {
    const rows = references.map((reference) => {
      const { source } = fileOf(reference)
      return [`${source}: ${reference.path}`, reasonOf(reference), percent(reference.coveredArea)]
    })
    const table = rows.length === 0 ? [] : [textTable([['reference', 'why', 'covered with it'], ...rows])]
    return [condition, ...table, `  ${summary}`].join('\n')
  })
  return [`For ${counted(contents, 'labelled image')} of ${content}${leftOut}`, ...blocks].join('\n\n')
}

/** For each condition the references that are nearest to the image, in a table. */
export function nearestReport(conditions: readonly ConditionNearest[], { content, fileOf }: ReportOptions): string {
  const blocks = conditions.map(({ condition, references, candidates }) => {
    const rows = references.map((reference) => [`${fileOf(reference).source}: ${reference.path}`, reasonOf(reference)])
    const table = rows.length === 0 ? [] : [textTable([['reference', 'why'], ...rows])]
    return [`${condition} (of ${counted(candidates, 'labelled reference')})`, ...table].join('\n')
  })
  return [`Nearest to ${content}`, ...blocks].join('\n\n')
}
