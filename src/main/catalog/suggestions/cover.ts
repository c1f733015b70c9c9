import { classNames, trainIds, type ClassName } from '../../../shared/labels.ts'
import { countsAt, pixelsOf, sumOf, type ClassPixelTable } from '../sampling/class-pixels.ts'
import type { LeftOut } from '../sampling/content-set.ts'
import { classNeeds, type ClassNeed, type ClassNeeds, type CounterpartMap } from './class-needs.ts'
import { coverInOrder, greedyCover, type CoverPick } from './greedy-cover.ts'
import { writeCoverages, type LatentRule } from './latent-rule.ts'
import { describeCondition, describePick } from './reasons.ts'
import {
  recordingOf,
  technicallyPoor,
  type AdverseCondition,
  type ReferenceFacts,
  type ReferenceSet,
} from './references.ts'

export interface CoverOptions {
  readonly rule: LatentRule
  readonly counterparts: CounterpartMap
  /** Suggestions at most for each condition; 0 tells how well `chosen` covers. */
  readonly count: number
  /** References that are on the board already, in their order: what they cover is not suggested again. */
  readonly chosen: ReadonlySet<number>
}

/** How a condition's references, those on the board and those suggested, serve one class of the content. */
export interface ClassCover {
  readonly class: ClassName
  /** The class's share of the content's labelled area, 0 to 1. */
  readonly contentShare: number
  readonly state: 'covered' | 'weak' | 'missing'
  /** Effective latent pixels over those that are enough, at most 1, of the reference that shows it best. */
  readonly coverage: number
  /** That reference; null where none shows enough for a single effective pixel. */
  readonly imageId: number | null
  /** The share of its picture. */
  readonly referenceShare: number
  /** Where it is missing: the references' labels lack it, or all show too little of it. */
  readonly reason?: 'absent' | 'too small'
  /** Where it is missing: whether another labelled reference of the condition would add it. */
  readonly available?: boolean
}

/** A reference that is suggested or was chosen, and what it is there for. */
export interface SuggestedReference {
  readonly imageId: number
  readonly sourceId: number
  readonly path: string
  /** Whether its classes are those of a predicted label. */
  readonly predicted: boolean
  /** Classes that it is the first to cover, rarest first. */
  readonly adds: readonly ClassName[]
  /** Classes that it covers better than those before, but not enough yet. */
  readonly strengthens: readonly ClassName[]
  /** What it adds to the weighted cover, which is 1 where every class is covered. */
  readonly gain: number
  /** The share of the content's labelled area whose classes are covered, with it and those before; a weak class counts in part. */
  readonly coveredArea: number
  readonly coveredClasses: number
  /** A few words for a card. */
  readonly reason: string
  /** A sentence. */
  readonly detail: string
}

export interface ConditionSuggestion {
  readonly condition: AdverseCondition
  /** Those of the chosen ones that are references of the set, each with what it adds to those before it. */
  readonly chosen: readonly SuggestedReference[]
  /** Suggested, the best first. */
  readonly references: readonly SuggestedReference[]
  /** Every class that needs a counterpart, by train id. */
  readonly classes: readonly ClassCover[]
  readonly coveredArea: number
  /** The weighted cover F, 0 to 1. */
  readonly cover: number
  /** Labelled references that were looked at. */
  readonly candidates: number
  readonly leftOut: LeftOut
  /** One or two sentences: what is covered, what is not, what was left out. */
  readonly summary: string
}

export interface CoverSuggestion {
  /** Contents that the suggestion is for. */
  readonly contents: number
  /** Classes of the content that need no counterpart: too small everywhere to be styled by themselves, or switched off. */
  readonly tooSmallInContent: readonly ClassName[]
  readonly off: readonly ClassName[]
  readonly conditions: readonly ConditionSuggestion[]
}

/** Picks that gain as much as 95 % of the best count as equally good. */
const NEAR_TIE = 0.95
/** A suggestion adds at least a tenth of an average class: less than any class is worth that it covers in full. */
const LEAST_CLASSES = 0.1

/**
 * For each set of references those that cover the classes of the contents best (README, "Suggestions"): a greedy cover of the
 * classes, weighted by how rare they are in the contents. Deterministic.
 */
export function suggestCover(
  contents: ClassPixelTable,
  sets: readonly ReferenceSet[],
  options: CoverOptions,
): CoverSuggestion {
  const needs = classNeeds(contents, options.rule, options.counterparts)
  return {
    contents: contents.imageIds.length,
    tooSmallInContent: needs.tooSmall.map((trainId) => classNames[trainId]),
    off: needs.off.map((trainId) => classNames[trainId]),
    conditions: sets.map((set) => suggestForCondition(needs, set, options)),
  }
}

