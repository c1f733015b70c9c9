import { createHash } from 'node:crypto'

/** What one field of noise belongs to. Fields of different keys are independent; the same key always gives the same field. */
export interface NoiseKey {
  readonly seed: number
  /** The content hash of the prepared image, any text. */
  readonly imageHash: string
  readonly timestep: number
  /** Values wanted; a shorter field is the beginning of a longer one. */
  readonly count: number
}

/**
 * Standard normal noise for the inversion of one image at one timestep, as `[count]` float32.
 *
 * Counter-based: Philox4x32-10 keyed by a hash of seed and image, counting by value and timestep, turned normal by Box and Muller in
 * float64. So neither the order in which images and timesteps are drawn nor what shares a batch changes a value. The logarithm,
 * sine and cosine are summed here from additions, multiplications and divisions, which every platform rounds alike, and not taken
 * from `Math`, whose results may differ in the last bit between engines: the same key gives the same bits everywhere.
 */
export function drawNoise({ seed, imageHash, timestep, count }: NoiseKey): Float32Array {
  const digest = createHash('sha256').update(`${seed}\n${imageHash}`).digest()
  const key = [digest.readUInt32LE(0), digest.readUInt32LE(4)] as const
  const noise = new Float32Array(count)
  const counter: PhiloxWords = [0, timestep, digest.readUInt32LE(8), digest.readUInt32LE(12)]
  for (let index = 0; index < count; index += 4) {
    counter[0] = index / 4
    const [a, b, c, d] = philox4x32(counter, key)
    noise.set([...normalPair(a, b), ...normalPair(c, d)].slice(0, count - index), index)
  }
  return noise
}

export type PhiloxWords = [number, number, number, number]

const multipliers = [0xd2511f53, 0xcd9e8d57] as const
const keyIncrements = [0x9e3779b9, 0xbb67ae85] as const
const rounds = 10

/**
 * Philox4x32-10: four 32-bit words from a 128-bit counter and a 64-bit key (Salmon et al., "Parallel random numbers: as easy
 * as 1, 2, 3", 2011).
 */
export function philox4x32(counter: Readonly<PhiloxWords>, key: readonly [number, number]): PhiloxWords {
  let [a, b, c, d] = counter
  let [k0, k1] = key
  for (let round = 0; round < rounds; round++) {
    const high0 = multiplyHigh(multipliers[0], a)
    const high1 = multiplyHigh(multipliers[1], c)
    const low0 = Math.imul(multipliers[0], a)
    const low1 = Math.imul(multipliers[1], c)
    a = (high1 ^ b ^ k0) >>> 0
    b = low1 >>> 0
    c = (high0 ^ d ^ k1) >>> 0
    d = low0 >>> 0
    k0 = (k0 + keyIncrements[0]) >>> 0
    k1 = (k1 + keyIncrements[1]) >>> 0
  }
  return [a, b, c, d]
}

/** The upper 32 bits of the product of two unsigned 32-bit numbers, from halves whose products a double holds exactly. */
function multiplyHigh(x: number, y: number): number {
  const [xLow, xHigh] = [x & 0xffff, x >>> 16]
  const [yLow, yHigh] = [y & 0xffff, y >>> 16]
  const middle = xLow * yHigh + xHigh * yLow + ((xLow * yLow) >>> 16)
  return xHigh * yHigh + Math.floor(middle / 65536)
}

/** Two independent standard normal numbers from two random 32-bit words (Box and Muller, 1958). */
function normalPair(word0: number, word1: number): [number, number] {
  const radius = Math.sqrt(-2 * logarithm((word0 + 0.5) / 2 ** 32))
  const [cosine, sine] = cosineAndSine(word1 / 2 ** 32)
  return [radius * cosine, radius * sine]
}

/** ln(x) for 0 < x < 1 to float64 precision: 2 artanh((m - 1) / (m + 1)) of the mantissa m in [0.7, 1.41). */
function logarithm(x: number): number {
  let exponent = 0
  let mantissa = x
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2
    exponent--
  }
  const s = (mantissa - 1) / (mantissa + 1)
  let sum = 0
  for (let k = 25; k >= 1; k -= 2) sum = sum * s * s + 1 / k
  return exponent * Math.LN2 + 2 * s * sum
}

/** cos and sin of 2 pi x for 0 <= x < 1 to float64 precision: Taylor series within 45 degrees of the nearest axis. */
function cosineAndSine(x: number): [number, number] {
  const quarter = Math.floor(4 * x + 0.5)
  const angle = 2 * Math.PI * (x - quarter / 4)
  let cosine = 1
  let sine = 1
  for (let k = 18; k >= 2; k -= 2) {
    cosine = 1 - (cosine * angle * angle) / (k * (k - 1))
    sine = 1 - (sine * angle * angle) / (k * (k + 1))
  }
  sine *= angle
  const turned: readonly [number, number][] = [
    [cosine, sine],
    [-sine, cosine],
    [-cosine, -sine],
    [sine, -cosine],
  ]
  return turned[quarter % 4]!
}
