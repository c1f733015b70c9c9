import { resolveQuirks, type Settings, type StepRange } from '../../shared/settings.ts'

/** Transfers that are evaluated together: `outputs` of so many contents and references. */
export interface EvaluatedBlock {
  readonly contents: number
  readonly references: number
  readonly outputs: number
}

/** A transfer by itself. What a run evaluates less than its transfers one by one, shared work has saved. */
export const single: EvaluatedBlock = { contents: 1, references: 1, outputs: 1 }

/**
 * Rows of the U-Net that a block evaluates: contents and outputs in each step, and references where attention mixes and in the last
 * step.
 */
export function evaluationsOf(settings: Settings, { contents, references, outputs }: EvaluatedBlock): number {
  const { steps, skip, mixRange, swapGuidance } = settings
  const { stepLag } = resolveQuirks(settings)
  const count = steps - skip
  let rows = 0
  for (let step = 0; step < count; step++) {
    const seen = stepLag ? Math.max(step - 1, 0) : step
    const mixes = within(mixRange.full, seen) || within(mixRange.half, seen)
    rows += contents + outputs
    if (mixes || step === count - 1) rows += references
    if (mixes && swapGuidance > 1) rows += outputs
  }
  return rows
}

const within = ([start, end]: StepRange, step: number): boolean => start <= step && step < end
