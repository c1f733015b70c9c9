/** The mean over a square of side 2 radius + 1. */
export function blurred(values: Float32Array, width: number, height: number, radius: number): Float32Array {
  const across = new Float32Array(values.length)
  const result = new Float32Array(values.length)
  blurLines(values, across, height, width, width, 1, radius)
  blurLines(across, result, width, height, 1, width, radius)
  return result
}

/** The running mean along each line of a grid: `lines` lines whose starts are `lineStep` apart, of `length` values `step` apart. */
function blurLines(
  from: Float32Array,
  to: Float32Array,
  lines: number,
  length: number,
  lineStep: number,
  step: number,
  radius: number,
): void {
  const scale = 1 / (2 * radius + 1)
  for (let line = 0; line < lines; line++) {
    const start = line * lineStep
    let sum = from[start]! * radius
    for (let i = 0; i < radius; i++) sum += from[start + Math.min(i, length - 1) * step]!
    for (let i = 0; i < length; i++) {
      sum += from[start + Math.min(i + radius, length - 1) * step]!
      to[start + i * step] = sum * scale
      sum -= from[start + Math.max(i - radius, 0) * step]!
    }
  }
}
