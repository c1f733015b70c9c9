/** A mean over pairs of streets and its standard error; the error is null for a single pair. */
export interface Estimate {
  readonly value: number
  readonly error: number | null
  readonly pairs: number
}

/** Null where there is no value. */
export function meanOf(values: readonly number[]): Estimate | null {
  const pairs = values.length
  if (pairs === 0) return null
  const value = values.reduce((sum, each) => sum + each, 0) / pairs
  return { value, error: standardError(values.map((each) => each - value)), pairs }
}

/** The ratio of two means over the same pairs, with the error of its linear approximation (delta method). */
export function ratioOf(pairs: readonly (readonly [over: number, under: number])[]): Estimate | null {
  const over = meanOf(pairs.map(([first]) => first))
  const under = meanOf(pairs.map(([, second]) => second))
  if (!over || !under) return null
  const value = over.value / under.value
  const error = standardError(pairs.map(([first, second]) => (first - value * second) / under.value))
  return { value, error, pairs: pairs.length }
}

/** Of a mean, from the deviations about it. */
function standardError(deviations: readonly number[]): number | null {
  const count = deviations.length
  if (count < 2) return null
  return Math.sqrt(deviations.reduce((sum, deviation) => sum + deviation ** 2, 0) / (count - 1) / count)
}
