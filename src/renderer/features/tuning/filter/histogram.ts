/** Bounds of the similarities that are shown, as shares of the highest. */
export interface Scale {
  readonly low: number
  readonly high: number
}

/** Less than so much of 0 to 1 is told apart better on a scale of its own. */
const WIDE = 0.5

/** 0 to 1, so that runs can be compared; tenths around the values where they lie close together, as means do. */
export function scaleOf(sorted: Float32Array, highest: number): Scale {
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]! / highest
  const low = Math.max(0, Math.floor(at(0.002) * 10) / 10)
  const high = Math.min(1, Math.max(low + 0.1, Math.ceil(at(0.998) * 10) / 10))
  return high - low > WIDE ? { low: 0, high: 1 } : { low, high }
}

/** Where a similarity lies on a scale, 0 to 1. */
export const onScale = (value: number, { low, high }: Scale): number =>
  Math.min(1, Math.max(0, (value - low) / (high - low)))

/** How many places have which similarity: `bins` equal steps of the scale; what lies beyond it belongs to the outer ones. */
export function histogram(values: Float32Array, highest: number, scale: Scale, bins: number): Uint32Array {
  const counts = new Uint32Array(bins)
  for (const value of values) counts[Math.min(bins - 1, Math.floor(onScale(value / highest, scale) * bins))]!++
  return counts
}

/** The bars as the outline of one shape in a box of 1 by 1, the highest bar up to the top; y grows downwards. */
export function barsPath(counts: Uint32Array, gap: number): string {
  const highest = Math.max(1, ...counts)
  const width = 1 / counts.length
  return [...counts]
    .map((count, bin) => {
      if (count === 0) return ''
      const [left, right] = [bin * width + (gap * width) / 2, (bin + 1) * width - (gap * width) / 2]
      return `M${left} 1V${1 - count / highest}H${right}V1Z`
    })
    .join('')
}
