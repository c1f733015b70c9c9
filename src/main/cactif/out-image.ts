import { classStatistics, type ChannelStatistics, type ClassReport } from './adain/adain.ts'
import { restyle, type LabelledLatents } from './adain/restyle.ts'
import type { OutSpec } from './block.ts'
import type { StepPlan } from './schedule.ts'
import {
  summarize,
  traceFilters,
  type LayerFilter,
  type StepSimilarity,
  type Trace,
  type TraceTensor,
} from './trace.ts'

/** What the filter saw and did in one denoising step. */
export interface StepFilters {
  readonly step: number
  readonly layers: readonly LayerFilter[]
}

/** The last class-wise AdaIN of an output. */
export interface ClassStep {
  readonly step: number
  /** Of each class of the report, after it; null where there is no pixel to measure. */
  readonly after: readonly (ChannelStatistics | null)[]
}

export interface OutResult {
  /** [3, H, W], about [-1, 1]. */
  readonly image: Float32Array
  /** One entry for each step that mixed and filtered. */
  readonly similarity: readonly StepSimilarity[]
  /** What class-wise AdaIN did with each class of the content, at its last step. */
  readonly classes: readonly ClassReport[]
  /** Null where no step was class-wise. */
  readonly classStep: ClassStep | null
  /** One entry for each step that mixed and filtered; empty where they were not asked for. */
  readonly filters: readonly StepFilters[]
  readonly trace: Trace | null
}

/** What is recorded of an output beside its picture. */
export interface Recording {
  /** w0 of content and reference, to record every step in a trace. */
  readonly traced: { readonly content: Float32Array; readonly style: Float32Array } | null
  readonly filters: boolean
}

/** An output on its way through the steps. */
export class OutImage {
  readonly spec: OutSpec
  /** [C, h, w] */
  latents: Float32Array
  private readonly shape: readonly [number, number, number]
  private readonly trace: Trace | null
  private readonly filters: StepFilters[] | null
  private readonly similarity: StepSimilarity[] = []
  private classes: readonly ClassReport[] = []
  private classStep: { readonly step: number; readonly restyled: LabelledLatents } | null = null
  private beforeAdain: Float32Array

  /** @param start the content's latents at the first step */
  constructor(spec: OutSpec, start: Float32Array, shape: readonly [number, number, number], recording: Recording) {
    this.spec = spec
    this.latents = start
    this.beforeAdain = start
    this.shape = shape
    this.filters = recording.filters ? [] : null
    this.trace =
      recording.traced &&
      new Map([
        ['w0.content', this.latentTensor(recording.traced.content)],
        ['w0.style', this.latentTensor(recording.traced.style)],
      ])
  }

  /** Takes the latents after the denoising step. */
  denoise(latents: Float32Array): void {
    this.beforeAdain = latents
    this.latents = latents
  }

  /** AdaIN against the reference's latents after the same step. */
  restyle(step: StepPlan, masks: LabelledLatents['masks'], style: LabelledLatents): void {
    const { latents, classes } = restyle(
      step,
      { latents: this.latents, masks },
      style,
      this.spec.settings,
      this.shape[0],
    )
    this.latents = latents
    if (!classes) return
    this.classes = classes
    this.classStep = { step: step.index, restyled: { latents, masks } }
  }

  /** Records the step: what was filtered, and, in a trace, where all three images stand. */
  record({ index }: StepPlan, filters: readonly LayerFilter[], content: Float32Array, style: Float32Array): void {
    const summary = summarize(index, filters)
    if (summary) this.similarity.push(summary)
    if (filters.length > 0) this.filters?.push({ step: index, layers: filters })
    if (!this.trace) return
    traceFilters(this.trace, index, filters)
    this.trace.set(`step${index}.out`, this.latentTensor(this.latents))
    this.trace.set(`step${index}.out_before_adain`, this.latentTensor(this.beforeAdain))
    this.trace.set(`step${index}.content`, this.latentTensor(content))
    this.trace.set(`step${index}.style`, this.latentTensor(style))
  }

  finish(image: Float32Array, [height, width]: readonly [number, number]): OutResult {
    this.trace?.set('out.image', { dtype: 'F32', shape: [1, 3, height, width], data: image })
    const { similarity, classes, filters, trace } = this
    return { image, similarity, classes, classStep: this.measureClasses(), filters: filters ?? [], trace }
  }

  private measureClasses(): ClassStep | null {
    if (!this.classStep) return null
    const { step, restyled } = this.classStep
    const after = this.classes.map(({ trainId }) =>
      classStatistics({ latents: restyled.latents, masks: restyled.masks! }, trainId),
    )
    return { step, after }
  }

  private latentTensor(data: Float32Array): TraceTensor {
    return { dtype: 'F32', shape: [1, ...this.shape], data }
  }
}
