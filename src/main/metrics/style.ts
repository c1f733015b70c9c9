import { trainIds, type TrainId } from '../../shared/labels.ts'
import { CHANNELS, classStatistics, COLOURS, type Appearance, type ClassStatistics } from './appearance.ts'
import { sandwich, squareRoot, trace, type SymmetricMatrix } from './symmetric-matrix.ts'

export interface LabDistance {
  /** CIE76 colour difference between the mean colours. */
  readonly mean: number
  /** Euclidean distance between the standard deviations of L*, a* and b*. */
  readonly spread: number
}

export interface ClassStyle {
  readonly trainId: TrainId
  /** The class's part of the area that was compared: 0 to 1, they sum to 1. */
  readonly share: number
  /** Fréchet distance over all channels of appearance. */
  readonly frechet: number
  /** Fréchet distance over the channels of texture alone. */
  readonly texture: number
  readonly lab: LabDistance
}

export interface Style {
  /** Means over the classes weighted by share; null where no class can be compared. */
  readonly frechet: number | null
  readonly texture: number | null
  readonly lab: LabDistance | null
  readonly perClass: readonly ClassStyle[]
  /** Classes of the result that the reference lacks or shows too small: not part of the means. */
  readonly withoutCounterpart: readonly TrainId[]
}

/** Added to the variances: 8-bit rounding has about this much in CIELAB, and a covariance stays regular. */
const REGULARISATION = 0.1

/** How far the result's looks are from the reference's, class by class. 0 and above, lower is better. */
export function styleReached(result: Appearance, reference: Appearance): Style {
  const found = classStatistics(result)
  const wanted = classStatistics(reference)
  const compared = trainIds.filter((trainId) => found.has(trainId) && wanted.has(trainId))
  const pixels = compared.reduce<number>((sum, trainId) => sum + found.get(trainId)!.pixels, 0)
  const perClass = compared.map((trainId): ClassStyle => {
    const one = found.get(trainId)!
    const other = wanted.get(trainId)!
    return {
      trainId,
      share: one.pixels / pixels,
      frechet: frechetDistance(one, other),
      texture: frechetDistance(textureOf(one), textureOf(other)),
      lab: labDistance(one, other),
    }
  })
  const mean = (measure: (style: ClassStyle) => number): number =>
    perClass.reduce((sum, style) => sum + style.share * measure(style), 0)
  const empty = perClass.length === 0
  return {
    frechet: empty ? null : mean(({ frechet }) => frechet),
    texture: empty ? null : mean(({ texture }) => texture),
    lab: empty ? null : { mean: mean(({ lab }) => lab.mean), spread: mean(({ lab }) => lab.spread) },
    perClass,
    withoutCounterpart: trainIds.filter((trainId) => found.has(trainId) && !wanted.has(trainId)),
  }
}

/** A normal distribution. */
export interface Normal {
  readonly mean: Float64Array
  readonly covariance: SymmetricMatrix
}

/**
 * The Fréchet distance between two normal distributions, sqrt(|m1 - m2|^2 + tr(C1 + C2 - 2 (C1^1/2 C2 C1^1/2)^1/2)), each
 * covariance with REGULARISATION on its diagonal (Dowson and Landau 1982; FID is its square, Heusel et al. 2017).
 */
export function frechetDistance(one: Normal, other: Normal): number {
  const first = regular(one.covariance)
  const second = regular(other.covariance)
  const overlap = squareRoot(sandwich(squareRoot(first), second))
  const means = one.mean.reduce((sum, value, i) => sum + (value - other.mean[i]!) ** 2, 0)
  return Math.sqrt(Math.max(0, means + trace(first) + trace(second) - 2 * trace(overlap)))
}

const regular = ({ size, values }: SymmetricMatrix): SymmetricMatrix => ({
  size,
  values: values.map((value, at) => (at % (size + 1) === 0 ? value + REGULARISATION : value)),
})

function textureOf({ mean, covariance }: Normal): Normal {
  const size = CHANNELS - COLOURS
  const values = Float64Array.from({ length: size ** 2 }, (_, at) => {
    const [row, column] = [COLOURS + Math.floor(at / size), COLOURS + (at % size)]
    return covariance.values[row * CHANNELS + column]!
  })
  return { mean: mean.subarray(COLOURS), covariance: { size, values } }
}

function labDistance(one: ClassStatistics, other: ClassStatistics): LabDistance {
  const deviation = ({ covariance: { size, values } }: ClassStatistics, i: number) =>
    Math.sqrt(Math.max(0, values[i * (size + 1)]!))
  const distance = (difference: (channel: number) => number) => Math.hypot(difference(0), difference(1), difference(2))
  return {
    mean: distance((i) => one.mean[i]! - other.mean[i]!),
    spread: distance((i) => deviation(one, i) - deviation(other, i)),
  }
}
