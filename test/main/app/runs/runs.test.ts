import { readFileSync, renameSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Provenance } from '../../../../src/main/engine/provenance.ts'
import { evaluationsOf } from '../../../../src/main/runs/evaluations.ts'
import type { AfterCrash, PlanFile } from '../../../../src/shared/runs.ts'
import { failureOf } from '../failure-of.ts'
import { startApp, type StartedApp } from '../started-app.ts'
import {
  queueWhen,
  runWhen,
  slow,
  startWithBoard,
  statesOf,
  transfersOf,
  whenComputing,
  whenDone,
  type Planned,
} from './planned-runs.ts'

const all = (state: string, count = 6): string[] => Array.from({ length: count }, () => state)

/** As after the application's process has died: what it had in hand is still marked. */
async function restarted({ app, page, folder }: StartedApp): Promise<StartedApp> {
  page.close()
  await app.close()
  return await startApp({}, folder)
}

describe('a plan', () => {
  it('says what it comes to, is calibrated, and becomes a file', async () => {
    const { calls, plan, images } = await startWithBoard()
    const estimate = await calls.runs.plan(plan)
    expect(estimate).toMatchObject({
      ...{ transfers: 6, contents: 2, references: 2, seconds: null, measuredBy: null, existing: 0, obstacles: [] },
      perCondition: { fog: 4, night: 2, rain: 0, snow: 0 },
      blockShape: { contents: 2, references: 1 },
    })
    const told: string[] = []
    for await (const { what } of await calls.runs.calibrate(plan)) told.push(what)
    expect(told.length).toBeGreaterThan(0)
    const measured = await calls.runs.plan(plan)
    expect(measured).toMatchObject({ measuredBy: 'calibration' })
    expect(measured.seconds).toBeGreaterThan(0)
    const file = JSON.parse(await calls.runs.planFile(plan)) as PlanFile
    expect(file.transfers).toHaveLength(6)
    expect(file.images).toHaveLength(new Set(images).size)
    const { run } = await calls.runs.addFile({ plan: JSON.stringify(file), start: 'paused' })
    expect(await failureOf(calls.runs.addFile({ plan: JSON.stringify(file), start: 'paused' }))).toMatchObject({
      message: expect.stringContaining('is in the queue of this workspace already') as string,
    })
    expect(await statesOf({ calls }, run)).toEqual(all('queued'))
  })

  it('that cannot be is refused in a sentence', async () => {
    const { calls, plan } = await startWithBoard()
    const messageOf = async (call: PromiseLike<unknown>): Promise<string> => (await failureOf(call)).message
    expect(await messageOf(calls.runs.plan({ ...plan, board: 99 }))).toContain('There is no style board 99')
    expect(await messageOf(calls.runs.plan({ ...plan, conditions: ['snow'] }))).toContain('has no references in these')
    expect(await messageOf(calls.runs.plan({ ...plan, presets: { preset: 'Foggy' } }))).toContain('Foggy')
    expect(await messageOf(calls.runs.addFile({ plan: '{', start: 'now' }))).toContain('is not JSON')
    expect(await messageOf(calls.runs.transfers({ run: 5, from: { offset: 0 }, limit: 9 }))).toContain('no run 5')
    for (const call of ['pause', 'resume', 'stop'] as const)
      expect(await messageOf(calls.runs[call]({ run: 5 }))).toContain('There is no run 5')
  })
})

