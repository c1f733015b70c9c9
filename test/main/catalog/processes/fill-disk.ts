import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { connect } from '../../../../src/main/catalog/database.ts'
import { openCatalog } from '../../../../src/main/catalog/opening.ts'
import { backUp } from '../../../../src/main/catalog/safety/backups.ts'
import { checkCatalog } from '../../../../src/main/catalog/safety/maintenance.ts'
import { addSource } from '../../../../src/main/catalog/sources/source-changes.ts'
import { listSources } from '../../../../src/main/catalog/sources/sources.ts'
import { beginWalk, endWalk, recordBatch } from '../../../../src/main/catalog/walks/walk-records.ts'
import { backupsFolder } from '../../../../src/main/catalog/workspace/folders.ts'
import { createWorkspace, openWorkspace } from '../../../../src/main/catalog/workspace/workspace.ts'
import { WeatherglassError } from '../../../../src/shared/errors.ts'
import { drawnImages } from '../walks/drawn-tree.ts'

/**
 * What a workspace on a full disk comes to: DISK SOURCES. Mounts 24 MB of memory at DISK, so it runs in a mount namespace of
 * its own (`unshare -rm`). Prints a line for each attempt.
 */
const [disk = '', sources = ''] = process.argv.slice(2)
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'none', disk])
const ballast = path.join(disk, 'ballast')

async function attempt(what: string, action: () => unknown): Promise<void> {
  try {
    await action()
    console.log(`${what}: done`)
  } catch (error) {
    if (!(error instanceof WeatherglassError)) throw error
    console.log(`${what}: ${error.code}: ${error.message.replaceAll(disk, 'DISK')}`)
  }
}

function leaveFree(bytes: number): void {
  for (let full = false; !full;)
    try {
      appendFileSync(ballast, Buffer.alloc(65_536))
    } catch (error) {
      full = (error as NodeJS.ErrnoException).code === 'ENOSPC'
      if (!full) throw error
    }
  truncateSync(ballast, statSync(ballast).size - bytes)
}

const workspace = await createWorkspace(path.join(disk, 'ws'))
const catalog = await openCatalog(workspace)
const database = connect(catalog.file, { durability: 'crash' })
const sourceRoot = (name: string) => path.join(sources, name)
for (const name of ['first', 'second']) mkdirSync(sourceRoot(name))
const id = await addSource(catalog, { root: sourceRoot('first'), layout: 'gta5' })
const walkThrough = (count: number) => {
  const walk = beginWalk(database, id)
  recordBatch(walk, { images: drawnImages(count), problems: [] })
  endWalk(walk)
}
const report = () => {
  const [source] = listSources(database)
  console.log(`images: ${source!.images}, ${source!.state}`)
}

await attempt('walk of a part', () => walkThrough(5_000))
leaveFree(200_000)
await attempt('walk on a full disk', () => walkThrough(40_000))
report()
leaveFree(0)
await attempt('source on a full disk', () => addSource(catalog, { root: sourceRoot('second'), layout: 'gta5' }))
await attempt('backup on a full disk', () => backUp(workspace, 'daily'))
console.log(`left in backups: ${readdirSync(backupsFolder(workspace)).length}`)
await attempt('another opening', async () => (await openCatalog(workspace)).close())
await attempt('check', () => checkCatalog(catalog))
rmSync(ballast)
await attempt('walk with room again', () => walkThrough(40_000))
report()
await attempt('check', () => checkCatalog(catalog))
database.close()
catalog.close()
leaveFree(0)
await attempt('opening on a full disk', () => openWorkspace(workspace.folder))
await attempt('creating on a full disk', () => createWorkspace(path.join(disk, 'other')))
rmSync(ballast)
execFileSync('mount', ['-o', 'remount,ro', disk])
await attempt('opening on a read-only disk', () => openWorkspace(workspace.folder))
await attempt('creating on a read-only disk', () => createWorkspace(path.join(disk, 'other')))
execFileSync('mount', ['-o', 'remount,rw', disk])
await attempt('opening again', async () => (await openCatalog(await openWorkspace(workspace.folder))).close())
