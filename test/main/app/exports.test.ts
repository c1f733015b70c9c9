import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { connect } from '../../../src/main/catalog/database.ts'
import { catalogFile } from '../../../src/main/catalog/workspace/folders.ts'
import type { ExportEntry } from '../../../src/shared/exports.ts'
import { storeRun } from '../export/stored-transfers.ts'
import { runCommand } from '../cli/run-command.ts'
import { drawGta5 } from './drawn-source.ts'
import { failureOf } from './failure-of.ts'
import { eventually, startApp } from './started-app.ts'

/** An application with three contents and a run of theirs in four conditions, all accepted. */
async function startedWithRun() {
  const started = await startApp()
  const { calls, folder } = started
  await drawGta5(path.join(folder, 'gta5'), 3)
  await calls.sources.add({ folder: path.join(folder, 'gta5') })
  await eventually(async () => {
    const [found] = await calls.sources.list()
    return found?.images === 3 && found.waiting === 0 ? true : undefined
  })
  const workspace = path.join(folder, 'workspace')
  const database = connect(catalogFile({ folder: workspace }), { durability: 'crash' })
  const run = await storeRun(database, workspace, [16, 32])
  database.close()
  return { ...started, workspace, run }
}

async function entryOf(calls: Awaited<ReturnType<typeof startApp>>['calls'], id: string): Promise<ExportEntry> {
  return eventually(async () => {
    for await (const entries of await calls.exports.watch()) {
      const entry = entries.find((one) => one.export === id)
      return entry && entry.state !== 'running' ? entry : undefined
    }
    return undefined
  })
}

it('a window plans, writes, checks and remembers an export', { timeout: 180_000 }, async () => {
  const { calls, folder, run } = await startedWithRun()
  const options = { runs: [run], originals: { amount: { count: 2 } } }
  const plan = await calls.exports.plan(options)
  expect(plan).toMatchObject({ pairs: 14, leftOut: [], sources: ['gta5'] })
  expect(plan.cities.map(({ city, pairs }) => [city, pairs])).toEqual(
    expect.arrayContaining([
      ['gtafog', 3],
      ['gtaclear', 2],
    ]),
  )
  const out = path.join(folder, 'set')
  const { export: id } = await calls.exports.start({ options, out })
  const entry = await entryOf(calls, id)
  expect(entry).toMatchObject({
    state: 'done',
    result: { pairs: 14, out },
    verified: { ok: true, pairs: 14 },
    error: null,
  })
  const pair = readFileSync(path.join(out, 'manifest.jsonl'), 'utf8')
    .split('\n')
    .find((line) => line.includes('gtafog_'))!
  expect(JSON.parse(pair)).toMatchObject({
    preset: { name: 'paper', version: 3 },
    model: { name: 'mini' },
    verdict: { verdict: 'accept', judgedBy: 'Ada', tags: ['good'] },
    metrics: { structure: 0.9 },
    seed: 42,
  })
  const again = await entryOf(calls, (await calls.exports.start({ options, out })).export)
  expect(again).toMatchObject({ state: 'failed', error: { code: 'usage' } })
  const steps = []
  for await (const step of await calls.exports.verify({ folder: out })) steps.push(step)
  expect(steps.at(-1)).toMatchObject({ report: { ok: true } })
  await calls.exports.forget({ export: id })
  expect(await failureOf(calls.exports.plan({ runs: [99] }))).toMatchObject({ code: 'usage' })
})

it('the terminal exports and verifies the same', { timeout: 180_000 }, async () => {
  const { folder, workspace, run } = await startedWithRun()
  const out = path.join(folder, 'set')
  const args = ['export', '--workspace', workspace, '--run', String(run), '--out', out, '--json']
  const dry = await runCommand([...args, '--dry-run'])
  expect(JSON.parse(dry.stdout)).toMatchObject({ pairs: 12, out })
  expect(existsSync(out)).toBe(false)
  const written = await runCommand([...args, '--verify'])
  expect(JSON.parse(written.stdout)).toMatchObject({ out, pairs: 12, leftOut: 0, verify: { ok: true } })
  const checked = await runCommand(['verify', out, '--json'])
  expect(JSON.parse(checked.stdout)).toMatchObject({ ok: true, errors: [], pairs: 12 })
  const refused = await runCommand(args)
  expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'usage' } })
})
