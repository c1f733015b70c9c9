/**
 * Conversions of 16-bit floats, on bit patterns, over whole arrays. Widening is exact; narrowing rounds to the nearest,
 * ties to even, as IEEE 754 and PyTorch do. (Float16Array would do the rounding, but Node 22 has none.)
 */

let halfToSingle: Uint32Array | undefined

/** The float32 bit pattern of each of the 65,536 half floats. */
function halfToSingleTable(): Uint32Array {
  if (halfToSingle) return halfToSingle
  const table = new Uint32Array(65_536)
  const value = new Float32Array(1)
  const bits = new Uint32Array(value.buffer)
  for (let half = 0; half < table.length; half++) {
    const sign = (half & 0x8000) << 16
    const exponent = (half >> 10) & 0x1f
    const fraction = half & 0x3ff
    if (exponent === 0) {
      value[0] = fraction * 2 ** -24
      table[half] = sign | bits[0]!
    } else {
      table[half] = sign | ((exponent === 0x1f ? 0xff : exponent + 112) << 23) | (fraction << 13)
    }
  }
  return (halfToSingle = table)
}

/** Widens half floats to the bit patterns of float32; `into` has the same length. */
export function widenHalfFloats(halves: Uint16Array, into: Uint32Array): void {
  const table = halfToSingleTable()
  for (let i = 0; i < halves.length; i++) into[i] = table[halves[i]!]!
}

/** Widens bfloat16 to the bit patterns of float32; `into` has the same length. */
export function widenBrainFloats(brains: Uint16Array, into: Uint32Array): void {
  for (let i = 0; i < brains.length; i++) into[i] = brains[i]! << 16
}

/**
 * Rounds the bit patterns of float32 to half floats. Infinity and NaN stay what they are.
 * @returns the index of the first finite value that is too large for a half float (its magnitude rounds above 65,504),
 *   or -1; what follows it is not converted
 */
export function narrowToHalfFloats(singles: Uint32Array, into: Uint16Array): number {
  for (let i = 0; i < singles.length; i++) {
    const bits = singles[i]!
    const magnitude = bits & 0x7fff_ffff
    const sign = (bits >>> 16) & 0x8000
    if (magnitude >= 0x7f80_0000) {
      into[i] = sign | (magnitude === 0x7f80_0000 ? 0x7c00 : 0x7e00)
    } else if (magnitude >= 0x477f_f000) {
      return i
    } else if (magnitude >= 0x3880_0000) {
      const rebiased = magnitude - 0x3800_0000
      into[i] = sign | ((rebiased + 0xfff + ((rebiased >> 13) & 1)) >> 13)
    } else {
      into[i] = sign | subnormalHalf(magnitude)
    }
  }
  return -1
}

/** A magnitude below 2^-14 as a multiple of 2^-24. */
function subnormalHalf(magnitude: number): number {
  const shift = 126 - (magnitude >> 23)
  if (shift > 24) return 0
  const fraction = (magnitude & 0x7f_ffff) | 0x80_0000
  const half = 2 ** (shift - 1)
  const odd = (fraction >> shift) & 1
  return (fraction + half - 1 + odd) >> shift
}
