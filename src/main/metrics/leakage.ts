import { trainIds, type TrainId } from '../../shared/labels.ts'
import { CHANNELS, type Appearance } from './appearance.ts'
import { patchesOf, type Patch } from './patches.ts'
import { mapEigenvalues } from './symmetric-matrix.ts'

export interface ClassLeakage {
  readonly trainId: TrainId
  /** The class's part of the area that was judged: 0 to 1, they sum to 1. */
  readonly share: number
  /** How much of the class's area took another class's look, 0 to 1. */
  readonly leaked: number
  /** The class whose look most of that area took; null where nothing leaked. */
  readonly towards: TrainId | null
}

export interface Leakage {
  /** 0 to 1 of the area that was judged; null where none could be. */
  readonly overall: number | null
  readonly perClass: readonly ClassLeakage[]
  /** Classes of the result whose look the reference does not show: not judged. */
  readonly withoutCounterpart: readonly TrainId[]
}

/** "Nearer" is at most this part of the distance: classes look alike, and who of two equals is nearest says nothing. */
const NEARER = 0.5
/** A class's look is known from so many patches of the reference at least, and judged by so many at most. */
const FEWEST_EXAMPLES = 3
const MOST_EXAMPLES = 48
/** Added to the variances of the patches' channels, in CIELAB units squared: a difference of 1 is just visible. */
const REGULARISATION = 1

/**
 * The share of the area whose look is at most NEARER times as far from another class of the reference as it is from its own
 * class there and from the content's look at that place. Content and result have the same label. 0 to 1, lower is better; the
 * content itself has 0.
 */
export function leakage(content: Appearance, reference: Appearance, result: Appearance): Leakage {
  const patches = patchesOf(reference)
  const whiten = whitening(patches)
  const examples = examplesOf(patches, whiten)
  const tallies = new Map<TrainId, Tally>()
  const before = patchesOf(content)
  const withoutCounterpart = new Set<TrainId>()
  for (const [at, { trainId, pixels, mean }] of patchesOf(result).entries()) {
    const own = examples.get(trainId)
    if (!own) {
      withoutCounterpart.add(trainId)
      continue
    }
    const look = whiten(mean)
    const moved = nearest(look, whiten(before[at]!.mean), Infinity)
    // Its own class can't be below a part of its own class's distance.
    const other = classWithin(look, examples, NEARER ** 2 * nearest(look, own, moved))
    const tally = tallies.get(trainId) ?? { pixels: 0, towards: new Map<TrainId, number>() }
    tallies.set(trainId, tally)
    tally.pixels += pixels
    if (other !== null) tally.towards.set(other, (tally.towards.get(other) ?? 0) + pixels)
  }
  return { ...summarise(tallies), withoutCounterpart: [...withoutCounterpart].sort((a, b) => a - b) }
}

/** Pixels of a class, and those that took another class's look. */
interface Tally {
  pixels: number
  readonly towards: Map<TrainId, number>
}

function summarise(tallies: ReadonlyMap<TrainId, Tally>): Pick<Leakage, 'overall' | 'perClass'> {
  const judged = [...tallies.values()].reduce((sum, { pixels }) => sum + pixels, 0)
  const perClass = [...tallies]
    .sort(([one], [other]) => one - other)
    .map(([trainId, { pixels, towards }]): ClassLeakage => {
      const leaked = [...towards.values()].reduce((sum, part) => sum + part, 0)
      const [most] = [...towards].sort(([a, one], [b, other]) => other - one || a - b)
      return { trainId, share: pixels / judged, leaked: leaked / pixels, towards: most ? most[0] : null }
    })
  return {
    overall: judged > 0 ? perClass.reduce((sum, { share, leaked }) => sum + share * leaked, 0) : null,
    perClass,
  }
}

/** The class with the nearest example, where that is nearer than `limit`. */
function classWithin(look: Float64Array, examples: Examples, limit: number): TrainId | null {
  let least = limit
  let found: TrainId | null = null
  for (const [trainId, looks] of examples) {
    const distance = nearest(look, looks, least)
    if (distance < least) found = trainId
    least = distance
  }
  return found
}

/** The least squared distance to looks `[n, CHANNELS]`, or `limit` where none is below it. */
function nearest(look: Float64Array, looks: Float64Array, limit: number): number {
  let least = limit
  for (let from = 0; from < looks.length; from += CHANNELS) {
    let sum = 0
    for (let i = 0; i < CHANNELS && sum < least; i++) {
      const difference = look[i]! - looks[from + i]!
      sum += difference * difference
    }
    if (sum < least) least = sum
  }
  return least
}

type Whiten = (mean: Float64Array) => Float64Array

/** The looks of each class, `[n, CHANNELS]` each. */
type Examples = ReadonlyMap<TrainId, Float64Array>

/** Of the classes that have enough patches; at most MOST_EXAMPLES each, evenly over the picture. */
function examplesOf(patches: readonly Patch[], whiten: Whiten): Examples {
  const examples = new Map<TrainId, Float64Array>()
  for (const trainId of trainIds) {
    const own = patches.filter((patch) => patch.trainId === trainId)
    if (own.length < FEWEST_EXAMPLES) continue
    const looks = new Float64Array(Math.min(own.length, MOST_EXAMPLES) * CHANNELS)
    for (let from = 0; from < looks.length; from += CHANNELS) {
      looks.set(whiten(own[Math.floor((from * own.length) / looks.length)]!.mean), from)
    }
    examples.set(trainId, looks)
  }
  return examples
}

/**
 * The map W^-1/2 under which the patches of a class spread by 1 in every direction; W is the covariance of the patches about
 * their class's mean, over all classes, as in linear discriminant analysis (Fisher 1936).
 */
function whitening(patches: readonly Patch[]): Whiten {
  const values = new Float64Array(CHANNELS ** 2)
  for (const trainId of trainIds) {
    const own = patches.filter((patch) => patch.trainId === trainId)
    const centre = new Float64Array(CHANNELS)
    for (const { mean } of own) for (let i = 0; i < CHANNELS; i++) centre[i]! += mean[i]! / own.length
    for (const { mean } of own) {
      for (let i = 0; i < CHANNELS; i++) {
        const offset = (mean[i]! - centre[i]!) / patches.length
        for (let j = 0; j < CHANNELS; j++) values[i * CHANNELS + j]! += offset * (mean[j]! - centre[j]!)
      }
    }
  }
  const inverseRoot = mapEigenvalues(
    { size: CHANNELS, values },
    (variance) => 1 / Math.sqrt(Math.max(0, variance) + REGULARISATION),
  ).values
  return (mean) => {
    const look = new Float64Array(CHANNELS)
    for (let i = 0; i < CHANNELS; i++) {
      for (let j = 0; j < CHANNELS; j++) look[i]! += inverseRoot[i * CHANNELS + j]! * mean[j]!
    }
    return look
  }
}
