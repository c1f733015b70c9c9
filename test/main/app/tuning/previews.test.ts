import { execFileSync } from 'node:child_process'
import path from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { PreviewState } from '../../../../src/shared/tuning.ts'
import { failureOf } from '../failure-of.ts'
import { height, tunedApp, width } from './tuned-app.ts'

const app = tunedApp()

/** So many that it is ended before its end on any machine. */
const long = { steps: 400, skip: 0 }

describe('a preview', () => {
  it('is told step by step and shown as it becomes', async () => {
    const { preview } = await app.calls.tuning.start(app.request())
    const shown: number[] = []
    for await (const state of await app.calls.tuning.watch({ preview })) {
      expect(state).toMatchObject({ preview, ...app.pair, denoisingSteps: 4 })
      if (state.predicted === null || shown.at(-1) === state.predicted) continue
      shown.push(state.predicted)
      expect(await app.sizeOf(`/media/preview/${preview}/predicted/${state.predicted}`)).toEqual([
        width / 8,
        height / 8,
      ])
    }
    expect(shown.at(-1)).toBe(3)
    expect(shown).toEqual([...shown].sort((a, b) => a - b))
    for (const name of ['picture', 'content', 'reference'])
      expect(await app.sizeOf(`/media/preview/${preview}/${name}`)).toEqual([width, height])
  })

  it('tells of each class what AdaIN did, and obeys the map of classes', async () => {
    const { preview } = await app.run({ classMap: { car: 'road', sky: null } })
    const view = await app.calls.tuning.classes({ preview })
    expect(view).toMatchObject({ rows: 8, columns: 16, hasContentLabel: true, hasReferenceLabel: true, step: 3 })
    const classes = new Map(view.classes.map((each) => [each.trainId, each]))
    expect(classes.get(10)).toMatchObject({ referenceTrainId: null, outcome: 'off', after: classes.get(10)!.before })
    expect(classes.get(13)).toMatchObject({ referenceTrainId: 0 })
    expect(classes.get(0)).toMatchObject({ referenceTrainId: 0, outcome: 'acted' })
    expect(classes.get(0)!.after!.mean[0]).toBeCloseTo(classes.get(0)!.reference!.mean[0]!, 1)
    const map = await app.media(`/media/preview/${preview}/classes`)
    expect(map).toHaveLength(2 * 8 * 16)
    expect([map[0], map[8 * 16 - 1]]).toEqual([10, 0])
    const mapped = await app.media(`/media/preview/${preview}/picture`)
    const unmapped = await app.media(`/media/preview/${(await app.run()).preview}/picture`)
    expect(await sharp(mapped).raw().toBuffer()).not.toEqual(await sharp(unmapped).raw().toBuffer())
  })

  it('starts warm where a setting leaves branches as they are, and ends the same', async () => {
    // a seed of its own, so that no other test has warmed it
    const cold = await app.run({ seed: 5 })
    const warm = await app.run({ seed: 5, filterShare: 0.5 })
    // the content and the reference are not evaluated again
    expect(cold.result.evaluations).toBe(2 + 3 * 3)
    expect(warm.result.evaluations).toBe(4)
    expect(warm.result.measures).toEqual({
      structure: expect.any(Number) as unknown,
      style: expect.any(Number) as unknown,
      leakage: expect.any(Number) as unknown,
    })
    const { rgb } = await app.transferAlone({ seed: 5, filterShare: 0.5 })
    const shown = await sharp(await app.media(`/media/preview/${warm.preview}/picture`))
      .raw()
      .toBuffer()
    const difference = Math.max(...rgb.map((value, i) => Math.abs(value - shown[i]!)))
    expect(difference).toBeLessThanOrEqual(1)
  })

  it('is cancelled, and the next one runs', async () => {
    const before = await app.calls.tuning.history(app.pair)
    const { preview } = await app.calls.tuning.start(app.request(long))
    const states: PreviewState[] = []
    for await (const state of await app.calls.tuning.watch({ preview })) {
      states.push(state)
      if (state.denoised >= 1) await app.calls.tuning.cancel({ preview })
    }
    expect(states.at(-1)!.state).toBe('cancelled')
    expect(await app.calls.tuning.history(app.pair)).toEqual(before)
    await app.run()
  })

  it('ends the one before it', async () => {
    const first = await app.calls.tuning.start(app.request(long))
    const ended = app.states(first.preview)
    await app.run()
    expect((await ended).at(-1)!.state).toBe('cancelled')
  })

  it('says in a sentence that its process was killed, and the next one runs', async () => {
    const { preview } = await app.calls.tuning.start(app.request(long))
    let last: PreviewState | null = null
    let isKilled = false
    for await (const state of await app.calls.tuning.watch({ preview })) {
      last = state
      if (isKilled || state.denoised === 0) continue
      killEngine()
      isKilled = true
    }
    expect(last).toMatchObject({ state: 'failed', failure: { code: 'engine-failed' } })
    await app.run()
  })

  it('refuses wrong settings in one sentence', async () => {
    const wrong = app.request({ contrast: -1 })
    expect(await failureOf(app.calls.tuning.start(wrong))).toMatchObject({ code: 'bad-settings' })
  })
})

describe('earlier previews of a pair', () => {
  it('are there after a restart, with all that is shown of them', async () => {
    const first = await app.run()
    const second = await app.run({ filterShare: 0.6 })
    await app.calls.tuning.star({ preview: first.preview, starred: true })
    await app.restart()
    const past = await app.calls.tuning.history(app.pair)
    expect(past.slice(0, 2).map(({ preview, starred }) => [preview, starred])).toEqual([
      [second.preview, false],
      [first.preview, true],
    ])
    expect(past[0]!.settings.filterShare).toBe(0.6)
    expect(past[0]!.result).toEqual(second.result)
    expect((await app.calls.tuning.filter({ preview: first.preview })).entries).toHaveLength(12)
    expect(await app.sizeOf(`/media/preview/${second.preview}/picture`)).toEqual([width, height])
    await app.calls.tuning.forget({ preview: second.preview })
    expect(await app.calls.tuning.history(app.pair)).toHaveLength(past.length - 1)
    await expect(app.media(`/media/preview/${second.preview}/picture`)).rejects.toThrow('404')
  })
})

function killEngine(): void {
  const entry = path.join('engine', 'process.ts')
  const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' })
  const [line] = children.split('\n').filter((each) => each.includes(entry))
  process.kill(Number(line!.trim().split(' ')[0]), 'SIGKILL')
}
