/**
 * Elementary functions built from + - * / alone, whose rounding IEEE 754 fixes: a scene has the same bytes on every
 * platform, whatever its mathematics library. Accurate to about 1e-9 in the ranges that scenes use.
 */

const HALF_PI = 1.5707963267948966
const LN2 = 0.6931471805599453

const sineOfSmall = (x: number): number => {
  const q = x * x
  return x * (1 + q * (-1 / 6 + q * (1 / 120 + q * (-1 / 5040 + q * (1 / 362880 - q / 39916800)))))
}

const cosineOfSmall = (x: number): number => {
  const q = x * x
  return 1 + q * (-1 / 2 + q * (1 / 24 + q * (-1 / 720 + q * (1 / 40320 - q / 3628800))))
}

/** The sine of an angle in radians. */
export function sine(angle: number): number {
  const quadrant = Math.round(angle / HALF_PI)
  const rest = angle - quadrant * HALF_PI
  const turn = ((quadrant % 4) + 4) % 4
  const value = turn % 2 === 0 ? sineOfSmall(rest) : cosineOfSmall(rest)
  return turn >= 2 ? -value : value
}

/** The cosine of an angle in radians. */
export const cosine = (angle: number): number => sine(angle + HALF_PI)

/** e to the power x; 0 below -80. */
export function exponential(x: number): number {
  if (x < -80) return 0
  const power = Math.round(x / LN2)
  const r = x - power * LN2
  let value =
    1 + r * (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r * (1 / 5040 + r / 40320)))))))
  for (let i = 0; i < power; i++) value *= 2
  for (let i = 0; i > power; i--) value *= 0.5
  return value
}

/** The natural logarithm of x > 0. */
export function logarithm(x: number): number {
  let power = 0
  while (x > 1.5) {
    x *= 0.5
    power++
  }
  while (x < 0.75) {
    x *= 2
    power--
  }
  const t = (x - 1) / (x + 1)
  const q = t * t
  return power * LN2 + 2 * t * (1 + q * (1 / 3 + q * (1 / 5 + q * (1 / 7 + q * (1 / 9 + q / 11)))))
}

/** base to the power exponent, base >= 0. */
export const power = (base: number, exponent: number): number =>
  base <= 0 ? 0 : exponential(exponent * logarithm(base))

/** x to a whole power of at least 1, by multiplication. */
export function raised(x: number, exponent: number): number {
  let value = x
  for (let i = 1; i < exponent; i++) value *= x
  return value
}

export const clamp = (x: number, low: number, high: number): number => (x < low ? low : x > high ? high : x)

export const mix = (a: number, b: number, share: number): number => a + (b - a) * share

/** 0 below `from`, 1 above `to`, smooth between them. */
export function smoothstep(from: number, to: number, x: number): number {
  const t = clamp((x - from) / (to - from), 0, 1)
  return t * t * (3 - 2 * t)
}
