import { expect, it } from 'vitest'
import { failureOf } from '../failure-of.ts'
import { runWhen, startWithBoard, transfersOf, whenDone, type Planned } from './planned-runs.ts'

/** Six results of the embedded model at its smallest. */
async function startWithResults(): Promise<Planned & { readonly run: number; readonly ids: readonly number[] }> {
  const started = await startWithBoard()
  const { run } = await started.calls.runs.add({ plan: started.plan, start: 'now' })
  await whenDone(started, run)
  return { ...started, run, ids: (await transfersOf(started, run)).map(({ id }) => id) }
}

const byPosition = { by: 'position', descending: false } as const
const first = { sort: byPosition, from: { offset: 0 }, limit: 100 }

it('results are listed, judged one by one and by a rule, taken back, told as statistics, exchanged and tried again', async () => {
  const started = await startWithResults()
  const { calls, ids, run, images } = started
  const listed = async (filter: Parameters<typeof calls.review.page>[0]['filter']): Promise<readonly number[]> =>
    (await calls.review.page({ filter, ...first })).rows.map(({ id }) => id)

  expect(await listed({ runs: [run] })).toEqual(ids)
  expect(await listed({ conditions: ['night'] })).toEqual(ids.slice(4))
  expect(await calls.review.ids({ filter: {}, sort: byPosition, from: 1, to: 3 })).toEqual(ids.slice(1, 3))
  const byStructure = await calls.review.page({ filter: {}, ...first, sort: { by: 'structure', descending: true } })
  const structures = byStructure.rows.map(({ structure }) => structure!)
  expect(structures).toEqual([...structures].sort((a, b) => b - a))

  const judged = await calls.review.judge({ transfers: ids.slice(0, 2), verdict: 'accept', tags: ['too weak'] })
  expect(judged).toEqual({ changed: 2, undo: 'accepted 2 results', redo: null })
  expect(await listed({ verdicts: ['accept'], tags: ['too weak'] })).toEqual(ids.slice(0, 2))
  const rule = { metric: 'structure', is: 'above', value: Math.min(...structures) } as const
  const { count } = await calls.review.countRule({ filter: { verdicts: ['undecided'] }, rule })
  const byRule = await calls.review.judgeRule({ filter: { verdicts: ['undecided'] }, rule, verdict: 'reject' })
  expect(byRule.changed).toBe(count)
  expect(await listed({ verdicts: ['reject'] })).toHaveLength(count)
  expect((await calls.review.undo()).changed).toBe(count)
  expect(await listed({ verdicts: ['reject'] })).toEqual([])
  expect(await calls.review.history()).toMatchObject({ undo: 'accepted 2 results' })
  await calls.review.redo()

  const statistics = await calls.review.statistics({ filter: { runs: [run] } })
  expect(statistics).toMatchObject({ results: 6, verdicts: { accept: 2, reject: count }, failed: 0 })
  expect(statistics.conditions.map(({ condition, results }) => [condition, results])).toEqual([
    ['fog', 4],
    ['night', 2],
  ])
  // road and sky, in each of the accepted two
  expect(statistics.conditions[0]!.acceptedPictures.filter((pictures) => pictures > 0)).toHaveLength(2)

  const lines = await calls.review.exportVerdicts({ filter: {} })
  expect(lines.trim().split('\n')).toHaveLength(2 + count)
  await calls.review.judge({ transfers: [ids[0]!], verdict: 'reject' })
  const shown = await calls.review.importVerdicts({ lines, conflicts: 'show' })
  expect(shown).toMatchObject({
    imported: 0,
    same: 1 + count,
    conflicts: [{ transfer: ids[0], here: { verdict: 'reject' } }],
  })
  expect(await calls.review.importVerdicts({ lines, conflicts: 'take' })).toMatchObject({ imported: 1 })
  expect(await listed({ verdicts: ['accept'] })).toEqual(ids.slice(0, 2))

  const again = await calls.review.rerun({ transfers: [ids[0]!], name: 'Again', reference: images[3]! })
  await runWhen(started, again.run, ({ counts }) => counts.done === 1)
  const [other] = await transfersOf(started, again.run)
  const { versions } = await calls.review.result({ transfer: ids[0]! })
  expect(versions.map(({ id, verdict }) => [id, verdict])).toEqual([
    [ids[0], 'accept'],
    [other!.id, 'undecided'],
  ])
  expect((await calls.review.result({ transfer: other!.id })).reference).toBe(images[3])
})

it('what is no result is refused, and shown as nothing', async () => {
  const { calls, app, plan } = await startWithBoard()
  const { run } = await calls.runs.add({ plan, start: 'paused' })
  const [queued] = await transfersOf({ calls }, run)
  expect(await calls.review.page({ filter: {}, ...first })).toMatchObject({ rows: [], total: 0, next: null })
  expect((await failureOf(calls.review.result({ transfer: 99 }))).message).toContain('There is no transfer 99')
  expect((await failureOf(calls.review.rerun({ transfers: [queued!.id], name: 'Again' }))).message).toContain(
    'Expected other settings or another reference',
  )
  expect((await failureOf(calls.review.importVerdicts({ lines: '{}', conflicts: 'show' }))).message).toContain('Line 1')
  for (const id of ['0', '-1', '1e3', '99', String(queued!.id), '../1', '%2e%2e%2f1', '1/..', '1%00', 'x'])
    for (const kind of ['result', 'result-thumbnail']) {
      const { status } = await app.media(new Request(`app://bundle/media/${kind}/${id}`))
      expect(status, `${kind}/${id}`).toBe(404)
    }
})
