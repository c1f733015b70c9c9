import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { failureOf } from './failure-of.ts'
import { startApp, temporaryFolder } from './started-app.ts'

it('opens a named workspace, remembers it, and opens another one beside it', async () => {
  const { calls, folder } = await startApp()
  const state = await calls.workspace.state()
  expect(state).toMatchObject({ opened: { folder: path.join(folder, 'workspace') }, trouble: null })
  expect(state.opened!.freeBytes).toBeGreaterThan(0)

  const other = path.join(folder, 'other')
  const changed = await calls.workspace.create({ folder: other })
  expect(changed.opened!.folder).toBe(other)
  expect(changed.recent.map(({ folder, present }) => [path.basename(folder), present])).toEqual([
    ['other', true],
    ['workspace', true],
  ])
  const back = await calls.workspace.open({ folder: path.join(folder, 'workspace') })
  expect(back.opened!.id).toBe(state.opened!.id)
})

it('keeps the open workspace where another one cannot be opened, and says why', async () => {
  const { calls, folder } = await startApp()
  mkdirSync(path.join(folder, 'photos'))
  writeFileSync(path.join(folder, 'photos', 'a.txt'), 'a')
  const failure = await failureOf(calls.workspace.open({ folder: path.join(folder, 'photos') }))
  expect(failure.code).toBe('bad-workspace')
  expect(failure.message).toContain('holds other files')
  expect((await calls.workspace.state()).opened!.folder).toBe(path.join(folder, 'workspace'))
})

it('opens the last workspace again after a restart; says why where it is damaged, and restores it', async () => {
  const folder = temporaryFolder()
  const workspace = path.join(folder, 'workspace')
  const { createApp } = await import('../../../src/main/app.ts')
  const { openPage } = await import('./page.ts')
  const { plainHost } = await import('./started-app.ts')
  process.env['WEATHERGLASS_CONFIG'] = path.join(folder, 'config')
  const first = await createApp({ host: plainHost, workspace })
  const { opened } = await openPage(first).calls.workspace.state()
  await first.close()

  const second = await createApp({ host: plainHost })
  expect((await openPage(second).calls.workspace.state()).opened!.id).toBe(opened!.id)
  await second.close()

  writeFileSync(path.join(workspace, 'catalog.sqlite'), 'no catalog at all')
  const third = await createApp({ host: plainHost })
  const { calls } = openPage(third)
  const troubled = await calls.workspace.state()
  expect(troubled).toMatchObject({ opened: null, trouble: { folder: workspace, damaged: true } })
  const failure = await failureOf(calls.sources.list())
  expect(failure).toMatchObject({ code: 'bad-workspace' })
  const restored = await calls.workspace.restore({ folder: workspace })
  expect(restored).toMatchObject({ opened: { id: opened!.id }, trouble: null })
  await third.close()
})

it('shows no folder outside of the allowed ones, by whatever name', async () => {
  const allowed = temporaryFolder()
  const forbidden = temporaryFolder()
  mkdirSync(path.join(forbidden, 'secret'))
  mkdirSync(path.join(allowed, 'open', 'inner'), { recursive: true })
  symlinkSync(forbidden, path.join(allowed, 'way-out'))
  symlinkSync(path.join(forbidden, 'not-there-yet'), path.join(allowed, 'dangling'))
  symlinkSync(path.join(allowed, 'open'), path.join(allowed, 'way-in'))
  const { calls } = await startApp({ kind: 'served', folderRoots: [allowed] })

  expect((await calls.folders.list({ folder: null })).folders).toEqual([{ name: allowed, folder: allowed }])
  const listing = await calls.folders.list({ folder: allowed })
  expect(listing).toMatchObject({ folder: allowed, parent: null })
  expect(listing.folders.map(({ name }) => name)).toEqual(['open', 'way-in'])

  const outside = [
    forbidden,
    path.join(allowed, 'way-out'),
    path.join(allowed, 'way-out', 'secret'),
    path.join(allowed, 'dangling', 'new'),
    `${allowed}/open/../../${path.basename(forbidden)}`,
    `${allowed}/../${path.basename(forbidden)}/secret`,
    `${allowed}\\..\\secret`,
    'relative',
    '/etc',
  ]
  for (const folder of outside) {
    const asks = [
      () => calls.folders.list({ folder }),
      () => calls.sources.guess({ folder }),
      () => calls.sources.add({ folder }),
      () => calls.workspace.open({ folder }),
      () => calls.workspace.create({ folder }),
      () => calls.models.check({ path: folder }),
    ]
    for (const ask of asks) expect(await failureOf(ask()), folder).toMatchObject({ code: 'usage' })
  }
})

it('says that the folder of the open workspace is gone, writes nothing to it, and opens another', async () => {
  const { calls, folder } = await startApp()
  const workspace = path.join(folder, 'workspace')
  const changes = await calls.sources.watch()
  await changes.next()
  rmSync(workspace, { recursive: true })
  expect((await changes.next()).done).toBe(true)
  const sentence = `The workspace ${workspace} was deleted or moved while it was open`
  expect((await failureOf(calls.boards.create({ name: 'Lost' }))).message).toContain(sentence)
  const state = await calls.workspace.state()
  expect(state).toMatchObject({ opened: null, trouble: { folder: workspace, damaged: false } })
  expect(state.trouble!.message).toContain(sentence)
  expect(existsSync(workspace)).toBe(false)
  const other = await calls.workspace.create({ folder: path.join(folder, 'other') })
  expect(other).toMatchObject({ opened: { folder: path.join(folder, 'other') }, trouble: null })
})
