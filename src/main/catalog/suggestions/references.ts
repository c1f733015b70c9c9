import { conditions, type Condition } from '../../../shared/conditions.ts'
import type { ClassPixelTable } from '../sampling/class-pixels.ts'
import type { LeftOut } from '../sampling/content-set.ts'

export type AdverseCondition = Exclude<Condition, 'clear'>
export const adverseConditions = conditions.filter((condition) => condition !== 'clear')

/** What the catalog knows of a style reference besides its classes. */
export interface ReferenceFacts {
  readonly imageId: number
  readonly sourceId: number
  /** Relative to its source. */
  readonly path: string
  readonly condition: AdverseCondition
  readonly sequence: string | null
  /** Null where the picture was not decoded yet. */
  readonly sharpness: number | null
  /** Standard deviation of the luma, 0 to 255. */
  readonly luminanceSpread: number | null
  /** Whether its classes are those of a predicted label. */
  readonly predicted: boolean
}

/** The labelled references of one condition, ordered by source and path; `facts` has a row for each of the table. */
export interface ReferenceSet {
  readonly condition: AdverseCondition
  readonly table: ClassPixelTable
  readonly facts: readonly ReferenceFacts[]
  readonly leftOut: LeftOut
}

/** A luma that varies less than this over a whole picture shows next to nothing. */
const LEAST_SPREAD = 4
/** The part of a condition's references that counts as blurred. */
const BLURRED_PART = 0.1

/**
 * Which references are technically poor: nearly uniform, or among the tenth with the least sharpness. Sharpness is compared within
 * the condition alone, and brightness not at all: fog is soft and night is dark, which is what they are there for.
 */
export function technicallyPoor(facts: readonly ReferenceFacts[]): boolean[] {
  const sharpnesses = facts.map(({ sharpness }) => sharpness).filter((sharpness) => sharpness !== null)
  sharpnesses.sort((a, b) => a - b)
  const limit = sharpnesses[Math.floor(sharpnesses.length * BLURRED_PART)] ?? -Infinity
  return facts.map(
    ({ sharpness, luminanceSpread }) =>
      (sharpness !== null && sharpness < limit) || (luminanceSpread !== null && luminanceSpread < LEAST_SPREAD),
  )
}

/** The recording that a reference belongs to; each frame without a sequence is one of its own. */
export const recordingOf = ({ sourceId, sequence, imageId }: ReferenceFacts): string =>
  sequence === null ? `image ${imageId}` : `${sourceId} ${sequence}`
