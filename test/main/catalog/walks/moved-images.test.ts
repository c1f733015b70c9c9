import { beforeEach, describe, expect, it } from 'vitest'
import type { CatalogDatabase } from '../../../../src/main/catalog/database.ts'
import type { Catalog } from '../../../../src/main/catalog/opening.ts'
import { addSource } from '../../../../src/main/catalog/sources/source-changes.ts'
import { columnsNamingImages, matchMoves, type Identity } from '../../../../src/main/catalog/walks/moved-images.ts'
import { beginWalk, endWalk, recordBatch } from '../../../../src/main/catalog/walks/walk-records.ts'
import type { FoundImage } from '../../../../src/main/datasets/layout.ts'
import { folderWith, newCatalog } from '../temporary-workspace.ts'
import { drawnImage, drawnImages } from './drawn-tree.ts'

const file = (id: number, path: string, bytes = 10, modifiedMs = 20): Identity => ({ id, path, bytes, modifiedMs })

describe('files that are gone and files that are new', () => {
  it('are the same where size and time say so, and no other file has these', () => {
    expect(matchMoves([file(1, 'a/x.png'), file(2, 'a/y.png', 11)], [file(3, 'b/renamed.png')])).toEqual([
      { id: 1, newId: 3 },
    ])
    expect(matchMoves([file(1, 'a/x.png')], [file(2, 'b/x.png', 10, 21), file(3, 'b/x.png', 11)])).toEqual([])
    expect(matchMoves([file(1, 'x'), file(2, 'y')], [file(3, 'z')])).toEqual([])
    expect(matchMoves([file(1, 'x')], [file(3, 'z'), file(4, 'w')])).toEqual([])
  })

  it('are told apart by their names where several have the same size and time', () => {
    expect(
      matchMoves(
        [file(1, 'a/1.png'), file(2, 'a/2.png'), file(3, 'a/3.png')],
        [file(5, 'b/2.png'), file(4, 'b/1.png')],
      ),
    ).toEqual([
      { id: 1, newId: 4 },
      { id: 2, newId: 5 },
    ])
    // the third is the only one that is left on both sides
    expect(matchMoves([file(1, 'a/1.png'), file(3, 'a/3.png')], [file(4, 'b/1.png'), file(6, 'b/other.png')])).toEqual([
      { id: 1, newId: 4 },
      { id: 3, newId: 6 },
    ])
  })
})

describe('a walk after files were moved', () => {
  let catalog: Catalog
  let database: CatalogDatabase
  let source: number
  beforeEach(async () => {
    catalog = await newCatalog()
    database = catalog.database
    source = await addSource(catalog, { root: folderWith({ 'a.png': 1 }), layout: 'gta5' })
    walk(drawnImages(10))
    database.exec(`UPDATE image SET reading = 'done', partial_hash = zeroblob(32), luminance = id, thumbnail = 1`)
  })

  function walk(images: readonly FoundImage[], end = true) {
    const begun = beginWalk(database, source)
    recordBatch(begun, { images, problems: [] })
    return end ? endWalk(begun) : undefined
  }
  const images = () =>
    database.prepare('SELECT id, path, missing, reading, partial_hash FROM image ORDER BY id').all() as {
      id: number
      path: string
      missing: number
      reading: string
      partial_hash: Buffer | null
    }[]
  const ids = () => images().map(({ id }) => id)

  it('keeps the ids and all that was read, and has the hash compared', () => {
    const before = ids()
    expect(walk(drawnImages(10, '01_images/images'))).toMatchObject({ moved: 10, added: 0, vanished: 0 })
    expect(ids()).toEqual(before)
    expect(images()[3]).toMatchObject({ path: '01_images/images/000003.png', missing: 0, reading: 'waiting' })
    expect(images().every(({ partial_hash }) => partial_hash !== null)).toBe(true)
    const read = database.prepare('SELECT count(*) FROM image WHERE luminance = id AND thumbnail = 1').pluck()
    expect(read.get()).toBe(10)
    expect(walk(drawnImages(10, '01_images/images'))).toMatchObject({ unchanged: 10, moved: 0 })
  })

  it('takes nothing for granted where the label is another', () => {
    const moved = { ...drawnImage(0, 'new'), label: null }
    walk([moved, ...drawnImages(10).slice(1)])
    expect(images()[0]).toMatchObject({ path: moved.path, reading: 'waiting', partial_hash: null })
  })

  it('finds again what was missing for a while', () => {
    const before = ids()
    walk(drawnImages(10).slice(5))
    expect(images().filter(({ missing }) => missing === 1)).toHaveLength(5)
    expect(walk([...drawnImages(5, 'back'), ...drawnImages(10).slice(5)])).toMatchObject({ moved: 5, vanished: 0 })
    expect(ids()).toEqual(before)
    expect(images().filter(({ missing }) => missing === 1)).toEqual([])
  })

  it('finds what a walk that was interrupted saw first', () => {
    const before = ids()
    walk(drawnImages(6, 'new'), false)
    expect(ids()).toHaveLength(16)
    expect(walk(drawnImages(10, 'new'))).toMatchObject({ moved: 10 })
    expect(ids()).toEqual(before)
  })

  it('does not take a copy for a move', () => {
    expect(walk([...drawnImages(10), drawnImage(0, 'copy')])).toMatchObject({ moved: 0, added: 1, vanished: 0 })
    walk([...drawnImages(10).slice(1), drawnImage(0, 'copy')])
    // the copy was there at the last walk: that it is the same file cannot be told any more
    expect(images().filter(({ missing }) => missing === 1)).toHaveLength(1)
  })

  it('carries problems and places on boards along', () => {
    const { id, path } = images()[0]!
    database
      .prepare(
        `INSERT INTO problem (source_id, image_id, path, problem, message, found_by) VALUES (?, ?, ?, 'single-colour', '', 'reading')`,
      )
      .run(source, id, path)
    database.exec(`INSERT INTO board (id, name, created_utc) VALUES (1, 'b', '')`)
    const pick = database.prepare(
      `INSERT INTO board_reference (board_id, condition, image_id, position) VALUES (1, ?, ?, 0)`,
    )
    pick.run('fog', id)
    const begun = beginWalk(database, source)
    const moved = drawnImage(0, 'new')
    recordBatch(begun, {
      images: [moved, ...drawnImages(10).slice(1)],
      problems: [{ path: moved.path, problem: 'label-missing', message: '' }],
    })
    // someone picks it under its new path before the walk ends
    const newId = images().at(-1)!.id
    pick.run('fog', newId)
    pick.run('rain', newId)
    endWalk(begun)
    const problems = database.prepare('SELECT path, problem, image_id AS image FROM problem ORDER BY problem').all()
    expect(problems).toEqual([
      { path: moved.path, problem: 'label-missing', image: id },
      { path: moved.path, problem: 'single-colour', image: id },
    ])
    const places = database.prepare('SELECT condition FROM board_reference WHERE image_id = ? ORDER BY 1').pluck()
    expect(places.all(id)).toEqual(['fog', 'rain'])
    expect(places.all(newId)).toEqual([])
    expect(database.prepare('SELECT has_problem FROM image WHERE id = ?').pluck().get(id)).toBe(1)
  })

  it('knows every column that names an image', () => {
    const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all() as string[]
    const naming = tables.flatMap((table) =>
      (database.pragma(`foreign_key_list(${table})`) as { table: string; from: string }[])
        .filter(({ table: named }) => named === 'image')
        .map(({ from }) => `${table}.${from}`),
    )
    expect(naming.sort()).toEqual(columnsNamingImages.map(({ table, column }) => `${table}.${column}`).sort())
  })
})
