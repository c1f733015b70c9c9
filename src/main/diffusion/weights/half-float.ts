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
  const { base, leading, halfway, shift } = narrowingTables()
  for (let i = 0; i < singles.length; i++) {
    const bits = singles[i]!
    const magnitude = bits & 0x7fff_ffff
    if (magnitude < 0x477f_f000) {
      const exponent = bits >>> 23
      const fraction = (bits & 0x7f_ffff) + leading[exponent]!
      const places = shift[exponent]!
      const odd = (fraction >> places) & 1
      into[i] = base[exponent]! + ((fraction + halfway[exponent]! + odd) >> places)
    } else if (magnitude >= 0x7f80_0000) {
      into[i] = ((bits >>> 16) & 0x8000) | (magnitude === 0x7f80_0000 ? 0x7c00 : 0x7e00)
    } else {
      return i
    }
  }
  return -1
}

/**
 * By sign and exponent of a float32: what the half float's bits begin with, the leading one that a subnormal half must
 * write out, one less than half of the last place that is kept, and how many places are dropped. A fraction that rounds
 * up over its end carries into the exponent, which is right.
 */
interface NarrowingTables {
  readonly base: Int32Array
  readonly leading: Int32Array
  readonly halfway: Int32Array
  readonly shift: Int32Array
}

let narrowing: NarrowingTables | undefined

function narrowingTables(): NarrowingTables {
  if (narrowing) return narrowing
  const [base, leading, halfway, shift] = [0, 1, 2, 3].map(() => new Int32Array(512)) as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ]
  for (let index = 0; index < 512; index++) {
    const exponent = index & 0xff
    const isNormal = exponent >= 113
    const isSubnormal = !isNormal && exponent >= 102
    base[index] = ((index & 0x100) << 7) | (isNormal ? (exponent - 112) << 10 : 0)
    leading[index] = isSubnormal ? 0x80_0000 : 0
    const places = isNormal ? 13 : isSubnormal ? 126 - exponent : 24
    shift[index] = places
    halfway[index] = isNormal || isSubnormal ? 2 ** (places - 1) - 1 : 0
  }
  return (narrowing = { base, leading, halfway, shift })
}
