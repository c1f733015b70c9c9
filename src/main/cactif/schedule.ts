import type { Scheduler } from '../diffusion/scheduler.ts'
import { resolveQuirks, type Settings, type StepRange } from '../../shared/settings.ts'

/** What one denoising step does. */
export interface StepPlan {
  /** Counted from 0 after the skip. */
  readonly index: number
  readonly timestep: number
  /** Whether the layers of that resolution take K and V from the reference. */
  readonly mix: { readonly full: boolean; readonly half: boolean }
  readonly adain: 'class-wise' | 'plain'
  /** Factor of what mixing changes in the prediction; null: no guidance, the mixed prediction as it is. */
  readonly swapScale: number | null
}

/**
 * The steps of a transfer, T - skip of them. `seen` is the step that attention compares its ranges with: by the quirk
 * `stepLag` the one before (the public code sets it after the step), except at the first.
 */
export function planSteps(settings: Settings, scheduler: Scheduler, seen?: readonly number[]): StepPlan[] {
  const { mixRange, method, classAdainRange } = settings
  const { stepLag } = resolveQuirks(settings)
  const timesteps = scheduler.timesteps(settings.steps).slice(settings.skip)
  return timesteps.map((timestep, index) => {
    const seenStep = seen?.[index] ?? (stepLag ? Math.max(index - 1, 0) : index)
    return {
      index,
      timestep,
      mix: { full: isWithin(mixRange.full, seenStep), half: isWithin(mixRange.half, seenStep) },
      adain: method !== 'cross-image' && isWithin(classAdainRange, index) ? 'class-wise' : 'plain',
      swapScale: swapScale(settings, index, timesteps.length),
    }
  })
}

/** Whether any layer mixes in that step. */
export const mixes = ({ mix }: StepPlan): boolean => mix.full || mix.half

const isWithin = ([start, end]: StepRange, step: number): boolean => start <= step && step < end

/** From the set scale down to half of it, at least 1, over the steps that either resolution's range spans (both ends included). */
function swapScale({ swapGuidance, mixRange }: Settings, index: number, steps: number): number | null {
  const first = Math.min(mixRange.full[0], mixRange.half[0])
  const last = Math.max(mixRange.full[1], mixRange.half[1])
  if (swapGuidance <= 1 || index < first || index > last) return null
  const end = Math.max(swapGuidance / 2, 1)
  return steps === 1 ? swapGuidance : swapGuidance + ((end - swapGuidance) * index) / (steps - 1)
}
