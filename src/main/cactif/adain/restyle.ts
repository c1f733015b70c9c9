import { resolveQuirks, type Settings } from '../../../shared/settings.ts'
import type { StepPlan } from '../schedule.ts'
import { adain, classAdain, trainIdMap, type ClassReport } from './adain.ts'
import type { ClassMasks } from './class-masks.ts'

/** An image's latents [C, h, w], and where its classes are; null without a label. */
export interface LabelledLatents {
  readonly latents: Float32Array
  readonly masks: ClassMasks | null
}

export interface Restyled {
  readonly latents: Float32Array
  /** What became of each class; null where AdaIN was plain. */
  readonly classes: readonly ClassReport[] | null
}

/** AdaIN of a step: by class where the step says so and both have labels, else plain. */
export function restyle(
  step: Pick<StepPlan, 'adain'>,
  content: LabelledLatents,
  style: LabelledLatents,
  settings: Settings,
  channels: number,
): Restyled {
  if (step.adain === 'plain' || !content.masks || !style.masks)
    return { latents: adain(content.latents, style.latents, channels), classes: null }
  return classAdain(
    { latents: content.latents, masks: content.masks },
    { latents: style.latents, masks: style.masks },
    { sigmaPlusOne: resolveQuirks(settings).sigmaPlusOne, classMap: trainIdMap(settings.classMap) },
  )
}
