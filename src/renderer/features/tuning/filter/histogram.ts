/** How many places have which similarity: `bins` equal steps from 0 to `highest`; the top of the last one belongs to it. */
export function histogram(values: Float32Array, highest: number, bins: number): Uint32Array {
  const counts = new Uint32Array(bins)
  for (const value of values) counts[Math.min(bins - 1, Math.max(0, Math.floor((value / highest) * bins)))]!++
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
