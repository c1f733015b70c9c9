import { readdir, rename } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import type { StartSweep } from '../../../../src/shared/tuning.ts'
import { height, small, tunedApp, width } from './tuned-app.ts'

const app = tunedApp()
const request = (across: readonly number[], others: Partial<StartSweep> = {}): StartSweep => ({
  pairs: [app.pair],
  settings: small,
  model: null,
  across: { setting: 'filterShare', values: across },
  down: null,
  ...others,
})
const sweep = async (asked: StartSweep) => app.sweepEnd((await app.calls.tuning.startSweep(asked)).sweep)
const contrasts = { down: { setting: 'contrast', values: [1, 1.67] } } as const

it('fills its grid, measures each picture, and shares what it can', async () => {
  const last = await sweep(request([0, 0.25, 0.5, 0.75, 1], contrasts))
  expect(last).toMatchObject({ state: 'done', failure: null })
  expect(last.cells.map(({ state }) => state)).toEqual(Array.from({ length: 10 }, () => 'done'))
  expect(last.cells.every(({ measures }) => measures !== null)).toBe(true)
  expect(last.cells[7]!.settings).toMatchObject({ filterShare: 0.5, contrast: 1.67 })
  // k + 2 rows a step that mixes, and of the second row of the grid k
  expect(last.evaluations).toBe(6 + 3 * 7 + 4 * 5)
  expect(await app.sizeOf(`/media/sweep/${last.sweep}/9`)).toEqual([width, height])
  const [sheetWidth] = await app.sizeOf(`/media/sweep/${last.sweep}/sheet`)
  expect(sheetWidth).toBeGreaterThan(5 * 300)
})

it('takes over what the one before has made, after a restart too', async () => {
  const before = await sweep(request([0.1, 0.3], contrasts))
  const picture = await app.media(`/media/sweep/${before.sweep}/3`)
  await app.restart()
  const again = await sweep(request([0.1, 0.3, 0.6], contrasts))
  expect(again.state).toBe('done')
  // the third share alone: of the first row content and reference too
  expect(again.evaluations).toBe(2 + 3 * 3 + 4)
  expect(again.cells.map(({ state }) => state)).toEqual(Array.from({ length: 6 }, () => 'done'))
  expect(again.cells[4]!.measures).toEqual(before.cells[3]!.measures)
  expect(await app.media(`/media/sweep/${again.sweep}/4`)).toEqual(picture)
  expect((await sweep(request([0.1, 0.3, 0.6], contrasts))).evaluations).toBe(0)
  const other = await sweep(request([0.1], { settings: { ...small, seed: 3 } }))
  expect(other.evaluations).toBeGreaterThan(0)
  const files = await readdir(path.join(app.folder, 'workspace', 'outputs', 'sweep'))
  expect(files.map((file) => path.extname(file)).sort()).toEqual(['.json', '.png'])
})

it('goes on after it was cancelled', async () => {
  const asked = request([0.2, 0.4], { down: { setting: 'seed', values: [21, 22] } })
  const { sweep: first } = await app.calls.tuning.startSweep(asked)
  for await (const state of await app.calls.tuning.watchSweep({ sweep: first }))
    if (state.cells[1]!.measures !== null) await app.calls.tuning.cancelSweep({ sweep: first })
  const again = await sweep(asked)
  expect(again.cells.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done'])
  expect(again.evaluations).toBeLessThanOrEqual(2 + 4 * 3 + 2)
})

it('fails the pictures of a pair whose reference is gone, and no other; once it is back they alone are made', async () => {
  const other = { content: app.pair.reference, reference: app.pair.content }
  const asked = request([0.35], { pairs: [{ ...app.pair, reference: app.unlabelled }, other] })
  const file = app.file('images', 3)
  await rename(file, `${file}.away`)
  const failed = await sweep(asked)
  expect(failed).toMatchObject({ state: 'done', cells: [{ state: 'failed' }, { state: 'done' }] })
  expect(failed.cells[0]!.failure!.message).toContain(file)
  await rename(`${file}.away`, file)
  const { sweep: second } = await app.calls.tuning.startSweep(asked)
  for await (const state of await app.calls.tuning.watchSweep({ sweep: second })) {
    // from the first state on
    expect(state.cells[1]!.state).toBe('done')
  }
  const again = await app.sweepEnd(second)
  expect(again.cells.map(({ state }) => state)).toEqual(['done', 'done'])
  expect(again.evaluations).toBeGreaterThan(0)
})
