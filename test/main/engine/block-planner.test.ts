import { beforeAll, describe, expect, it } from 'vitest'

import { memoryNeed } from '../../../src/main/cactif/memory-need.ts'
import { planSteps } from '../../../src/main/cactif/schedule.ts'
import type { StableDiffusion } from '../../../src/main/diffusion/stable-diffusion.ts'
import { planBlock, type PlanRequest } from '../../../src/main/engine/block-planner.ts'
import { checkMemory } from '../../../src/main/engine/memory-check.ts'
import { MemoryError } from '../../../src/shared/errors.ts'
import { defaultSettings } from '../../../src/shared/settings.ts'
import { tinyModel } from '../cactif/oracle-block.ts'

let model: StableDiffusion
let request: PlanRequest
beforeAll(async () => {
  model = await tinyModel()
  const steps = planSteps(
    { ...defaultSettings, quirks: { stepLag: false }, mixRange: { full: [0, 50], half: [0, 50] } },
    model.scheduler,
  )
  request = {
    ...{ keepsStyles: true, maxRows: Infinity },
    size: [512, 1024],
    steps,
    contents: 1000,
    styles: 4,
    memory: 64e9,
    speed: [{ rows: 3, seconds: 3 }],
  }
})

const needOf = (contents: number, styles: number, stylesCached = false): number =>
  memoryNeed(model, [512, 1024], { contents, styles, stylesCached }).peak

describe('planBlock', () => {
  it('keeps the references where the cache fits, for 1 + 1/S rows a step', () => {
    const plan = planBlock(model, request)!
    expect(plan.stylesCached).toBe(true)
    expect(plan.styles).toBe(4)
    expect(plan.evaluationsPerOutput).toBeCloseTo(20 * (1 + 1 / 4), 0)
  })

  it('evaluates a large block without the cache where memory is short', () => {
    const plan = planBlock(model, { ...request, memory: needOf(4, 4) })!
    expect(plan.bytes).toBeLessThanOrEqual(needOf(4, 4))
    expect(plan.evaluationsPerOutput).toBeLessThanOrEqual(30)
  })

  it('falls back to one pair at 3 rows a step', () => {
    const plan = planBlock(model, { ...request, memory: needOf(1, 1) })!
    expect(plan).toMatchObject({ contents: 1, styles: 1, stylesCached: false, evaluationsPerOutput: 60 })
  })

  it('takes the batch that the machine is fast with', () => {
    // from four rows on every row takes ten times as long
    const speed = [
      { rows: 1, seconds: 1 },
      { rows: 3, seconds: 3 },
      { rows: 4, seconds: 40 },
    ]
    const plan = planBlock(model, { ...request, speed })!
    expect(plan.contents + plan.contents * plan.styles).toBeLessThanOrEqual(3)
  })

  it('keeps nothing and stays within so many rows where it is asked to', () => {
    const plan = planBlock(model, { ...request, keepsStyles: false, maxRows: 14 })!
    expect(plan.stylesCached).toBe(false)
    expect(plan.contents + plan.styles + plan.contents * plan.styles).toBeLessThanOrEqual(14)
    expect(plan.evaluationsPerOutput).toBeCloseTo(20 * (1 + 1 / 2 + 1 / 4), 0)
  })

  it('says when not even one pair fits', () => {
    expect(planBlock(model, { ...request, memory: 1e6 })).toBeNull()
  })
})

describe('checkMemory', () => {
  it('refuses a size that would not fit and names one that would', () => {
    const check = () => checkMemory(model, [2048, 4096], 2e9)
    expect(check).toThrow(MemoryError)
    expect(check).toThrow(
      /needs about [\d.]+ GB of memory and 2\.0 GB are free: choose a smaller size \(\d+x\d+ would fit\)/,
    )
  })

  it('lets a size pass that fits', () => {
    expect(() => checkMemory(model, [128, 256], 4e9)).not.toThrow()
  })
})
