import { UsageError } from '../../../shared/errors.ts'
import { trainIds, type TrainId } from '../../../shared/labels.ts'
import { sumOf } from './class-pixels.ts'

/** How likely each class that occurs is drawn, by train id; they add up to 1. */
export interface ClassProbability {
  readonly trainId: TrainId
  /** f_c: the class's share of the pixels that have a class. */
  readonly frequency: number
  readonly probability: number
}

/**
 * The class probabilities of rare class sampling (DAFormer, Hoyer et al. 2022, section 3.3 and public code): with f_c the
 * share of class c among all pixels that have a class, P(c) = exp((1 - f_c) / T) / sum over the classes that occur. A small T draws the rarest
 * classes alone, a large one all alike.
 *
 * @param totals pixels by train id
 * @throws UsageError where the temperature is not above 0
 */
export function rareClassProbabilities(totals: ArrayLike<number>, temperature: number): ClassProbability[] {
  if (!(temperature > 0 && Number.isFinite(temperature))) {
    throw new UsageError(`The temperature of rare class sampling must be above 0 but is ${temperature}.`)
  }
  const present = trainIds.filter((trainId) => totals[trainId]! > 0)
  const labelled = sumOf(present.map((trainId) => totals[trainId]!))
  const frequencies = present.map((trainId) => totals[trainId]! / labelled)
  const probabilities = rarenessShares(frequencies, temperature)
  return present.map((trainId, index) => ({
    trainId,
    frequency: frequencies[index]!,
    probability: probabilities[index]!,
  }))
}

/** softmax((1 - f) / T) over the frequencies. */
export function rarenessShares(frequencies: readonly number[], temperature: number): number[] {
  const rarest = Math.min(...frequencies)
  const weights = frequencies.map((frequency) => Math.exp((rarest - frequency) / temperature))
  const total = sumOf(weights)
  return weights.map((weight) => weight / total)
}
