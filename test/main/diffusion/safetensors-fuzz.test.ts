import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSafetensorsHeader, type SafetensorsHeader } from '../../../src/main/diffusion/safetensors.ts'
import { WeatherglassError } from '../../../src/shared/errors.ts'
import { float32, randomNumbers, rawFile, temporaryFolder, tensorFile } from './safetensors-files.ts'

describe('2,000 mutated headers', () => {
  const base = tensorFile(
    {
      'conv.weight': float32([2, 1, 1, 2], [1, 2, 3, 4]),
      'conv.bias': float32([2], [5, 6]),
      empty: float32([0], []),
      scalar: float32([], [9]),
    },
    { format: 'pt' },
  )
  const jsonLength = Number(base.readBigUInt64LE(0))
  const splices = [
    '"',
    '\\',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '0',
    '9999999999999999',
    '-1',
    '1e99',
    'null',
    '{"a":',
    '[[',
    '\0',
    '\xff',
    '"conv.bias":',
    'F16',
    'F64',
  ]

  /** One to three edits of the header; three times out of four the stated length is made to fit again. */
  function mutate(random: () => number): Buffer {
    let json = base.subarray(8, 8 + jsonLength)
    for (let edits = 1 + (random() % 3); edits > 0; edits--) {
      const at = random() % json.length
      const cut = random() % 3 === 0 ? random() % 12 : random() % 2
      const kind = random() % 4
      let insert = Buffer.alloc(0)
      if (kind === 0) insert = Buffer.from([random() & 0xff])
      if (kind === 1) insert = Buffer.from(splices[random() % splices.length]!, 'latin1')
      if (kind === 2) insert = Buffer.from(json.subarray(random() % json.length).subarray(0, 40))
      json = Buffer.concat([json.subarray(0, at), insert, json.subarray(at + cut)])
    }
    const odd = [0n, 1n, 99_999_999n, 2n ** 63n, BigInt(random()), BigInt(json.length + (random() % 9) - 4)]
    const stated = random() % 4 === 0 ? BigInt.asUintN(64, odd[random() % odd.length]!) : undefined
    const whole = rawFile(json, base.subarray(8 + jsonLength), stated)
    return random() % 10 === 0 ? whole.subarray(0, random() % whole.length) : whole
  }

  function expectSound(header: SafetensorsHeader, size: number): void {
    let covered = 0
    for (const { shape, byteLength, offset } of header.tensors.values()) {
      expect(shape.every((n) => Number.isSafeInteger(n) && n >= 0)).toBe(true)
      expect(offset + byteLength).toBeLessThanOrEqual(size)
      covered += byteLength
    }
    const firstOffset = Math.min(size, ...Array.from(header.tensors.values(), ({ offset }) => offset))
    expect(covered).toBe(size - firstOffset)
  }

  test('give an error or a sound header, never a crash, a hang or gigabytes', async () => {
    const random = randomNumbers(20_250_516)
    const file = path.join(temporaryFolder(), 'mutated.safetensors')
    const before = process.memoryUsage().rss
    const outcomes = { accepted: 0, refused: 0 }
    for (let i = 0; i < 2000; i++) {
      const content = mutate(random)
      writeFileSync(file, content)
      const started = performance.now()
      try {
        expectSound(await readSafetensorsHeader(file), content.length)
        outcomes.accepted++
      } catch (error) {
        if (!(error instanceof WeatherglassError)) throw new Error(`mutation ${i}`, { cause: error })
        outcomes.refused++
      }
      expect(performance.now() - started).toBeLessThan(5000)
    }
    expect(outcomes.accepted).toBeGreaterThan(10)
    expect(outcomes.refused).toBeGreaterThan(1000)
    expect(process.memoryUsage().rss - before).toBeLessThan(600e6)
  })
})
