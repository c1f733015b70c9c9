import type { Precision } from '../../../shared/compute.ts'

/** The parts of a model that are compared with the CPU. */
export type CheckedPart = 'text encoder' | 'encoder' | 'decoder' | 'U-Net' | 'mixed attention'

/** How far a device's result for one part is from the CPU's in float32. */
export interface PartCheck {
  readonly part: CheckedPart
  /** ||device - CPU|| / ||CPU||; null where it is not a number. */
  readonly difference: number | null
  readonly bound: number
}

/**
 * Largest relative differences. Measured with the tiny model: up to 1e-5 in float32 (webgpu against the CPU) and up to 1e-3 in
 * float16 (the CPU's own); larger models and providers that sum in float16 lie above, wrong kernels at 0.1 and more. In mixed attention
 * a token at the threshold may be filtered on one device and not on the other, which moves its result by up to 1e-2.
 */
const bounds: Readonly<Record<Precision, { readonly smooth: number; readonly filtered: number }>> = {
  fp32: { smooth: 1e-3, filtered: 1e-2 },
  fp16: { smooth: 3e-2, filtered: 6e-2 },
}

export function comparePart(
  part: CheckedPart,
  precision: Precision,
  actual: Float32Array,
  expected: Float32Array,
): PartCheck {
  const difference = relativeDifference(actual, expected)
  const bound = bounds[precision][part === 'mixed attention' ? 'filtered' : 'smooth']
  return { part, difference: Number.isFinite(difference) ? difference : null, bound }
}

export const hasPassed = ({ difference, bound }: PartCheck): boolean => difference !== null && difference <= bound

/** What is wrong with a part, for a sentence. */
export const describeFault = ({ part, difference, bound }: PartCheck): string =>
  difference === null
    ? `the ${part} gives values that are no numbers`
    : `the ${part} differs from the CPU by ${difference.toPrecision(2)} (relative; at most ${bound})`

function relativeDifference(actual: Float32Array, expected: Float32Array): number {
  if (actual.length !== expected.length) return Number.NaN
  let difference = 0
  let norm = 0
  for (const [i, value] of expected.entries()) {
    difference += (actual[i]! - value) ** 2
    norm += value ** 2
  }
  return Math.sqrt(difference / norm)
}
