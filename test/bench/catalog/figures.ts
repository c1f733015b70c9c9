/** One line of the table: what was measured, what it should be and what it is. */
export interface Figure {
  readonly what: string
  readonly target: string
  readonly figure: string
  /** Null where there is no target. */
  readonly holds: boolean | null
}

export const seconds = (value: number): string => `${value.toFixed(2)} s`
export const percent = (share: number): string => `${(share * 100).toFixed(0)} %`
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`
export const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`

export function below(what: string, value: number, limit: number, written: (value: number) => string): Figure {
  return { what, target: `under ${written(limit)}`, figure: written(value), holds: value < limit }
}

export function atLeast(what: string, value: number, limit: number, written: (value: number) => string): Figure {
  return { what, target: `${written(limit)} or more`, figure: written(value), holds: value >= limit }
}

export const beside = (what: string, figure: string): Figure => ({ what, target: '', figure, holds: null })

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The figures in columns; a target that was missed stands out. */
export function figureTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, target, figure, holds }) => [
    what,
    target,
    figure,
    holds === null ? '' : holds ? 'holds' : 'MISSED',
  ])
  const all = [['', 'target', 'figure', ''], ...rows]
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)))
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
