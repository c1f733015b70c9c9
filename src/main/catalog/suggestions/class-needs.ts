import { trainIds, type TrainId } from '../../../shared/labels.ts'
import { classTotals, countsAt, sumOf, type ClassPixelTable } from '../sampling/class-pixels.ts'
import { rarenessShares } from '../sampling/rare-classes.ts'
import { writeCoverages, type LatentRule } from './latent-rule.ts'

/** Class of the content -> class of the reference that lends its style; null for none. Classes that are missing map to themselves. */
export type CounterpartMap = ReadonlyMap<TrainId, TrainId | null>

/** A class of the content set that needs a counterpart in the references. */
export interface ClassNeed {
  readonly trainId: TrainId
  /** The class of the reference that lends the style: the class itself, unless the settings map it. */
  readonly counterpart: TrainId
  /** Its share of the set's pixels that have a class. */
  readonly share: number
  /** What covering it is worth; the weights of all needs add up to 1. */
  readonly weight: number
}

export interface ClassNeeds {
  readonly needs: readonly ClassNeed[]
  /** Classes that are too small for class-wise AdaIN in every content. */
  readonly tooSmall: readonly TrainId[]
  /** Classes that the settings leave out of class-wise AdaIN. */
  readonly off: readonly TrainId[]
}

/**
 * A class of a third of the area weighs half as much as a rare one. At rare class sampling's own 0.01 road and sky would weigh
 * nothing, and a reference without them would do.
 */
const TEMPERATURE = 0.5

/**
 * Which classes of the contents need a counterpart, and what each is worth: exp((1 - f_c) / T) of rare class sampling with
 * T = 0.5, f_c the class's share of the labelled area. A class that is too small in every content needs none: class-wise AdaIN
 * would not act on it.
 */
export function classNeeds(contents: ClassPixelTable, rule: LatentRule, counterparts: CounterpartMap): ClassNeeds {
  const totals = classTotals(contents)
  const labelled = sumOf(totals)
  const largeEnough = classesLargeEnough(contents, rule)
  const present = trainIds.filter((trainId) => totals[trainId]! > 0)
  const off = present.filter((trainId) => counterparts.get(trainId) === null)
  const needed = present.filter((trainId) => largeEnough.has(trainId) && !off.includes(trainId))
  const weights = rarenessShares(
    needed.map((trainId) => totals[trainId]! / labelled),
    TEMPERATURE,
  )
  return {
    needs: needed.map((trainId, index) => ({
      trainId,
      counterpart: counterparts.get(trainId) ?? trainId,
      share: totals[trainId]! / labelled,
      weight: weights[index]!,
    })),
    tooSmall: present.filter((trainId) => !largeEnough.has(trainId) && !off.includes(trainId)),
    off,
  }
}

/** Classes with enough effective latent pixels in at least one content. */
function classesLargeEnough(contents: ClassPixelTable, { contentLoss, latentPixels }: LatentRule): Set<TrainId> {
  const found = new Set<TrainId>()
  const coverages = new Float64Array(trainIds.length)
  for (let row = 0; row < contents.imageIds.length && found.size < trainIds.length; row++) {
    writeCoverages(countsAt(contents, row), contentLoss, latentPixels, coverages)
    for (const trainId of trainIds) if (coverages[trainId] === 1) found.add(trainId)
  }
  return found
}
