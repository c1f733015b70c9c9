import { expect, it } from 'vitest'
import { height, small, tunedApp, width } from './tuned-app.ts'

const app = tunedApp()

it('a sweep fills its grid, measures each picture, and shares what it can', async () => {
  const { sweep } = await app.calls.tuning.startSweep({
    pairs: [app.pair],
    settings: small,
    model: null,
    across: { setting: 'filterShare', values: [0, 0.25, 0.5, 0.75, 1] },
    down: { setting: 'contrast', values: [1, 1.67] },
  })
  const last = await app.sweepEnd(sweep)
  expect(last).toMatchObject({ state: 'done', failure: null })
  expect(last.cells.map(({ state }) => state)).toEqual(Array.from({ length: 10 }, () => 'done'))
  expect(last.cells.every(({ measures }) => measures !== null)).toBe(true)
  expect(last.cells[7]!.settings).toMatchObject({ filterShare: 0.5, contrast: 1.67 })
  // k + 2 rows a step that mixes, and of the second row of the grid k
  expect(last.evaluations).toBe(6 + 3 * 7 + 4 * 5)
  expect(await app.sizeOf(`/media/sweep/${sweep}/9`)).toEqual([width, height])
  const [sheetWidth] = await app.sizeOf(`/media/sweep/${sweep}/sheet`)
  expect(sheetWidth).toBeGreaterThan(5 * 300)
})
