import { defaultSettings } from '../../../../src/shared/settings.ts'
import type { CoverOptions } from '../../../../src/main/catalog/suggestions/cover.ts'
import { latentRule } from '../../../../src/main/catalog/suggestions/latent-rule.ts'
import type {
  AdverseCondition,
  ReferenceFacts,
  ReferenceSet,
} from '../../../../src/main/catalog/suggestions/references.ts'
import { tableOfCounts, type Counts } from '../class-pixel-rows.ts'

export type DrawnReference = Counts & { readonly facts?: Partial<ReferenceFacts> }

/** References with the ids 1, 2, 3, ... and the paths a.png, b.png, c.png, ..., each a recording of its own. */
export function referenceSet(references: readonly DrawnReference[], condition: AdverseCondition = 'fog'): ReferenceSet {
  return {
    condition,
    table: tableOfCounts(references),
    facts: references.map(({ facts }, index) => ({
      imageId: index + 1,
      sourceId: 1,
      path: `${String.fromCharCode(97 + index)}.png`,
      condition,
      sequence: null,
      sharpness: null,
      luminanceSpread: null,
      predicted: false,
      ...facts,
    })),
    leftOut: { unlabelled: 0, waiting: 0, defective: 0 },
  }
}

/** Labels that lose nothing, so that 16 of 8,192 pixels cover a class. */
export const plainOptions: CoverOptions = {
  rule: latentRule({ ...defaultSettings, fidelity: 'corrected' }),
  counterparts: new Map(),
  count: 5,
  chosen: new Set(),
}

/** Counts of a picture of 8,192 pixels, void where nothing is said. */
export function picture(counts: Counts): Counts {
  const labelled = Object.values(counts).reduce((total, pixels) => total + pixels, 0)
  return { ...counts, void: 8192 - labelled }
}
