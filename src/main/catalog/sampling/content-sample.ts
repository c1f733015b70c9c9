import type { ClassName } from '../../../shared/labels.ts'
import { samplingStrategies } from '../../../shared/runs.ts'

export interface RareClassOptions {
  /** T of `rareClassProbabilities`; 0.01 by default. */
  readonly temperature?: number
  /** A content can be drawn for a class of which it shows more pixels than this, at its label's own size; 3,000 by default. */
  readonly minPixels?: number
}

export { samplingStrategies }
/**
 * Which contents meet which reference, as in the paper's public code: `ordered` gives every reference contents of its own in order,
 * `ordered-repeat` gives all the same first ones, `uniform` draws without a content twice, `rcs` draws a class first
 * (rare ones more often) and then a content that shows it.
 */
export type SamplingStrategy = (typeof samplingStrategies)[number]

export interface SamplingOptions extends RareClassOptions {
  /** Style references to share the contents among. */
  readonly references: number
  readonly perReference: number
  /** `ordered` and `ordered-repeat` do not use it. */
  readonly seed: number
}

/** One transfer to be: a content for a reference. */
export interface SampledContent {
  /** Which of the references, from 0. */
  readonly reference: number
  readonly imageId: number
  /** The class that `rcs` drew it for. */
  readonly drawnFor?: ClassName
}

export interface ContentSample {
  /** All contents of the first reference, then those of the second, and so on; no pair occurs twice. */
  readonly pairs: readonly SampledContent[]
  /** Classes that `rcs` can't draw for, because no content shows enough pixels of them. */
  readonly classesLeftOut: readonly ClassName[]
}
