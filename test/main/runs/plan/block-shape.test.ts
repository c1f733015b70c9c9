import { describe, expect, it } from 'vitest'
import type { CatalogDatabase } from '../../../../src/main/catalog/database.ts'
import { knownSpeeds, rememberSpeed } from '../../../../src/main/catalog/transfers/speed.ts'
import { withBlockShape } from '../../../../src/main/runs/plan/block-shape.ts'
import { planRequestSchema, type PlanRequestInput } from '../../../../src/shared/runs.ts'
import { newCatalog } from '../../catalog/temporary-workspace.ts'

const input: PlanRequestInput = {
  ...{ name: 'A run', board: 1, contents: { sources: [1] }, model: null, provider: 'cpu', precision: 'auto' },
  sampling: { strategy: 'ordered-repeat', perReference: 50 },
  presets: { preset: 'demonstration' },
  size: [64, 64],
}
const key = { model: null, provider: 'cpu', precision: 'auto', size: [64, 64] } as const

const shapeOf = async (database: CatalogDatabase, over: Partial<PlanRequestInput> = {}, references = 6) =>
  (await withBlockShape(database, planRequestSchema.parse({ ...input, ...over }), references)).blockShape

describe('the shape of blocks', () => {
  it('is the one that a plan names', async () => {
    const { database } = await newCatalog()
    expect(await shapeOf(database, { blockShape: { contents: 5, references: 3 } })).toEqual({
      contents: 5,
      references: 3,
    })
  })

  it('is of a usual size where nothing was measured, and no larger than the plan', async () => {
    const { database } = await newCatalog()
    const { contents, references } = await shapeOf(database)
    expect(contents + references + contents * references).toBeLessThanOrEqual(14)
    expect(contents * references).toBeGreaterThanOrEqual(8)
    expect((await shapeOf(database, { sampling: { strategy: 'uniform', perReference: 50 } })).references).toBe(1)
    expect(await shapeOf(database, { sampling: { strategy: 'ordered-repeat', perReference: 1 } }, 1)).toEqual({
      ...{ contents: 1, references: 1 },
    })
  })

  it('follows what was measured of this model, device and size', async () => {
    const { database } = await newCatalog()
    rememberSpeed(database, key, { rows: 14, seconds: 1.4 })
    const grown = await shapeOf(database)
    expect(grown.contents + grown.references + grown.contents * grown.references).toBeGreaterThan(14)
  })

  it('is small where many rows together turn out to be slow', async () => {
    const { database } = await newCatalog()
    rememberSpeed(database, key, { rows: 3, seconds: 0.3 })
    rememberSpeed(database, key, { rows: 4, seconds: 40 })
    expect(await shapeOf(database)).toEqual({ contents: 1, references: 1 })
    expect(await shapeOf(database, { size: [128, 128] })).not.toEqual({ contents: 1, references: 1 })
  })

  it('goes by the mean of the last measurements', async () => {
    const { database } = await newCatalog()
    for (const seconds of [4, 2, 1]) rememberSpeed(database, key, { rows: 3, seconds })
    expect(knownSpeeds(database, key)).toEqual([{ rows: 3, seconds: 2 }])
    expect(knownSpeeds(database, { ...key, provider: 'webgpu' })).toEqual([])
  })
})