describe('a run', () => {
  it('is done, told on the way, and its pictures are to be seen', async () => {
    const started = await startWithBoard()
    const { calls, plan, app, folder } = started
    const { run } = await calls.runs.add({ plan, start: 'now' })
    const computing = await whenComputing(started, run)
    expect(computing).toMatchObject({ engine: 'here', current: { run, phase: 'denoise', condition: 'fog' } })
    expect(computing.current!.transfers).toHaveLength(2)
    const summary = await whenDone(started, run)
    expect(summary).toMatchObject({ transfers: 6, counts: { done: 6 }, secondsLeft: 0, reason: null })
    expect(summary.perCondition).toMatchObject({ fog: { done: 4, total: 4 }, night: { done: 2, total: 2 } })
    expect(summary.saved).toBeGreaterThan(0)
    expect((await calls.runs.plan(plan)).existing).toBe(6)
    const [row] = await transfersOf(started, run)
    expect(row).toMatchObject({ state: 'done', hasOutput: true, contentName: '00001', referenceName: '00003' })
    const picture = await app.media(new Request(`app://bundle/media/result/${row!.id}`))
    const { output, provenance } = await calls.review.result({ transfer: row!.id })
    const { settings } = provenance as Provenance
    const blocks = evaluationsOf(settings, { contents: 2, references: 1, outputs: 2 })
    expect(summary.evaluations).toBe(3 * blocks)
    expect(Buffer.from(await picture.arrayBuffer()).equals(readFileSync(path.join(folder, 'workspace', output!)))).toBe(
      true,
    )
    const thumbnail = await app.media(new Request(`app://bundle/media/result-thumbnail/${row!.id}`))
    expect(thumbnail.headers.get('content-type')).toBe('image/webp')
    const added = await calls.runs.extend({ run, plan: { ...plan, conditions: ['night'] } })
    expect(added).toEqual({ added: 2 })
    expect((await runWhen(started, run, ({ counts }) => counts.done === 8)).transfers).toBe(8)
  })

  it('gives its block back where it is paused at once, and goes on', async () => {
    const started = await startWithBoard()
    const { calls, plan } = started
    const { run } = await calls.runs.add({ plan: slow(plan), start: 'now' })
    await whenComputing(started, run)
    await calls.runs.pause({ run, now: true })
    const paused = await runWhen(started, run, ({ state, counts }) => state === 'paused' && counts.running === 0)
    expect(paused).toMatchObject({ counts: { queued: 6 }, reason: null, interrupted: false })
    expect((await queueWhen(started, ({ engine }) => engine === 'idle')).current).toBeNull()
    await calls.runs.resume({ run })
    await whenComputing(started, run)
    await calls.runs.stop({ run })
    await runWhen(started, run, ({ counts }) => counts.cancelled === 6)
    expect(await calls.runs.retry({ run, transfers: [1, 2] })).toEqual({ queued: 2 })
    // two are to run again, and may do so already
    expect((await statesOf(started, run)).slice(2)).toEqual(all('cancelled', 4))
    await calls.runs.stop({ run })
    await runWhen(started, run, ({ counts }) => counts.cancelled === 6)
  })

  it('fails what is broken with its reason, and does it again', async () => {
    const started = await startWithBoard()
    const { calls, plan, folder } = started
    const picture = path.join(folder, 'gta5/images/00002.png')
    renameSync(picture, `${picture}-away`)
    const { run } = await calls.runs.add({ plan: { ...plan, conditions: ['night'] }, start: 'now' })
    const summary = await whenDone(started, run)
    expect(summary.counts).toMatchObject({ done: 1, failed: 1 })
    const [, failed] = await transfersOf(started, run)
    expect(failed!.error).toMatchObject({ file: expect.stringContaining('00002.png') as string })
    renameSync(`${picture}-away`, picture)
    expect(await calls.runs.retry({ run })).toEqual({ queued: 1 })
    expect((await runWhen(started, run, ({ counts }) => counts.done === 2)).counts.failed).toBe(0)
  })

  it('has a place among the others, a name, and waits for those before it', async () => {
    const started = await startWithBoard()
    const { calls, plan } = started
    const runs: number[] = []
    for (const start of ['paused', 'paused', 'queued'] as const)
      runs.push((await calls.runs.add({ plan: { ...plan, conditions: ['night'] }, start })).run)
    const [first, second, third] = runs as [number, number, number]
    const order = async () => (await queueWhen(started, ({ runs }) => runs.length === 3)).runs.map(({ id }) => id)
    expect(await order()).toEqual([first, second, third])
    await calls.runs.move({ run: second, before: first })
    await calls.runs.rename({ run: second, name: 'First of all' })
    await queueWhen(started, ({ runs }) => runs[0]?.name === 'First of all')
    await calls.runs.move({ run: first, before: null })
    await queueWhen(started, ({ runs }) => runs.map(({ id }) => id).join() === [second, third, first].join())
    expect(await statesOf(started, third)).toEqual(all('queued', 2))
    await calls.runs.move({ run: third, before: second })
    await whenDone(started, third)
    expect(await statesOf(started, second)).toEqual(all('queued', 2))
  })
})

describe('after a restart', () => {
  const interrupted = async (afterCrash: AfterCrash): Promise<StartedApp & { readonly run: number }> => {
    const before: Planned = await startWithBoard()
    const { run } = await before.calls.runs.add({ plan: { ...slow(before.plan), afterCrash }, start: 'now' })
    await whenComputing(before, run)
    return { ...(await restarted(before)), run }
  }

  it.each(['ask', 'wait'] as const)('a run that was interrupted waits where it is set to "%s"', async (afterCrash) => {
    const started = await interrupted(afterCrash)
    const { calls, run } = started
    const summary = await runWhen(started, run, () => true)
    expect(summary).toMatchObject({ state: 'paused', interrupted: true, afterCrash, counts: { queued: 6 } })
    expect(summary.reason!.message).toContain('resume it')
    await calls.runs.setAfterCrash({ run, afterCrash: 'go-on' })
    expect((await runWhen(started, run, (each) => each.afterCrash !== afterCrash)).afterCrash).toBe('go-on')
  })

  it('a run that was interrupted goes on where it is set to', async () => {
    const started = await interrupted('go-on')
    await whenComputing(started, started.run)
    await started.calls.runs.stop({ run: started.run })
  })
})
