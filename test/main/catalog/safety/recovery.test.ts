import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { decide } from '../../../../src/main/catalog/database.ts'
import { openCatalog, type Catalog } from '../../../../src/main/catalog/opening.ts'
import { backUp } from '../../../../src/main/catalog/safety/backups.ts'
import { checkCatalog } from '../../../../src/main/catalog/safety/maintenance.ts'
import { restoreNewestBackup, restoreOrStartAnew } from '../../../../src/main/catalog/safety/recovery.ts'
import { listSources } from '../../../../src/main/catalog/sources/sources.ts'
import { CatalogBusyError, CatalogDamagedError, WorkspaceError } from '../../../../src/shared/errors.ts'
import { openWorkspace } from '../../../../src/main/catalog/workspace/workspace.ts'
import { newCatalog, opened, temporaryFolder } from '../temporary-workspace.ts'
import { addImages, damages } from './damage.ts'

const namesOf = ({ database }: Catalog) => listSources(database).map(({ name }) => name)

/** A closed catalog of `early` (in a backup) and `late` (in the file alone). */
async function damagedCatalog(damage: (file: string) => void): Promise<Catalog> {
  const catalog = await newCatalog()
  await addImages(catalog, 2_000, 'early')
  await backUp(catalog.workspace, 'daily', new Date('2026-03-04T05:06:07Z'))
  await addImages(catalog, 2_000, 'late')
  catalog.close()
  damage(catalog.file)
  return catalog
}

describe.each(Object.entries(damages))('a catalog %s', (_, damage) => {
  it('is refused with the backup and the way back, and is restored on request', async () => {
    const { file, workspace } = await damagedCatalog(damage)
    const damaged = readFileSync(file)
    const refused = expect(openCatalog(workspace)).rejects
    await refused.toThrow(CatalogDamagedError)
    await refused.toThrow(
      /catalog-20260304T050607Z-v\d+-daily\.sqlite, was taken at 2026-03-04T05:06:07Z: weatherglass workspace restore/,
    )
    const { from, keptIn, damagedBackups } = await restoreNewestBackup(workspace)
    expect(from).toMatchObject({ takenUtc: '2026-03-04T05:06:07Z' })
    expect(damagedBackups).toEqual([])
    expect(readFileSync(path.join(keptIn, 'catalog.sqlite')).equals(damaged)).toBe(true)
    const restored = await opened(workspace)
    expect(namesOf(restored)).toEqual(['early'])
    expect(listSources(restored.database)[0]).toMatchObject({ images: 2_000 })
    await checkCatalog(restored)
  })
})

describe('restoring', () => {
  it('refuses a catalog that is whole, and one that someone has open', async () => {
    const catalog = await newCatalog()
    await backUp(catalog.workspace, 'daily')
    await expect(restoreNewestBackup(catalog.workspace)).rejects.toThrow(CatalogBusyError)
    catalog.close()
    await expect(restoreNewestBackup(catalog.workspace)).rejects.toThrow(WorkspaceError)
    await expect(restoreNewestBackup(catalog.workspace)).rejects.toThrow('nothing was restored')
    await opened(catalog.workspace)
  })

  it('passes over backups that are damaged themselves, and names them', async () => {
    const { workspace } = await damagedCatalog(damages['empty']!)
    const backups = path.join(workspace.folder, 'backups')
    const worse = path.join(backups, 'catalog-20260401T000000Z-v1-daily.sqlite')
    writeFileSync(worse, readFileSync(path.join(backups, readdirSync(backups)[0]!)))
    damages['with a page of zeros']!(worse)
    const { from, damagedBackups } = await restoreNewestBackup(workspace)
    expect(from).toMatchObject({ takenUtc: '2026-03-04T05:06:07Z' })
    expect(damagedBackups.map(({ file }) => file)).toEqual([worse])
    expect(existsSync(worse)).toBe(true)
    expect(namesOf(await opened(workspace))).toEqual(['early'])
  })

  it('starts with an empty catalog only where that is asked for and no backup is whole', async () => {
    const { workspace, file } = await damagedCatalog(damages['with a garbage header']!)
    const backups = path.join(workspace.folder, 'backups')
    rmSync(backups, { recursive: true })
    await expect(openCatalog(workspace)).rejects.toThrow(
      'there is no backup: weatherglass workspace restore --start-anew',
    )
    await expect(restoreNewestBackup(workspace)).rejects.toThrow(
      'there is no backup; weatherglass workspace restore --start-anew',
    )
    expect(existsSync(file)).toBe(true)
    const { from, keptIn } = await restoreOrStartAnew(workspace)
    expect(from).toBe('new')
    expect(readdirSync(keptIn)).toEqual(['catalog.sqlite'])
    expect(namesOf(await opened(workspace))).toEqual([])
  })

  it('prefers a backup to an empty catalog', async () => {
    const { workspace } = await damagedCatalog(damages['empty']!)
    expect((await restoreOrStartAnew(workspace)).from).toMatchObject({ kind: 'daily' })
  })

  it('goes on where it was killed between moving the damaged file and putting the backup in its place', async () => {
    const { workspace, file } = await damagedCatalog(damages['with a garbage header']!)
    rmSync(file)
    writeFileSync(`${file}-wal`, 'of the damaged one')
    await expect(openCatalog(workspace)).rejects.toThrow('the file is gone')
    const { keptIn } = await restoreNewestBackup(workspace)
    expect(readdirSync(keptIn)).toEqual(['catalog.sqlite-wal'])
    expect(namesOf(await opened(workspace))).toEqual(['early'])
  })
})

