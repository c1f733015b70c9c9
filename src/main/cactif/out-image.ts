import { resolveQuirks } from '../../shared/settings.ts'
import { adain, classAdain, trainIdMap, type ClassReport } from './adain/adain.ts'
import type { OutSpec } from './block.ts'
import type { ClassMasks } from './adain/class-masks.ts'
import type { StepPlan } from './schedule.ts'
import {
  summarize,
  traceFilters,
  type LayerFilter,
  type StepSimilarity,
  type Trace,
  type TraceTensor,
} from './trace.ts'

export interface OutResult {
  /** [3, H, W], about [-1, 1]. */
  readonly image: Float32Array
  /** One entry for each step that mixed and filtered. */
  readonly similarity: readonly StepSimilarity[]
  /** What class-wise AdaIN did with each class of the content, at its last step. */
  readonly classes: readonly ClassReport[]
  readonly trace: Trace | null
}

/** An output on its way through the steps. */
export class OutImage {
  readonly spec: OutSpec
  /** [C, h, w] */
  latents: Float32Array
  private readonly shape: readonly [number, number, number]
  private readonly trace: Trace | null
  private readonly similarity: StepSimilarity[] = []
  private classes: readonly ClassReport[] = []
  private beforeAdain: Float32Array

  /**
   * @param start the content's latents at the first step
   * @param traced w0 of content and reference, to record every step; null records nothing
   */
  constructor(
    spec: OutSpec,
    start: Float32Array,
    shape: readonly [number, number, number],
    traced: { readonly content: Float32Array; readonly style: Float32Array } | null,
  ) {
    this.spec = spec
    this.latents = start
    this.beforeAdain = start
    this.shape = shape
    this.trace =
      traced &&
      new Map([
        ['w0.content', this.latentTensor(traced.content)],
        ['w0.style', this.latentTensor(traced.style)],
      ])
  }

  /** Takes the latents after the denoising step. */
  denoise(latents: Float32Array): void {
    this.beforeAdain = latents
    this.latents = latents
  }

  /** AdaIN against the reference's latents after the same step: by class where the step says so and both have labels, else plain. */
  restyle(step: StepPlan, contentMasks: ClassMasks | null, style: Float32Array, styleMasks: ClassMasks | null): void {
    if (step.adain === 'plain' || !contentMasks || !styleMasks) {
      this.latents = adain(this.latents, style, this.shape[0])
      return
    }
    const { settings } = this.spec
    const result = classAdain(
      { latents: this.latents, masks: contentMasks },
      { latents: style, masks: styleMasks },
      { sigmaPlusOne: resolveQuirks(settings).sigmaPlusOne, classMap: trainIdMap(settings.classMap) },
    )
    this.latents = result.latents
    this.classes = result.classes
  }

  /** Records the step: what was filtered, and, in a trace, where all three images stand. */
  record({ index }: StepPlan, filters: readonly LayerFilter[], content: Float32Array, style: Float32Array): void {
    const summary = summarize(index, filters)
    if (summary) this.similarity.push(summary)
    if (!this.trace) return
    traceFilters(this.trace, index, filters)
    this.trace.set(`step${index}.out`, this.latentTensor(this.latents))
    this.trace.set(`step${index}.out_before_adain`, this.latentTensor(this.beforeAdain))
    this.trace.set(`step${index}.content`, this.latentTensor(content))
    this.trace.set(`step${index}.style`, this.latentTensor(style))
  }

  finish(image: Float32Array, [height, width]: readonly [number, number]): OutResult {
    this.trace?.set('out.image', { dtype: 'F32', shape: [1, 3, height, width], data: image })
    return { image, similarity: this.similarity, classes: this.classes, trace: this.trace }
  }

  private latentTensor(data: Float32Array): TraceTensor {
    return { dtype: 'F32', shape: [1, ...this.shape], data }
  }
}
