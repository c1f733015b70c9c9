import { describe, expect, it } from 'vitest'
import { connect, decide, nextRevision, revision, transact } from '../../../src/main/catalog/database.ts'
import { CatalogBusyError, FileMissingError, WriteError } from '../../../src/shared/errors.ts'
import { addSource } from '../../../src/main/catalog/sources/source-changes.ts'
import { connected, folderWith, newCatalog, temporaryFolder } from './temporary-workspace.ts'

const addBoard = (name: string) => `INSERT INTO board (name, created_utc) VALUES ('${name}', '')`

describe('a connection', () => {
  it('has foreign keys, the log, and the durability that was asked for', async () => {
    const catalog = await newCatalog()
    const crash = connected(catalog)
    const setting = (name: string) => [catalog.database, crash].map((one) => one.pragma(name, { simple: true }))
    expect(setting('journal_mode')).toEqual(['wal', 'wal'])
    expect(setting('foreign_keys')).toEqual([1, 1])
    expect(setting('synchronous')).toEqual([2, 1])
  })

  it('makes no catalog where there is none', () => {
    const file = `${temporaryFolder()}/catalog.sqlite`
    expect(() => connect(file, { durability: 'crash' })).toThrow(FileMissingError)
  })

  it('writes nothing where it is for reading', async () => {
    const { file } = await newCatalog()
    const database = connect(file, { durability: 'crash', readonly: true })
    expect(() => transact(database, () => database.exec(addBoard('x')))).toThrow(WriteError)
    database.close()
  })
})

describe('a transaction', () => {
  it('commits all of it or nothing', async () => {
    const { database } = await newCatalog()
    const count = () => database.prepare('SELECT count(*) FROM board').pluck().get()
    const fails = () =>
      transact(database, () => {
        database.exec(addBoard('a'))
        nextRevision(database)
        throw new RangeError('halfway')
      })
    expect(fails).toThrow(RangeError)
    expect([count(), revision(database)]).toEqual([0, 0])
    expect(transact(database, () => (database.exec(addBoard('a')), nextRevision(database)))).toBe(1)
    expect([count(), revision(database)]).toEqual([1, 1])
  })

  it('of someone else that lasts is one clear error, and then works', async () => {
    const catalog = await newCatalog()
    const other = connected(catalog)
    catalog.database.pragma('busy_timeout = 50')
    other.exec('BEGIN IMMEDIATE')
    const write = () => transact(catalog.database, () => catalog.database.exec(addBoard('a')))
    expect(write).toThrow(CatalogBusyError)
    expect(write).toThrow(/is in use by another process/)
    other.exec('COMMIT')
    write()
  })

  it('that the disk has no room for is one clear error, and nothing is lost', async () => {
    const catalog = await newCatalog()
    const database = connected(catalog)
    transact(database, () => database.exec(addBoard('before')))
    const pages = database.pragma('page_count', { simple: true }) as number
    database.pragma(`max_page_count = ${pages + 2}`)
    const fill = () =>
      transact(database, () => {
        for (let number = 0; number < 1_000; number++) database.exec(addBoard(`${'x'.repeat(200)} ${number}`))
      })
    expect(fill).toThrow(WriteError)
    expect(fill).toThrow(/the disk is full/)
    expect(catalog.database.prepare('SELECT name FROM board').pluck().all()).toEqual(['before'])
    expect(catalog.database.pragma('integrity_check', { simple: true })).toBe('ok')
  })

  it('about what a person decided is synced on any connection, which stays as it was', async () => {
    const catalog = await newCatalog()
    const database = connected(catalog)
    let within: unknown
    decide(database, () => (within = database.pragma('synchronous', { simple: true })))
    expect(within).toBe(2)
    expect(database.pragma('synchronous', { simple: true })).toBe(1)
    const failing = () => decide(database, () => database.exec('INSERT INTO nowhere VALUES (1)'))
    expect(failing).toThrow('no such table')
    expect(database.pragma('synchronous', { simple: true })).toBe(1)
  })

  it('keeps a source that images name', async () => {
    const catalog = await newCatalog()
    const id = await addSource(catalog, { root: folderWith({ 'a.png': 1 }), layout: 'folder' })
    const orphan = catalog.database.prepare(
      `INSERT INTO image (source_id, path, condition, frame, bytes, modified_ms, walk, revision) VALUES (?, 'a', 'fog', '1', 1, 1, 1, 1)`,
    )
    orphan.run(id)
    expect(() => orphan.run(id + 1)).toThrow('FOREIGN KEY')
  })
})
