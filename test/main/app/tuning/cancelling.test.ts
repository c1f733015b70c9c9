import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import { seededIndex } from '../../../../src/main/catalog/sampling/seeded-draws.ts'
import { failureOf } from '../failure-of.ts'
import { tunedApp } from './tuned-app.ts'

const app = tunedApp()

/** So many that it is ended before its end on any machine. */
const long = { steps: 900, skip: 0 }
const tries = 40

/** Of a long preview. @returns its last state */
async function cancelledAfter(words: number): Promise<string> {
  const { preview } = await app.calls.tuning.start(app.request(long))
  if (words === 0) await app.calls.tuning.cancel({ preview })
  let [heard, last] = [0, '']
  for await (const { state } of await app.calls.tuning.watch({ preview })) {
    last = state
    if (++heard === words) await app.calls.tuning.cancel({ preview })
  }
  return last
}

/** What is kept of previews: rows of the catalog and folders of files. */
const kept = async (): Promise<unknown> => ({
  rows: (await app.calls.tuning.history(app.pair)).map(({ preview }) => preview).sort(),
  folders: (await readdir(path.join(app.folder, 'workspace', 'outputs', 'previews'))).sort(),
})

it('is cancelled at any word it says, and leaves nothing behind; the next one begins', async () => {
  await app.run()
  const before = await kept()
  for (let time = 0; time < tries; time++) {
    // words of loading come first, those of steps later
    expect(await cancelledAfter(seededIndex(20, 7, time))).toBe('cancelled')
    expect(await kept()).toEqual(before)
  }
  await app.run()
})

it('is the one that was asked for last, whatever came before it', async () => {
  const { id } = await app.calls.presets.save({ name: 'Long', condition: 'snow', settings: app.request(long).settings })
  // looking the preset up takes one that came before longer
  const before = { ...app.request(long), presetVersion: id }
  for (let time = 0; time < tries / 4; time++) {
    const asked = Array.from({ length: 1 + seededIndex(4, 8, time) }, () => app.calls.tuning.start(before))
    const last = app.run()
    const refusals = (await Promise.allSettled(asked)).filter(({ status }) => status === 'rejected')
    for (const refusal of refusals)
      expect(await failureOf(Promise.reject((refusal as PromiseRejectedResult).reason as Error))).toMatchObject({
        code: 'cancelled',
      })
    await last
  }
})

it('gives way to a sweep, and a sweep to it', async () => {
  const { preview } = await app.calls.tuning.start(app.request(long))
  const ended = app.states(preview)
  const { sweep } = await app.calls.tuning.startSweep({
    ...{ pairs: [app.pair], settings: app.request(long).settings, model: null, down: null },
    across: { setting: 'filterShare', values: [0.1, 0.9] },
  })
  const swept = app.sweepEnd(sweep)
  expect((await ended).at(-1)!.state).toBe('cancelled')
  await app.run()
  expect((await swept).state).toBe('cancelled')
})
