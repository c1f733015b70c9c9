import { UsageError } from '../../../shared/errors.ts'
import { classNames, type TrainId } from '../../../shared/labels.ts'
import { DEFAULT_MIN_PIXELS } from '../../datasets/rcs-files.ts'
import { classTotals, COUNTS_PER_IMAGE, type ClassPixelTable } from './class-pixels.ts'
import { rareClassProbabilities, rarenessShares } from './rare-classes.ts'
import type { ContentSample, SampledContent, SamplingOptions } from './content-sample.ts'
import { seededDraw, seededIndex } from './seeded-draws.ts'

/** DAFormer's value, which the paper's public code uses too, as it does the minimum. */
const DEFAULT_TEMPERATURE = 0.01

/** A class that can be drawn, and the contents that show enough of it. */
interface ClassPool {
  readonly trainId: TrainId
  readonly frequency: number
  readonly imageIds: readonly number[]
}

/**
 * Rare class sampling (Hoyer et al. 2022): for each place a class is drawn by `rareClassProbabilities`, then one of the
 * contents with more than `minPixels` of it, all alike. Contents come back for other references, but not for the same one:
 * where the content that is drawn was there before, another of the class is, and another class where none is left.
 * Classes without a content above the minimum are left out.
 */
export function rareClassSample(contents: ClassPixelTable, options: SamplingOptions): ContentSample {
  const { references, perReference, temperature = DEFAULT_TEMPERATURE, minPixels = DEFAULT_MIN_PIXELS } = options
  checkMinPixels(minPixels)
  const classes = rareClassProbabilities(classTotals(contents), temperature).map(({ trainId, frequency }) => ({
    trainId,
    frequency,
    imageIds: contents.imageIds.filter((_, row) => contents.classPixels[row * COUNTS_PER_IMAGE + trainId]! > minPixels),
  }))
  const pools = classes.filter(({ imageIds }) => imageIds.length > 0)
  const available = new Set(pools.flatMap(({ imageIds }) => imageIds)).size
  if (available < perReference) throw tooFew(available, perReference, minPixels)
  return {
    pairs: Array.from({ length: references }, (_, reference) => drawForReference(pools, reference, options)).flat(),
    classesLeftOut: classes.filter(({ imageIds }) => imageIds.length === 0).map(({ trainId }) => classNames[trainId]),
  }
}

function checkMinPixels(minPixels: number): void {
  if (minPixels >= 0 && Number.isFinite(minPixels)) return
  throw new UsageError(`The minimum of rare class sampling must be 0 pixels or more but is ${minPixels}.`)
}

function tooFew(available: number, perReference: number, minPixels: number): UsageError {
  return new UsageError(
    `${perReference} different contents are needed for each reference, but ${available} of the set show more than ` +
      `${minPixels} pixels of a class; take fewer per reference, or a lower minimum (3000 suits labels of 1914x1052, 860 those of 1024x512).`,
  )
}

function drawForReference(
  pools: readonly ClassPool[],
  reference: number,
  { perReference, seed, temperature = DEFAULT_TEMPERATURE }: SamplingOptions,
): SampledContent[] {
  const pairs: SampledContent[] = []
  const used = new Set<number>()
  let remaining = pools
  let shares = rarenessShares(frequenciesOf(remaining), temperature)
  for (let position = 0; position < perReference;) {
    const key = ['rcs', reference, position, remaining.length]
    const pool = remaining[partAt(shares, seededDraw(seed, ...key, 'class'))]!
    const imageId = unusedContent(pool, used, (count, attempt) => seededIndex(count, seed, ...key, attempt))
    if (imageId === undefined) {
      remaining = remaining.filter((other) => other !== pool)
      shares = rarenessShares(frequenciesOf(remaining), temperature)
      continue
    }
    used.add(imageId)
    pairs.push({ reference, imageId, drawnFor: classNames[pool.trainId] })
    position++
  }
  return pairs
}

const frequenciesOf = (pools: readonly ClassPool[]): number[] => pools.map(({ frequency }) => frequency)

/** In which part of [0, 1) the number falls; the shares, which add up to 1, are the lengths of the parts. */
function partAt(shares: readonly number[], draw: number): number {
  let end = 0
  const part = shares.findIndex((share) => draw < (end += share))
  return part < 0 ? shares.length - 1 : part
}

/** One of the pool's contents that were not used, all alike; undefined where there is none. */
function unusedContent(
  { imageIds }: ClassPool,
  used: ReadonlySet<number>,
  draw: (count: number, attempt: string) => number,
): number | undefined {
  const first = imageIds[draw(imageIds.length, 'image')]!
  if (!used.has(first)) return first
  const unused = imageIds.filter((imageId) => !used.has(imageId))
  return unused[draw(unused.length, 'unused image')]
}
