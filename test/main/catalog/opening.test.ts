import Database from 'better-sqlite3'
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { databaseVersion } from '../../../src/main/catalog/database.ts'
import { openCatalog } from '../../../src/main/catalog/opening.ts'
import { listBackups } from '../../../src/main/catalog/safety/backup-files.ts'
import { checkCatalog } from '../../../src/main/catalog/safety/maintenance.ts'
import { alone } from '../../../src/main/catalog/safety/presence.ts'
import { addSource } from '../../../src/main/catalog/sources/source-changes.ts'
import { listSources } from '../../../src/main/catalog/sources/sources.ts'
import { backupsFolder, catalogFile, type Workspace } from '../../../src/main/catalog/workspace/folders.ts'
import { CatalogBusyError, WorkspaceError } from '../../../src/shared/errors.ts'
import { folderWith, newCatalog, newWorkspace, opened } from './temporary-workspace.ts'

const { migrations } = vi.hoisted(() => ({ migrations: [] as string[] }))
vi.mock('../../../src/main/catalog/migrations/index.ts', () => ({ migrations }))
beforeEach(async () => {
  const real = await vi.importActual<{ migrations: readonly string[] }>('../../../src/main/catalog/migrations/index.ts')
  migrations.splice(0, Infinity, ...real.migrations)
})

/** As a program of the next version knows it. */
const withNextVersion = () => migrations.push('CREATE TABLE later (x INTEGER) STRICT; INSERT INTO later VALUES (1)')

async function workspaceWithSource(): Promise<Workspace> {
  const workspace = await newWorkspace()
  const catalog = await opened(workspace)
  await addSource(catalog, { root: folderWith({ 'a.png': 1 }), layout: 'folder', name: 'kept' })
  catalog.close()
  return workspace
}

describe('opening a catalog', () => {
  it('leaves no log behind when it is closed, and opens again', async () => {
    const workspace = await workspaceWithSource()
    expect(existsSync(`${catalogFile(workspace)}-wal`)).toBe(false)
    const catalog = await opened(workspace)
    expect(listSources(catalog.database).map(({ name }) => name)).toEqual(['kept'])
    await checkCatalog(catalog)
  })

  it('refuses one of a newer version and leaves it as it is', async () => {
    const workspace = await workspaceWithSource()
    withNextVersion()
    ;(await opened(workspace)).close()
    migrations.pop()
    const before = statSync(catalogFile(workspace)).mtimeMs
    await expect(opened(workspace)).rejects.toThrow(WorkspaceError)
    await expect(opened(workspace)).rejects.toThrow(/newer Weatherglass \(version \d+, this one knows \d+\); update/)
    expect(statSync(catalogFile(workspace)).mtimeMs).toBe(before)
  })

  it('brings an older one to this version after a backup of it', async () => {
    const workspace = await workspaceWithSource()
    const version = migrations.length
    withNextVersion()
    const catalog = await opened(workspace)
    expect(databaseVersion(catalog.database)).toBe(version + 1)
    expect(listSources(catalog.database)).toHaveLength(1)
    expect(listBackups(backupsFolder(workspace))).toMatchObject([{ kind: 'migration', version }])
  })

  it('leaves an older one as it is where the migration fails', async () => {
    const workspace = await workspaceWithSource()
    migrations.push('INSERT INTO nowhere VALUES (1)')
    await expect(opened(workspace)).rejects.toThrow('nowhere')
    migrations.pop()
    const catalog = await opened(workspace)
    expect(listSources(catalog.database)).toHaveLength(1)
  })

  it('does not migrate one that a process of an older version has open, until it closes', async () => {
    const workspace = await workspaceWithSource()
    const older = await opened(workspace)
    withNextVersion()
    const newer = openCatalog(workspace)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(databaseVersion(older.database)).toBe(migrations.length - 1)
    older.close()
    const catalog = await newer
    expect(databaseVersion(catalog.database)).toBe(migrations.length)
    catalog.close()
  })

  it('refuses a database of another program', async () => {
    const workspace = await workspaceWithSource()
    const database = new Database(catalogFile(workspace))
    database.pragma('application_id = 1')
    database.close()
    await expect(opened(workspace)).rejects.toThrow('another program’s database')
  })

  it('sweeps what killed processes left half-written, and nothing else', async () => {
    const workspace = await workspaceWithSource()
    const left = ['.weatherglass-0a.tmp', '.weatherglass-0a.tmp-wal', 'backups/.weatherglass-1.tmp']
    const others = ['.hidden', 'outputs/.weatherglass-2.tmp', 'backups/notes.txt']
    for (const name of [...left, ...others]) writeFileSync(path.join(workspace.folder, name), '')
    await opened(workspace)
    const there = readdirSync(workspace.folder, { recursive: true, encoding: 'utf8' })
    expect(left.filter((name) => there.includes(name))).toEqual([])
    expect(others.filter((name) => there.includes(name))).toEqual(others)
  })
})

describe('having a workspace to oneself', () => {
  it('is refused as long as someone has it open', async () => {
    const catalog = await newCatalog()
    const ran = alone(catalog.workspace, () => Promise.resolve('ran'), 100)
    await expect(ran).rejects.toThrow(CatalogBusyError)
    catalog.close()
    expect(await alone(catalog.workspace, () => Promise.resolve('ran'), 100)).toBe('ran')
  })

  it('ends with an error', async () => {
    const workspace = await newWorkspace()
    await expect(alone(workspace, () => Promise.reject(new RangeError('no')))).rejects.toThrow(RangeError)
    await opened(workspace)
  })

  it('says what to do where its file is damaged', async () => {
    const workspace = await newWorkspace()
    writeFileSync(path.join(workspace.folder, 'workspace.lock'), 'x'.repeat(5_000))
    await expect(opened(workspace)).rejects.toThrow('delete that file, it holds nothing')
  })
})
