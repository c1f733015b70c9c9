import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { drawNoise, philox4x32, type PhiloxWords } from '../../../../src/main/cactif/inversion/noise.ts'
import { maxAbsDifference } from '../../../oracle.ts'

const key = { seed: 42, imageHash: 'a3f1', timestep: 381, count: 200_000 }

const mean = (values: Float32Array, power = 1): number =>
  values.reduce((sum, value) => sum + value ** power, 0) / values.length

const correlation = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, index) => sum + value * b[index]!, 0) / a.length

describe('philox4x32', () => {
  // The known-answer vectors for "philox4x32 10" of the Random123 distribution (tests/kat_vectors).
  it.each<[PhiloxWords, [number, number], PhiloxWords]>([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])('gives the published answer for %j', (counter, philoxKey, answer) => {
    expect(philox4x32(counter, philoxKey)).toEqual(answer)
  })
})

describe('the noise of a key', () => {
  const noise = drawNoise(key)

  it('is standard normal', () => {
    expect(Math.abs(mean(noise))).toBeLessThan(0.01)
    expect(Math.abs(mean(noise, 2) - 1)).toBeLessThan(0.015)
    expect(Math.abs(mean(noise, 3))).toBeLessThan(0.03)
    expect(Math.abs(mean(noise, 4) - 3)).toBeLessThan(0.06)
    const beyondTwo = noise.filter((value) => Math.abs(value) > 2).length / noise.length
    expect(beyondTwo).toBeCloseTo(0.0455, 2)
  })

  it('has no memory from one value to the next', () => {
    for (const lag of [1, 2, 3, 4, 8]) {
      expect(Math.abs(correlation(noise.subarray(0, -lag), noise.subarray(lag)))).toBeLessThan(0.01)
    }
  })

  it.each([
    ['seed', { ...key, seed: 43 }],
    ['image', { ...key, imageHash: 'a3f2' }],
    ['timestep', { ...key, timestep: 382 }],
  ])('is unrelated to that of another %s', (_, other) => {
    expect(Math.abs(correlation(noise, drawNoise(other)))).toBeLessThan(0.01)
  })

  it('does not run together where seed and image do', () => {
    expect(drawNoise({ ...key, seed: 1, imageHash: '23' })).not.toEqual(drawNoise({ ...key, seed: 12, imageHash: '3' }))
  })

  it('depends on nothing but the key, and a shorter field begins a longer one', () => {
    expect(drawNoise(key)).toEqual(noise)
    for (const count of [0, 1, 5, 4096]) expect(drawNoise({ ...key, count })).toEqual(noise.subarray(0, count))
  })

  it('stays what it was in earlier versions, to the last bit', () => {
    expect([...new Uint32Array(drawNoise({ ...key, count: 8 }).buffer)]).toEqual([
      0x40052253, 0xbfca57cb, 0xbecc4d57, 0x3f3d3a52, 0xc037aa88, 0x3f46ef6f, 0xbf32e332, 0xbf11de8f,
    ])
  })
})

describe('the transformation to normal numbers', () => {
  it("is Box and Muller's, as far as the platform's own logarithm, cosine and sine can tell", () => {
    const digest = createHash('sha256').update(`${key.seed}\n${key.imageHash}`).digest()
    const [key0, key1, word2, word3] = [0, 4, 8, 12].map((at) => digest.readUInt32LE(at)) as PhiloxWords
    const noise = drawNoise({ ...key, count: 20_000 })
    for (let index = 0; index < noise.length; index += 4) {
      const [a, b, c, d] = philox4x32([index / 4, key.timestep, word2, word3], [key0, key1])
      const expected = [a, c].flatMap((word, pair) => {
        const radius = Math.sqrt(-2 * Math.log((word + 0.5) / 2 ** 32))
        const angle = (2 * Math.PI * [b, d][pair]!) / 2 ** 32
        return [radius * Math.cos(angle), radius * Math.sin(angle)]
      })
      expect(maxAbsDifference(noise.subarray(index, index + 4), expected)).toBeLessThan(1e-6)
    }
  })
})
