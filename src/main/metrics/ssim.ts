import { smooth, type Plane } from './planes.ts'

/** Half of Wang's window: a Gaussian of sigma 1.5 over 11 pixels, summing to 1; from its centre outwards. */
const gaussian = (() => {
  const taps = [0, 1, 2, 3, 4, 5].map((distance) => Math.exp(-(distance ** 2) / (2 * 1.5 ** 2)))
  const sum = taps.reduce((total, tap) => total + 2 * tap, -taps[0]!)
  return taps.map((tap) => tap / sum)
})()

/** Of planes with unit deviation: about what 255 grey levels are to a photograph's deviation of 64. */
const DYNAMIC_RANGE = 4
const C1 = (0.01 * DYNAMIC_RANGE) ** 2
const C2 = (0.03 * DYNAMIC_RANGE) ** 2

/** A plane that deviates less, in grey levels, is one of a single colour: all zero. */
const SINGLE_COLOUR = 1e-3

/**
 * Mean SSIM (Wang et al. 2004: 11x11 Gaussian window, sigma 1.5, K1 = 0.01, K2 = 0.03) of two planes of one size, each first
 * brought to zero mean and unit deviation; edge pixels are repeated outside. 0 to 1, negative means count as 0.
 */
export function normalisedSsim(one: Plane, other: Plane): number {
  const x = normalise(one)
  const y = normalise(other)
  const powers = new Float32Array(x.values.length)
  const products = new Float32Array(x.values.length)
  for (let i = 0; i < powers.length; i++) {
    const a = x.values[i]!
    const b = y.values[i]!
    powers[i] = a * a + b * b
    products[i] = a * b
  }
  const [meanX, meanY, power, product] = [x.values, y.values, powers, products].map(
    (values) => smooth({ ...x, values }, gaussian).values,
  ) as [Float32Array, Float32Array, Float32Array, Float32Array]
  let sum = 0
  for (let i = 0; i < power.length; i++) {
    const both = meanX[i]! * meanY[i]!
    const squares = meanX[i]! * meanX[i]! + meanY[i]! * meanY[i]!
    sum += ((2 * both + C1) * (2 * (product[i]! - both) + C2)) / ((squares + C1) * (power[i]! - squares + C2))
  }
  return Math.max(0, sum / power.length)
}

function normalise({ width, height, values }: Plane): Plane {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  const mean = sum / values.length
  let squares = 0
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2
  const deviation = Math.sqrt(squares / values.length)
  const scale = deviation > SINGLE_COLOUR ? 1 / deviation : 0
  const normalised = new Float32Array(values.length)
  for (let i = 0; i < values.length; i++) normalised[i] = (values[i]! - mean) * scale
  return { width, height, values: normalised }
}
