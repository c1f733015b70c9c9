import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { databaseVersion } from '../../../../src/main/catalog/database.ts'
import { openCatalog, type Catalog } from '../../../../src/main/catalog/opening.ts'
import { migrations } from '../../../../src/main/catalog/migrations/index.ts'
import { listBackups } from '../../../../src/main/catalog/safety/backup-files.ts'
import { checkCatalog } from '../../../../src/main/catalog/safety/maintenance.ts'
import { restoreNewestBackup } from '../../../../src/main/catalog/safety/recovery.ts'
import { addSource } from '../../../../src/main/catalog/sources/source-changes.ts'
import { listSources } from '../../../../src/main/catalog/sources/sources.ts'
import { backupsFolder } from '../../../../src/main/catalog/workspace/folders.ts'
import { openWorkspace } from '../../../../src/main/catalog/workspace/workspace.ts'
import { WorkspaceError } from '../../../../src/shared/errors.ts'
import { folderWith, newCatalog, newWorkspace, opened, temporaryFolder } from '../temporary-workspace.ts'
import { startChild, type Child } from './child-process.ts'

const program = new URL('use-workspace.ts', import.meta.url)
const nextVersion = ['--import', new URL('next-version.ts', import.meta.url).href]

function child(folder: string, name: string, { source, options }: { source?: number; options?: string[] } = {}): Child {
  const started = startChild(program, [folder, name, ...(source === undefined ? [] : [String(source)])], options)
  onTestFinished(() => void started.process.kill('SIGKILL'))
  return started
}

const tell = (children: readonly Child[]) => children.forEach((one) => one.process.stdin!.write('\n'))

/** Starts all at once, lets each write and then close. Returns what each said. */
async function together(children: readonly Child[]): Promise<readonly (readonly string[])[]> {
  await Promise.all(children.map((one) => one.said('ready')))
  tell(children)
  await Promise.all(children.map((one) => one.said('written')))
  tell(children)
  const ended = await Promise.all(children.map((one) => one.ended))
  expect(ended.map(({ code, errors }) => [code, errors])).toEqual(children.map(() => [0, '']))
  return ended.map(({ lines }) => lines)
}

const boards = ({ database }: Catalog) => database.prepare('SELECT count(*) FROM board').pluck().get()

describe('several processes on one workspace', () => {
  it('make it at the same time: one workspace, one catalog, nothing of anyone lost', async () => {
    const folder = path.join(temporaryFolder(), 'ws')
    const said = await together([0, 1, 2, 3].map((number) => child(folder, `process ${number}`)))
    const workspace = await openWorkspace(folder)
    expect(new Set(said.map(([, id]) => id))).toEqual(new Set([`id ${workspace.id}`]))
    const catalog = await opened(workspace)
    expect(boards(catalog)).toBe(200)
    await checkCatalog(catalog)
  })

  it('migrate it at the same time: once, after one backup', async () => {
    const workspace = await newWorkspace()
    const said = await together(
      [0, 1, 2].map((number) => child(workspace.folder, `process ${number}`, { options: nextVersion })),
    )
    expect(said.map(([, , version]) => version)).toEqual(Array(3).fill(`version ${migrations.length + 1}`))
    expect(listBackups(backupsFolder(workspace))).toMatchObject([{ kind: 'migration', version: migrations.length }])
    await expect(openCatalog(workspace)).rejects.toThrow(WorkspaceError)
  })

  it('do not migrate it under one that has it open', async () => {
    const catalog = await newCatalog()
    const newer = child(catalog.workspace.folder, 'newer', { options: nextVersion })
    await newer.said('ready')
    tell([newer])
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(databaseVersion(catalog.database)).toBe(migrations.length)
    catalog.close()
    await newer.said(`version ${migrations.length + 1}`)
  })

  it('write at the same time, decisions and walks of several sources', async () => {
    const catalog = await newCatalog()
    const sources = []
    for (const name of ['a', 'b', 'c'])
      sources.push(await addSource(catalog, { root: folderWith({ 'a.png': 1 }), layout: 'gta5', name }))
    await together(sources.map((source) => child(catalog.workspace.folder, `process ${source}`, { source })))
    expect(boards(catalog)).toBe(150)
    expect(listSources(catalog.database)).toMatchObject(
      ['a', 'b', 'c'].map((name) => ({ name, images: 4_000, gone: 0, state: 'reading' })),
    )
    await checkCatalog(catalog)
  })

  it('are not in the way of others when they are killed', async () => {
    const workspace = await newWorkspace()
    const killed = child(workspace.folder, 'killed')
    await killed.said('ready')
    tell([killed])
    await killed.said('written')
    const catalog = await opened(workspace)
    killed.process.kill('SIGKILL')
    await killed.ended
    expect(boards(catalog)).toBe(50)
    catalog.close()
    await expect(restoreNewestBackup(workspace)).rejects.toThrow('nothing was restored')
    expect(boards(await opened(workspace))).toBe(50)
  })
})
