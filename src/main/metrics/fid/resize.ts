import type { RgbImage } from '../../imaging/image.ts'

/** Keys' cubic convolution with a = -0.5. */
function bicubic(distance: number): number {
  const x = Math.abs(distance)
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * -0.5
  return 0
}

interface Taps {
  readonly first: number
  readonly weights: Float64Array
}

function taps(inputSize: number, outputSize: number): Taps[] {
  const scale = inputSize / outputSize
  const stretch = Math.max(scale, 1)
  const support = 2 * stretch
  return Array.from({ length: outputSize }, (_, position) => {
    const centre = (position + 0.5) * scale
    const first = Math.max(0, Math.trunc(centre - support + 0.5))
    const end = Math.min(inputSize, Math.trunc(centre + support + 0.5))
    const weights = Float64Array.from({ length: end - first }, (_, i) => bicubic((first + i - centre + 0.5) / stretch))
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return { first, weights: weights.map((weight) => weight / sum) }
  })
}

/**
 * A picture as clean-fid hands it to the network: each channel resized in float32 with Pillow's antialiased BICUBIC (mode F), limited
 * to 0 to 255 and not rounded (Parmar et al. 2022). Written to `into`, [3, side, side], as (sample - 128) / 128.
 */
export function cleanResize({ width, height, data }: RgbImage, side: number, into: Float32Array): void {
  const across = taps(width, side)
  const down = taps(height, side)
  const rows = new Float32Array(height * side)
  for (let channel = 0; channel < 3; channel++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < side; x++) {
        const { first, weights } = across[x]!
        let sum = 0
        for (let i = 0, from = (y * width + first) * 3 + channel; i < weights.length; i++, from += 3)
          sum += weights[i]! * data[from]!
        rows[y * side + x] = sum
      }
    }
    for (let y = 0; y < side; y++) {
      const { first, weights } = down[y]!
      for (let x = 0; x < side; x++) {
        let sum = 0
        for (let i = 0; i < weights.length; i++) sum += weights[i]! * rows[(first + i) * side + x]!
        into[(channel * side + y) * side + x] = (Math.min(255, Math.max(0, Math.fround(sum))) - 128) / 128
      }
    }
  }
}
