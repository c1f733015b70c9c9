import type { Condition } from '../../../shared/conditions.ts'

const words: Record<Condition, readonly string[]> = {
  fog: ['fog', 'foggy', 'haze', 'hazy', 'mist', 'misty'],
  night: ['night', 'nights', 'nighttime', 'nocturnal'],
  rain: ['rain', 'rainy', 'raining', 'rainfall'],
  snow: ['snow', 'snowy', 'snowing', 'snowfall'],
  clear: ['clear', 'day', 'daytime', 'sunny', 'clean'],
}
const conditionOfWord = new Map(
  Object.entries(words).flatMap(([condition, names]) => names.map((name) => [name, condition as Condition] as const)),
)

/**
 * The condition that a name's words tell: `foggy_zurich` is fog, `rainy-day` is rain (adverse words win over clear ones, the
 * first of them over the rest), `GOPR0475` is null.
 */
export function conditionOfWords(name: string): Condition | null {
  const found = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .flatMap((word) => conditionOfWord.get(word) ?? [])
  return found.find((condition) => condition !== 'clear') ?? found[0] ?? null
}

/** The condition that a path's parts tell, the last part that tells one. */
export function conditionOfParts(parts: readonly string[]): Condition | null {
  for (const part of parts.toReversed()) {
    const condition = conditionOfWords(part)
    if (condition) return condition
  }
  return null
}
