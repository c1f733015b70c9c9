import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { connect } from '../../../../src/main/catalog/database.ts'
import { backupFileName, listBackups, type Backup } from '../../../../src/main/catalog/safety/backup-files.ts'
import { backUp, backUpDaily, superfluous } from '../../../../src/main/catalog/safety/backups.ts'
import { findingsIn } from '../../../../src/main/catalog/safety/integrity.ts'
import { beginWalk, recordBatch } from '../../../../src/main/catalog/walks/walk-records.ts'
import { backupsFolder } from '../../../../src/main/catalog/workspace/folders.ts'
import { CatalogDamagedError } from '../../../../src/shared/errors.ts'
import { connected, newCatalog, temporaryFolder } from '../temporary-workspace.ts'
import { drawnImages } from '../walks/drawn-tree.ts'
import { addImages, damageIndex, damages } from './damage.ts'

const at = (time: string) => new Date(`${time}Z`)

describe('a backup', () => {
  it('is a whole catalog of one moment, taken while another thread writes', async () => {
    const catalog = await newCatalog()
    await addImages(catalog, 3_000, 'GTA5')
    const writer = connected(catalog)
    const walk = beginWalk(writer, 1)
    const taken = backUp(catalog.workspace, 'daily', at('2026-03-04T05:06:07'))
    for (let start = 3_000; start < 6_000; start += 100) {
      recordBatch(walk, { images: drawnImages(start + 100).slice(start), problems: [] })
      await new Promise(setImmediate)
    }
    const backup = await taken
    expect(path.basename(backup.file)).toBe(`catalog-20260304T050607Z-v${backup.version}-daily.sqlite`)
    expect(backup).toMatchObject({ kind: 'daily', takenUtc: '2026-03-04T05:06:07Z' })
    const copy = connect(backup.file, { durability: 'crash', readonly: true })
    expect(findingsIn(copy, 'full')).toEqual([])
    const images = copy.prepare('SELECT count(*) FROM image').pluck().get() as number
    expect(images).toBeGreaterThanOrEqual(3_000)
    copy.close()
    expect(readdirSync(backupsFolder(catalog.workspace)).filter((name) => name.startsWith('.'))).toEqual([])
  })

  it('is taken once a day', async () => {
    const { workspace } = await newCatalog()
    expect(await backUpDaily(workspace, at('2026-03-04T00:00:01'))).toBeDefined()
    expect(await backUpDaily(workspace, at('2026-03-04T23:59:59'))).toBeUndefined()
    expect(await backUpDaily(workspace, at('2026-03-05T00:00:00'))).toBeDefined()
  })

  it('is not taken of a damaged catalog, and the older ones stay', async () => {
    const catalog = await newCatalog()
    await addImages(catalog, 1_000, 'GTA5')
    for (let day = 1; day <= 7; day++) await backUp(catalog.workspace, 'daily', at(`2026-03-0${day}T12:00:00`))
    catalog.close()
    damages['with a page of zeros']!(catalog.file)
    await expect(backUp(catalog.workspace, 'daily', at('2026-03-08T12:00:00'))).rejects.toThrow(CatalogDamagedError)
    expect(listBackups(backupsFolder(catalog.workspace))).toHaveLength(7)
    expect(readdirSync(backupsFolder(catalog.workspace))).toHaveLength(7)
  })

  it('is not taken of one whose index alone is damaged, though its rows could be copied', async () => {
    const catalog = await newCatalog()
    await addImages(catalog, 1_000, 'GTA5')
    catalog.close()
    damageIndex(catalog.file, 'image_by_revision')
    await expect(backUp(catalog.workspace, 'daily')).rejects.toThrow(CatalogDamagedError)
  })
})

describe('the list of backups', () => {
  it('is newest first and holds nothing else', () => {
    const folder = temporaryFolder()
    const names = [
      backupFileName('daily', 1, at('2026-03-04T05:06:07.890')),
      backupFileName('migration', 2, at('2027-03-04T05:06:07')),
    ]
    for (const name of [...names, 'notes.txt', 'catalog.sqlite', `${names[0]}-wal`, `.${names[0]}`])
      writeFileSync(path.join(folder, name), 'x')
    expect(listBackups(folder)).toEqual([
      { file: path.join(folder, names[1]!), kind: 'migration', version: 2, takenUtc: '2027-03-04T05:06:07Z', bytes: 1 },
      { file: path.join(folder, names[0]!), kind: 'daily', version: 1, takenUtc: '2026-03-04T05:06:07Z', bytes: 1 },
    ])
    rmSync(folder, { recursive: true })
    expect(listBackups(folder)).toEqual([])
    expect(existsSync(folder)).toBe(false)
  })

  const backup = (takenUtc: string, kind: Backup['kind'] = 'daily', version = 1): Backup => ({
    file: `${takenUtc} ${kind} ${version}`,
    kind,
    version,
    takenUtc,
    bytes: 1,
  })

  it('keeps the newest of each of the last seven days, and of each version the newest before its migration', () => {
    const days = ['20', '19', '18', '17', '11', '09', '08', '07', '01'].map((day) => backup(`2026-03-${day}T12:00:00Z`))
    const morning = backup('2026-03-20T08:00:00Z')
    const [two, old, older] = [
      backup('2026-03-18T00:00:00Z', 'migration', 2),
      backup('2026-01-02T00:00:00Z', 'migration'),
      backup('2026-01-01T00:00:00Z', 'migration'),
    ] as const
    const all = [days[0]!, morning, ...days.slice(1, 3), two, ...days.slice(3), old, older]
    expect(superfluous(all)).toEqual([morning, days[7], days[8], older])
    expect(superfluous([])).toEqual([])
  })
})