function suggestForCondition(
  { needs }: ClassNeeds,
  set: ReferenceSet,
  { rule, count, chosen }: CoverOptions,
): ConditionSuggestion {
  const coverages = coveragesOfNeeds(set.table, needs, rule)
  const leastGain = LEAST_CLASSES / needs.length
  const problem = { coverages, weights: needs.map(({ weight }) => weight) }
  const rowOf = new Map(set.facts.map(({ imageId }, row) => [imageId, row]))
  const onBoard = coverInOrder(
    problem,
    [...chosen].map((id) => rowOf.get(id)).filter((row) => row !== undefined),
  )
  const boardRows = onBoard.map(({ candidate }) => candidate)
  const picks = greedyCover(problem, {
    count,
    start: onBoard.at(-1)?.covered ?? needs.map(() => 0),
    excluded: new Set(boardRows),
    leastGain,
    nearTie: NEAR_TIE,
    penalty: penaltyIn(set.facts, boardRows),
  })
  const all = [...onBoard, ...picks]
  const rows = all.map(({ candidate }) => candidate)
  const covered = all.at(-1)?.covered ?? needs.map(() => 0)
  const described = describePicks(all, needs, set.facts)
  const suggestion = {
    condition: set.condition,
    chosen: described.slice(0, onBoard.length),
    references: described.slice(onBoard.length),
    classes: needs.map((need, c) => classCover(need, c, { set, coverages, rows, width: needs.length, leastGain })),
    coveredArea: areaOf(needs, covered),
    cover: sumOf(needs.map(({ weight }, c) => weight * covered[c]!)),
    candidates: set.facts.length,
    leftOut: set.leftOut,
  }
  return { ...suggestion, summary: describeCondition(suggestion) }
}

/** How well each reference serves each need: [references, needs]. */
function coveragesOfNeeds(table: ClassPixelTable, needs: readonly ClassNeed[], rule: LatentRule): Float64Array {
  const result = new Float64Array(table.imageIds.length * needs.length)
  const byTrainId = new Float64Array(trainIds.length)
  for (let row = 0, at = 0; row < table.imageIds.length; row++) {
    writeCoverages(countsAt(table, row), rule.styleLoss, rule.latentPixels, byTrainId)
    for (const { counterpart } of needs) result[at++] = byTrainId[counterpart]!
  }
  return result
}

/** Technical quality first, then a recording that is not on the board yet. */
function penaltyIn(facts: readonly ReferenceFacts[], onBoard: readonly number[]) {
  const poor = technicallyPoor(facts)
  const recordings = facts.map(recordingOf)
  return (candidate: number, picked: readonly number[]): number => {
    const repeated = (row: number): boolean => recordings[row] === recordings[candidate]
    return (poor[candidate] ? 2 : 0) + (onBoard.some(repeated) || picked.some(repeated) ? 1 : 0)
  }
}

function describePicks(
  picks: readonly CoverPick[],
  needs: readonly ClassNeed[],
  facts: readonly ReferenceFacts[],
): SuggestedReference[] {
  return picks.map(({ candidate, gain, covered }, index) => {
    const before = picks[index - 1]?.covered ?? needs.map(() => 0)
    const rising = needs.flatMap((need, c) => (covered[c]! > before[c]! ? [{ need, full: covered[c] === 1 }] : []))
    rising.sort((a, b) => a.need.share - b.need.share)
    const { imageId, sourceId, path, predicted } = facts[candidate]!
    const pick = {
      imageId,
      sourceId,
      path,
      predicted,
      adds: rising.filter(({ full }) => full).map(({ need }) => classNames[need.trainId]),
      strengthens: rising.filter(({ full }) => !full).map(({ need }) => classNames[need.trainId]),
      gain,
      coveredArea: areaOf(needs, covered),
      coveredClasses: covered.filter((value) => value === 1).length,
    }
    const { reason, detail } = describePick(pick, { needs, first: index === 0 })
    return { ...pick, reason, detail: predicted ? `${detail} Its label was predicted.` : detail }
  })
}

const areaOf = (needs: readonly ClassNeed[], covered: readonly number[]): number =>
  sumOf(needs.map(({ share }, c) => share * covered[c]!))

/** The references that were chosen or picked, and how well they serve the needs. */
interface Picked {
  readonly set: ReferenceSet
  /** [references, needs] */
  readonly coverages: Float64Array
  readonly rows: readonly number[]
  /** Number of needs. */
  readonly width: number
  readonly leastGain: number
}

function classCover({ trainId, counterpart, share, weight }: ClassNeed, c: number, picked: Picked): ClassCover {
  const { set, coverages, rows, width, leastGain } = picked
  let best: number | undefined
  for (const row of rows) {
    if (coverages[row * width + c]! > (best === undefined ? 0 : coverages[best * width + c]!)) best = row
  }
  const known = { class: classNames[trainId], contentShare: share }
  if (best === undefined) {
    const seen = rows.some((row) => countsAt(set.table, row)[counterpart]! > 0)
    const reason = seen ? ('too small' as const) : ('absent' as const)
    const available = set.facts.some((_, row) => weight * coverages[row * width + c]! >= leastGain)
    return { ...known, state: 'missing', coverage: 0, imageId: null, referenceShare: 0, reason, available }
  }
  const coverage = coverages[best * width + c]!
  const counts = countsAt(set.table, best)
  return {
    ...known,
    state: coverage === 1 ? 'covered' : 'weak',
    coverage,
    imageId: set.facts[best]!.imageId,
    referenceShare: counts[counterpart]! / pixelsOf(counts),
  }
}
