import type { Fidelity } from '../../../src/shared/settings.ts'
import { baselines, rowName, type Row } from './comparison.ts'
import { descriptions, numberNames, type NumberName } from './numbers.ts'
import type { Report } from './report.ts'
import type { Estimate } from './statistics.ts'
import type { Adverse } from './streets.ts'
import type { Restyler, Variant } from './variants.ts'

export interface TableOptions {
  readonly conditions: readonly Adverse[]
  readonly variants: readonly Variant[]
}

/** All tables in Markdown. */
export const allTables = (report: Report, options: TableOptions): string =>
  [meansTables(report, options), targetsTable(report, options), differencesTables(report, options)].join('\n\n')

const columnsOf = (condition: Adverse): NumberName[] =>
  numberNames.filter((name) => name !== 'litWindows' || condition === 'night')

/** Means and standard errors of every number, one table for each condition. */
function meansTables(report: Report, { conditions, variants }: TableOptions): string {
  const tables = conditions.map((condition) => {
    const columns = columnsOf(condition)
    const rows = [...baselines, ...variants].map((row) => [
      rowName(row),
      ...columns.map((name) => written(report.mean(row, condition, name), descriptions[name].digits)),
    ])
    return table([condition, ...columns.map((name) => descriptions[name].heading)], rows)
  })
  return tables.join('\n\n')
}

/** By how much the distance to the style falls, and what is left of the content's structure. */
function targetsTable(report: Report, { conditions, variants }: TableOptions): string {
  const rows: Row[] = ['truth', ...variants]
  const lines = conditions.flatMap((condition) =>
    rows.map((row) => {
      const fall = (name: NumberName) => percent(fallOf(report.ratio(row, 'content', condition, name)))
      const kept = (name: NumberName) => written(report.ratio(row, 'autoencoder', condition, name), 2)
      const first = [condition, rowName(row)]
      return [...first, fall('frechet'), fall('frechetSquared'), fall('labMean'), kept('structure'), kept('borders')]
    }),
  )
  const headings = ['Fréchet falls by', 'its square', 'Lab mean', 'structure, of the content’s own', 'borders']
  return table(['condition', 'result', ...headings], lines)
}

const fallOf = (ratio: Estimate | null): Estimate | null => ratio && { ...ratio, value: 1 - ratio.value }

const comparisons: readonly (readonly [Restyler, Restyler])[] = [
  ['cacti', 'adain-only'],
  ['cactif', 'adain-only'],
  ['cacti', 'cross-image'],
  ['cactif', 'cacti'],
]
const compared: readonly NumberName[] = ['structure', 'frechet', 'texture', 'roadTexture', 'leakage', 'litWindows']

/** Differences over the same pairs between methods, one table for each fidelity. */
function differencesTables(report: Report, { conditions, variants }: TableOptions): string {
  const fidelities = [...new Set(variants.map(({ fidelity }) => fidelity))]
  return fidelities.map((fidelity) => differencesTable(report, conditions, fidelity)).join('\n\n')
}

function differencesTable(report: Report, conditions: readonly Adverse[], fidelity: Fidelity): string {
  const rows = conditions.flatMap((condition) =>
    compared
      .filter((name) => columnsOf(condition).includes(name))
      .map((name) => {
        const differences = comparisons.map(([first, second]) =>
          report.difference({ fidelity, restyler: first }, { fidelity, restyler: second }, condition, name),
        )
        return [
          condition,
          descriptions[name].heading,
          ...differences.map((each) => signed(each, descriptions[name].digits + 1)),
        ]
      }),
  )
  return table([fidelity, 'difference of', ...comparisons.map(([first, second]) => `${first} - ${second}`)], rows)
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n')
}

/** `0.71 ± 0.01`: mean and standard error. */
function written(estimate: Estimate | null, digits: number): string {
  if (!estimate) return '-'
  const value = estimate.value.toFixed(digits)
  return estimate.error === null ? value : `${value} ± ${estimate.error.toFixed(digits)}`
}

const signed = (estimate: Estimate | null, digits: number): string =>
  (estimate && estimate.value > 0 ? '+' : '') + written(estimate, digits)

const percent = (estimate: Estimate | null): string =>
  estimate === null ? '-' : `${written(scaled(estimate, 100), 0)} %`

const scaled = ({ value, error, pairs }: Estimate, factor: number): Estimate => ({
  value: value * factor,
  error: error === null ? null : error * factor,
  pairs,
})
