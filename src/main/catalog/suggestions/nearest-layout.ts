import { classNames, trainIds, type ClassName } from '../../../shared/labels.ts'
import { countsAt, sumOf } from '../sampling/class-pixels.ts'
import type { LeftOut } from '../sampling/content-set.ts'
import { classNeeds, type ClassNeed, type CounterpartMap } from './class-needs.ts'
import { writeCoverages, type LatentRule } from './latent-rule.ts'
import { listed, percent } from './reasons.ts'
import type { AdverseCondition, ReferenceSet } from './references.ts'

export interface NearestOptions {
  readonly rule: LatentRule
  readonly counterparts: CounterpartMap
  /** References at most for each condition. */
  readonly count: number
}

/** A reference with much the same classes as a content. */
export interface NearestReference {
  readonly imageId: number
  readonly sourceId: number
  readonly path: string
  /** Whether its classes are those of a predicted label. */
  readonly predicted: boolean
  /** 0 (no class in common) to 1 (every class takes the same share of both). */
  readonly similarity: number
  /** Classes of the content that have no counterpart in it. */
  readonly missing: readonly ClassName[]
  readonly reason: string
}

export interface ConditionNearest {
  readonly condition: AdverseCondition
  /** The most similar first. */
  readonly references: readonly NearestReference[]
  readonly candidates: number
  readonly leftOut: LeftOut
}

/**
 * For each set the references that are nearest to one content in class layout: the overlap of the class profiles, where a
 * profile is the square roots of the class shares, brought to a sum of 1. The root lets small classes count: 1 % of the area weighs a tenth of 100 %.
 * The catalog holds how much of each class a picture shows, not where. Ties by source and path.
 *
 * @param content the content's 20 class counts
 */
export function nearestInLayout(
  content: Uint32Array,
  sets: readonly ReferenceSet[],
  options: NearestOptions,
): ConditionNearest[] {
  const { rule, counterparts, count } = options
  const { needs } = classNeeds({ imageIds: [0], classPixels: content }, rule, counterparts)
  const wanted = classProfile(mapped(content, counterparts))
  return sets.map((set) => {
    const similarities = set.facts.map((_, row) => overlap(wanted, classProfile(countsAt(set.table, row))))
    const order = set.facts.map((_, row) => row).sort((a, b) => similarities[b]! - similarities[a]! || a - b)
    return {
      condition: set.condition,
      references: order.slice(0, count).map((row) => describeNearest(set, row, similarities[row]!, needs, rule)),
      candidates: set.facts.length,
      leftOut: set.leftOut,
    }
  })
}

/** The pixels of the classes that lend the style, by train id. */
function mapped(content: Uint32Array, counterparts: CounterpartMap): Float64Array {
  const counts = new Float64Array(trainIds.length)
  for (const trainId of trainIds) {
    const counterpart = counterparts.get(trainId)
    if (counterpart !== null) counts[counterpart ?? trainId]! += content[trainId]!
  }
  return counts
}

function classProfile(counts: ArrayLike<number>): Float64Array {
  const profile = Float64Array.from(trainIds, (trainId) => Math.sqrt(counts[trainId]!))
  const sum = sumOf(profile)
  return sum === 0 ? profile : profile.map((root) => root / sum)
}

function overlap(a: Float64Array, b: Float64Array): number {
  let shared = 0
  for (let trainId = 0; trainId < a.length; trainId++) shared += Math.min(a[trainId]!, b[trainId]!)
  return Math.min(1, shared)
}

function describeNearest(
  { table, facts }: ReferenceSet,
  row: number,
  similarity: number,
  needs: readonly ClassNeed[],
  rule: LatentRule,
): NearestReference {
  const coverages = new Float64Array(trainIds.length)
  writeCoverages(countsAt(table, row), rule.styleLoss, rule.latentPixels, coverages)
  const missing = needs
    .filter(({ counterpart }) => coverages[counterpart] === 0)
    .map(({ trainId }) => classNames[trainId])
  const { imageId, sourceId, path, predicted } = facts[row]!
  const lack = missing.length === 0 ? 'has all its classes' : `lacks ${listed(missing, 3)}`
  return {
    imageId,
    sourceId,
    path,
    predicted,
    similarity,
    missing,
    reason: `${percent(similarity)} alike in classes; ${lack}`,
  }
}
