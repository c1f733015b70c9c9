import type { LabelEncoding } from '../../imaging/labels.ts'

/** The endings by which Cityscapes, ACDC and DAFormer's tools tell a label map's encoding. */
const encodingOfEnding: Record<string, LabelEncoding> = {
  labelids: 'labelIds',
  labeltrainids: 'labelTrainIds',
  labelcolor: 'colours',
  color: 'colours',
}

/** Files that accompany an image and are neither an image nor a label map: instances, ACDC's uncertainty, depth. */
const companionEnding = /_(invIds|invGray|instanceIds|instanceTrainIds|instances|panoptic|disparity)$/i

/** `aachen_000000_000019_gtFine_labelIds`: the ending of a label, and what marks it as one where it is `_color`. */
const labelEnding = /^(.+?)(_gt(?:Fine|Coarse)?)?(_ref)?_(labelIds|labelTrainIds|labelColor|color)$/is

export interface LabelStem {
  /** The name without what makes it a label's. */
  readonly stem: string
  readonly encoding: LabelEncoding
}

/**
 * Reads the ending of a label's name (without extension): `x_gt_labelIds` is x in label ids. Null for other names; `x_color`
 * alone is a photograph's name as well, so it counts after `_gtFine` or `_gtCoarse` only.
 */
export function labelStem(name: string): LabelStem | null {
  const [, stem, mark, reference, ending] = labelEnding.exec(name) ?? []
  if (stem === undefined || ending === undefined) return null
  if (ending.toLowerCase() === 'color' && mark === undefined) return null
  return { stem: stem + (reference ?? ''), encoding: encodingOfEnding[ending.toLowerCase()]! }
}

/** Is this the name (without extension) of a file that accompanies an image, and is no label map? */
export const isCompanion = (name: string): boolean => companionEnding.test(name)

/** How much a label tells: ids most, then what its pixels will say, train ids, colours. */
export function preference(encoding: LabelEncoding | null): number {
  return (['labelIds', null, 'labelTrainIds', 'colours'] as const).indexOf(encoding)
}
