import { describe, expect, test } from 'vitest'
import {
  narrowToHalfFloats,
  widenBrainFloats,
  widenHalfFloats,
} from '../../../src/main/diffusion/weights/half-float.ts'
import { randomNumbers } from './safetensors-files.ts'

/** Independent of the table: the definition of IEEE 754 binary16. */
function halfValue(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >> 10) & 0x1f
  const fraction = (half & 0x3ff) / 1024
  if (exponent === 0) return sign * 2 ** -14 * fraction
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN
  return sign * 2 ** (exponent - 15) * (1 + fraction)
}

const allHalves = Uint16Array.from({ length: 65_536 }, (_, i) => i)

function narrow(values: ArrayLike<number>): Uint16Array {
  const singles = Float32Array.from(values)
  const halves = new Uint16Array(singles.length)
  expect(narrowToHalfFloats(new Uint32Array(singles.buffer), halves)).toBe(-1)
  return halves
}

describe('half floats', () => {
  test('all 65,536 widen to the value they stand for', () => {
    const wide = new Float32Array(allHalves.length)
    widenHalfFloats(allHalves, new Uint32Array(wide.buffer))
    const expected = Float32Array.from(allHalves, halfValue)
    expect(wide.findIndex((value, i) => !Object.is(value, expected[i]))).toBe(-1)
  })

  test('every half float that is a number survives widening and narrowing', () => {
    const numbers = allHalves.filter((half) => !Number.isNaN(halfValue(half)))
    expect(narrow(Array.from(numbers, halfValue))).toEqual(numbers)
    expect(narrow([Number.NaN])[0]! & 0x7fff).toBeGreaterThan(0x7c00)
  })

  test('narrowing rounds to the nearest and ties to even, subnormals included', () => {
    const halfway = (half: number) => (halfValue(half) + halfValue(half + 1)) / 2
    for (let half = 0; half < 0x7bff; half++) {
      const middle = halfway(half)
      const [below, tie, above] = narrow([middle * (1 - 2 ** -20), middle, middle * (1 + 2 ** -20)])
      if (below !== half || tie !== half + (half & 1) || above !== half + 1) {
        expect({ half, below, tie, above }).toEqual({ half, below: half, tie: half + (half & 1), above: half + 1 })
      }
    }
  })

  test('values below half the smallest subnormal become zero and keep their sign', () => {
    expect([...narrow([1e-40, -1e-40, 2 ** -26, -(2 ** -25), 2 ** -25 * 1.0001])]).toEqual([0, 0x8000, 0, 0x8000, 1])
  })

  test('says which value is too large', () => {
    const halves = new Uint16Array(4)
    const at = (values: number[]) => narrowToHalfFloats(new Uint32Array(Float32Array.from(values).buffer), halves)
    expect(at([1, 65504, 65519.99, -65520])).toBe(3)
    expect(at([1, 7e4, 1, 1])).toBe(1)
    expect(at([Infinity, -Infinity, 0, 1])).toBe(-1)
    expect([...halves]).toEqual([0x7c00, 0xfc00, 0, 0x3c00])
  })
})

test('bfloat16 widens to the upper half of a float32', () => {
  const random = randomNumbers(7)
  const brains = Uint16Array.from({ length: 1000 }, () => random() & 0xffff)
  const wide = new Uint32Array(1000)
  widenBrainFloats(brains, wide)
  expect(wide.findIndex((bits, i) => bits !== brains[i]! * 65_536)).toBe(-1)
})
