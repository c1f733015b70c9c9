import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEngine, type Engine } from '../../../src/main/engine/client.ts'
import { comparePart, describeFault, hasPassed } from '../../../src/main/engine/devices/comparison.ts'
import { checkSmallModel } from '../../../src/main/engine/devices/small-check.ts'
import { oraclePath } from '../../oracle.ts'

let engine: Engine
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'weatherglass-verify-'))
  engine = startEngine()
})
afterAll(async () => {
  await engine.stop()
  await rm(folder, { recursive: true })
})

const cpu = { provider: 'cpu', precision: 'fp32' } as const

const remembered = async () =>
  JSON.parse(await readFile(path.join(folder, 'providers.json'), 'utf8')) as Record<string, unknown>

describe('the check of a device in the inference process', () => {
  it('passes the CPU and measures it', async () => {
    const found = await engine.verify({ device: cpu, weightsCache: folder })
    expect(found).toMatchObject({ ...cpu, passed: true, parts: [], fullSize: null, problems: [] })
    expect(found.speed!.device).toBeGreaterThan(0.1)
    expect(Object.values(await remembered())).toMatchObject([{ timesCpu: 1, gflops: found.speed!.device, faults: [] }])
  })

  it('says why a provider does not start, and remembers nothing', async () => {
    const device = { provider: 'dml', precision: 'fp16' } as const
    const before = await remembered()
    const found = await engine.verify({ device, weightsCache: folder })
    expect(found).toMatchObject({ ...device, passed: false, parts: [] })
    expect(found.problems.join()).toContain('dml')
    expect(await remembered()).toEqual(before)
  })

  it('tries a model that is no model not at all', async () => {
    await expect(engine.verify({ device: cpu, model: folder, weightsCache: folder })).rejects.toMatchObject({
      code: 'unsupported-model',
    })
  })

  it.runIf(process.env['WEATHERGLASS_SOAK'])('times a model at full size', { timeout: 600_000 }, async () => {
    const { fullSize } = await engine.verify({ device: cpu, model: oraclePath('tiny-sd'), weightsCache: folder })
    expect(fullSize!.secondsPerEvaluation).toBe(fullSize!.cpuSecondsPerEvaluation)
    expect(fullSize!.secondsPerImage).toBeCloseTo(60 * fullSize!.secondsPerEvaluation, 5)
    expect(fullSize!.peakMemoryBytes).toBeGreaterThan(1e8)
  })
})

it('the small check covers every part of a model, and finds the CPU equal to itself', async () => {
  const parts = await checkSmallModel(cpu)
  expect(parts.map(({ part }) => part)).toEqual(['text encoder', 'encoder', 'decoder', 'U-Net', 'mixed attention'])
  expect(parts.map(({ difference }) => difference)).toEqual([0, 0, 0, 0, 0])
  expect(parts.every(hasPassed)).toBe(true)
})

describe('a comparison', () => {
  const right = Float32Array.of(1, -2, 2)

  it('fails beyond its bound, which is wider in float16', () => {
    const off = right.map((value) => value * 1.01)
    expect(hasPassed(comparePart('U-Net', 'fp32', right, right))).toBe(true)
    expect(hasPassed(comparePart('U-Net', 'fp32', off, right))).toBe(false)
    expect(hasPassed(comparePart('U-Net', 'fp16', off, right))).toBe(true)
    expect(describeFault(comparePart('U-Net', 'fp32', off, right))).toBe(
      'the U-Net differs from the CPU by 0.010 (relative; at most 0.001)',
    )
  })

  it('fails on values that are no numbers, and on another number of values', () => {
    const broken = comparePart('decoder', 'fp16', Float32Array.of(1, Number.NaN, 2), right)
    expect(hasPassed(broken)).toBe(false)
    expect(describeFault(broken)).toBe('the decoder gives values that are no numbers')
    expect(hasPassed(comparePart('decoder', 'fp16', Float32Array.of(1, Number.POSITIVE_INFINITY, 2), right))).toBe(
      false,
    )
    expect(hasPassed(comparePart('decoder', 'fp16', Float32Array.of(1), right))).toBe(false)
  })
})
