import type { ExportOptions } from '../../../shared/exports.ts'
import { trainIdOfClassName, type ClassName } from '../../../shared/labels.ts'
import type { ExportContent } from '../rows.ts'
import type { Condition } from '../../../shared/conditions.ts'
import { drawOf } from './splits.ts'

/**
 * Contents to export as they are: in an order drawn from the seed, first those that are needed to reach each class's share, then the rest.
 *
 * @param results the number of exported results in each condition, of which `share` is a share
 */
export function chooseOriginals(
  candidates: readonly ExportContent[],
  originals: ExportOptions['originals'],
  { results, seed }: { readonly results: ReadonlyMap<Condition, number>; readonly seed: number },
): ExportContent[] {
  if (originals === null) return []
  const { amount, classes } = originals
  const count = countOf(amount, results)
  const drawn = candidates
    .map((content) => ({ content, draw: drawOf(seed, `${content.source}/${content.path}`) }))
    .sort((a, b) => a.draw - b.draw || a.content.id - b.content.id)
    .map(({ content }) => content)
  const chosen = new Set<ExportContent>()
  for (const [name, share] of Object.entries(classes) as [ClassName, number][]) {
    const shows = ({ classPixels }: ExportContent): boolean => (classPixels?.[trainIdOfClassName(name)] ?? 0) > 0
    let missing = Math.ceil(share * count) - [...chosen].filter(shows).length
    for (const content of drawn) {
      if (missing <= 0 || chosen.size >= count) break
      if (chosen.has(content) || !shows(content)) continue
      chosen.add(content)
      missing--
    }
  }
  for (const content of drawn) {
    if (chosen.size >= count) break
    chosen.add(content)
  }
  return drawn.filter((content) => chosen.has(content))
}

type Amount = NonNullable<ExportOptions['originals']>['amount']

function countOf(amount: Amount, results: ReadonlyMap<Condition, number>): number {
  if ('count' in amount) return amount.count
  const shares: Readonly<Partial<Record<Condition, number>>> = amount.conditions ?? {}
  return Math.round(
    [...results].reduce((sum, [condition, count]) => sum + count * (shares[condition] ?? amount.share), 0),
  )
}
