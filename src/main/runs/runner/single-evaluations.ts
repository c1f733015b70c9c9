import { resolveQuirks, type Settings, type StepRange } from '../../../shared/settings.ts'

/**
 * Rows of the U-Net that a transfer evaluates by itself: a content and an output in each step, and the reference where attention mixes and in
 * the last step. What a run evaluates less, shared work has saved.
 */
export function singleEvaluations(settings: Settings): number {
  const { steps, skip, mixRange, swapGuidance } = settings
  const { stepLag } = resolveQuirks(settings)
  const count = steps - skip
  let rows = 0
  for (let step = 0; step < count; step++) {
    const seen = stepLag ? Math.max(step - 1, 0) : step
    const mixes = within(mixRange.full, seen) || within(mixRange.half, seen)
    rows += 2 + (mixes || step === count - 1 ? 1 : 0) + (mixes && swapGuidance > 1 ? 1 : 0)
  }
  return rows
}

const within = ([start, end]: StepRange, step: number): boolean => start <= step && step < end