/** The workspace as it is on the disk while it is open: what a process that is killed now leaves. */
async function leftBehind({ workspace }: Catalog) {
  const copy = path.join(temporaryFolder(), 'left')
  // by another process: closing a file in this one would let go of its locks
  execFileSync('cp', ['-r', workspace.folder, copy])
  return await openWorkspace(copy)
}

const addBoard = ({ database }: Catalog, name: string) =>
  decide(database, () => database.prepare(`INSERT INTO board (name, created_utc) VALUES (?, '')`).run(name))
const boardsOf = ({ database }: Catalog) => database.prepare('SELECT name FROM board ORDER BY id').pluck().all()

describe('a catalog that was left open by a killed process', () => {
  it('has all that was committed', async () => {
    const catalog = await newCatalog()
    await addImages(catalog, 2_000, 'GTA5')
    addBoard(catalog, 'Fog')
    const left = await leftBehind(catalog)
    expect(readdirSync(left.folder)).toContain('catalog.sqlite-wal')
    const there = await opened(left)
    expect(namesOf(there)).toEqual(['GTA5'])
    expect(boardsOf(there)).toEqual(['Fog'])
  })

  it('is read as a whole, however large', async () => {
    const catalog = await newCatalog()
    await addImages(catalog, 60_000, 'GTA5')
    catalog.database.pragma('wal_checkpoint(TRUNCATE)')
    addBoard(catalog, 'Fog')
    const left = await leftBehind(catalog)
    damages['with a page of zeros']!(path.join(left.folder, 'catalog.sqlite'))
    await expect(openCatalog(left)).rejects.toThrow(CatalogDamagedError)
    // one that was closed is not: that would take seconds at every start
    const closed = await opened(catalog.workspace)
    closed.close()
    catalog.close()
    damages['with a page of zeros']!(catalog.file)
    const looked = await opened(catalog.workspace)
    await expect(checkCatalog(looked)).rejects.toThrow(CatalogDamagedError)
  })

  it('is refused where its log cannot be read, and restored without the log: that is newer than the backup', async () => {
    const catalog = await newCatalog()
    await backUp(catalog.workspace, 'daily')
    await addImages(catalog, 1_000, 'after the backup')
    catalog.database.pragma('wal_checkpoint(TRUNCATE)')
    addBoard(catalog, 'in the log alone')
    const left = await leftBehind(catalog)
    const log = path.join(left.folder, 'catalog.sqlite-wal')
    damages['with a garbage header']!(log)
    const damaged = readFileSync(log)
    await expect(openCatalog(left)).rejects.toThrow('is damaged (its write-ahead log has no readable header)')
    expect(readFileSync(log).equals(damaged)).toBe(true)
    const { from, keptIn } = await restoreNewestBackup(left)
    expect(from).toBe('catalog')
    expect(readFileSync(path.join(keptIn, 'catalog.sqlite-wal')).equals(damaged)).toBe(true)
    const there = await opened(left)
    expect(namesOf(there)).toEqual(['after the backup'])
    expect(boardsOf(there)).toEqual([])
  })

  it('is restored from the backup where that holds more than the file without its log', async () => {
    const catalog = await newCatalog()
    catalog.database.pragma('wal_autocheckpoint = 0')
    await addImages(catalog, 1_000, 'in the log and the backup')
    await backUp(catalog.workspace, 'daily')
    const left = await leftBehind(catalog)
    damages['with a garbage header']!(path.join(left.folder, 'catalog.sqlite-wal'))
    expect((await restoreNewestBackup(left)).from).toMatchObject({ kind: 'daily' })
    expect(namesOf(await opened(left))).toEqual(['in the log and the backup'])
  })

  it('loses no more than the end of its log where that is cut off', async () => {
    const catalog = await newCatalog()
    await addImages(catalog, 1_000, 'GTA5')
    addBoard(catalog, 'first')
    addBoard(catalog, 'second')
    const left = await leftBehind(catalog)
    damages['cut off within a page']!(path.join(left.folder, 'catalog.sqlite-wal'))
    const there = await opened(left)
    expect(boardsOf(there)).toEqual(['first'])
    await checkCatalog(there)
  })
})
