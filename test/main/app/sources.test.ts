import { renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { connect } from '../../../src/main/catalog/database.ts'
import { catalogFile } from '../../../src/main/catalog/workspace/folders.ts'
import { beginWalk } from '../../../src/main/catalog/walks/walk-records.ts'
import { drawGta5 } from './drawn-source.ts'
import { failureOf } from './failure-of.ts'
import { eventually, startApp, type StartedApp } from './started-app.ts'

async function addGta5({ calls, folder }: StartedApp, images: number): Promise<number> {
  await drawGta5(path.join(folder, 'gta5'), images)
  const { source } = await calls.sources.add({ folder: path.join(folder, 'gta5') })
  await isRead({ calls }, images)
  return source
}

const isRead = ({ calls }: Pick<StartedApp, 'calls'>, images: number) =>
  eventually(async () => {
    const [source] = await calls.sources.list()
    return source?.images === images && source.waiting === 0 ? source : undefined
  })

it('adds a folder, indexes it behind, and tells that it changed', async () => {
  const started = await startApp()
  const { calls } = started
  const revisions: number[] = []
  const leaving = new AbortController()
  const watching = (async () => {
    for await (const { revision } of await calls.sources.watch(undefined, { signal: leaving.signal }))
      revisions.push(revision)
  })().catch(() => undefined)
  await addGta5(started, 3)
  const [source] = await calls.sources.list()
  expect(source).toMatchObject({ layout: 'gta5', images: 3, labelled: 3, problems: 0, missing: false })
  const page = await calls.gallery.page({
    filter: {},
    sort: { by: 'name', descending: false },
    from: { offset: 0 },
    limit: 10,
  })
  expect(page.rows.map(({ frame }) => frame)).toEqual(['00001', '00002', '00003'])
  await eventually(() => Promise.resolve(revisions.length > 1 ? true : undefined))
  expect(revisions).toEqual(revisions.map((_, index) => index + 1))
  leaving.abort()
  await watching
})

it('guesses, renames, relocates, rescans and removes a source', async () => {
  const started = await startApp()
  const { calls, folder } = started
  const source = await addGta5(started, 2)
  expect(await calls.sources.guess({ folder: path.join(folder, 'gta5', 'images') })).toMatchObject({
    folder: path.join(folder, 'gta5'),
    layout: 'gta5',
    condition: null,
  })
  await calls.sources.rename({ source, name: 'Game' })
  renameSync(path.join(folder, 'gta5'), path.join(folder, 'moved'))
  await calls.sources.rescan({ source })
  await eventually(async () => (await calls.sources.list())[0]?.missing || undefined)
  await calls.sources.relocate({ source, folder: path.join(folder, 'moved') })
  expect((await calls.sources.list())[0]).toMatchObject({ name: 'Game', root: path.join(folder, 'moved') })
  await isRead({ calls }, 2)
  rmSync(path.join(folder, 'moved', 'images', '00002.png'))
  await calls.sources.rescan({ source })
  await eventually(async () => ((await calls.sources.list())[0]?.missingImages === 1 ? true : undefined))
  await calls.sources.remove({ source })
  expect(await calls.sources.list()).toEqual([])
  expect(await failureOf(calls.sources.rescan({ source }))).toMatchObject({ code: 'bad-source' })
})

it('goes on at the next start with a rescan that was interrupted', async () => {
  const started = await startApp()
  await addGta5(started, 2)
  await eventually(() => Promise.resolve(started.app.progress.value.length === 0 ? true : undefined))
  started.page.close()
  await started.app.close()
  const database = connect(catalogFile({ folder: path.join(started.folder, 'workspace') }), { durability: 'crash' })
  beginWalk(database, 1)
  database.close()
  rmSync(path.join(started.folder, 'gta5', 'images', '00002.png'))
  const { calls } = await startApp({}, started.folder)
  await eventually(async () => ((await calls.sources.list())[0]?.missingImages === 1 ? true : undefined))
})

it('says in the progress why indexing failed', async () => {
  const started = await startApp()
  const { app, calls, folder } = started
  await addGta5(started, 1)
  // a second indexing process has the source
  const { leaseSource } = await import('../../../src/main/catalog/indexing/source-lease.ts')
  await eventually(() => Promise.resolve(app.progress.value.length === 0 ? true : undefined))
  const lease = leaseSource({ folder: path.join(folder, 'workspace') }, { id: 1, name: 'gta5' })
  await calls.sources.rescan({ source: 1 })
  const [failed] = await eventually(() =>
    Promise.resolve(app.progress.value.length > 0 ? app.progress.value : undefined),
  )
  expect(failed).toMatchObject({ source: 1, phase: 'failed' })
  expect(failed!.failure).toContain('being indexed')
  lease.release()
  await calls.sources.rescan({ source: 1 })
  await eventually(() => Promise.resolve(app.progress.value.length === 0 ? true : undefined))
})

it('draws the demo scenes once, beside the workspace, and leaves nothing where that is cancelled', async () => {
  const { calls, folder } = await startApp()
  for await (const step of await calls.sources.addDemo()) if (step.done > 0) break
  const { existsSync, readdirSync } = await import('node:fs')
  await eventually(() =>
    Promise.resolve(readdirSync(folder).some((name) => name.startsWith('workspace-demo')) ? undefined : true),
  )
  expect(existsSync(path.join(folder, 'workspace-demo'))).toBe(false)
  expect(await calls.sources.list()).toEqual([])
})

it('adds each tree of the demo scenes when it is whole, and takes them as they are the next time', async () => {
  const { calls } = await startApp()
  const first: number[] = []
  for await (const { done, total } of await calls.sources.addDemo()) {
    expect(total).toBe(23)
    first.push(done)
  }
  expect(first.at(-1)).toBe(23)
  const names = async () => (await calls.sources.list()).map(({ name }) => name)
  expect(await names()).toEqual(['Demo GTA5', 'Demo ACDC', 'Demo Cityscapes'])
  const again: unknown[] = []
  for await (const step of await calls.sources.addDemo()) again.push(step)
  expect(again).toEqual([])
  expect(await names()).toHaveLength(3)
}, 300_000)
