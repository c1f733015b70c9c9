import { mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Catalog } from '../../../../src/main/catalog/opening.ts'
import { listProblems } from '../../../../src/main/catalog/problems.ts'
import {
  addSource,
  overrideLayout,
  removeSource,
  renameSource,
} from '../../../../src/main/catalog/sources/source-changes.ts'
import { getSource, listSources } from '../../../../src/main/catalog/sources/sources.ts'
import { beginWalk, endWalk, recordBatch } from '../../../../src/main/catalog/walks/walk-records.ts'
import { FileMissingError, SourceError } from '../../../../src/shared/errors.ts'
import { folderWith, newCatalog, temporaryFolder } from '../temporary-workspace.ts'
import { drawnImage, drawnImages } from '../walks/drawn-tree.ts'

const pictures = () => folderWith({ 'a.png': 1 })

describe('adding a source', () => {
  it('keeps its real path, what a person said, and the folder’s name', async () => {
    const catalog = await newCatalog()
    const root = folderWith({ 'a.png': 1 }, path.join(temporaryFolder(), "it's\n fog"))
    const link = path.join(temporaryFolder(), 'link')
    symlinkSync(root, link)
    const id = await addSource(catalog, { root: link, layout: 'folder', layoutGiven: true, condition: 'fog' })
    expect(getSource(catalog.database, id)).toMatchObject({
      root,
      name: "it's\n fog",
      layout: 'folder',
      layoutGiven: true,
      condition: 'fog',
      walkedUtc: null,
      missing: false,
    })
  })

  it('numbers a folder’s name that another source has, whatever its case', async () => {
    const catalog = await newCatalog()
    for (const name of ['GTA5', 'gta5', 'Gta5'])
      await addSource(catalog, { root: folderWith({ 'a.png': 1 }, path.join(temporaryFolder(), name)), layout: 'gta5' })
    expect(listSources(catalog.database).map(({ name }) => name)).toEqual(['GTA5', 'gta5 (2)', 'Gta5 (3)'])
  })

  it('refuses a name that is taken or empty', async () => {
    const catalog = await newCatalog()
    await addSource(catalog, { root: pictures(), layout: 'folder', name: 'Zürich' })
    const named = (name: string) => addSource(catalog, { root: pictures(), layout: 'folder', name })
    await expect(named(' Zürich ')).rejects.toThrow('Another source has the name Zürich')
    await expect(named('  ')).rejects.toThrow(SourceError)
  })

  it('refuses a folder that is one already, lies in one or holds one', async () => {
    const catalog = await newCatalog()
    const outer = folderWith({ 'inner/deep/a.png': 1 })
    const inner = path.join(outer, 'inner')
    await addSource(catalog, { root: inner, layout: 'folder', name: 'mine' })
    const added = (root: string) => expect(addSource(catalog, { root, layout: 'folder' })).rejects
    await added(inner).toThrow(`${inner} is already a source, by the name of mine`)
    await added(path.join(inner, 'deep')).toThrow('lies in the source mine')
    await added(outer).toThrow('holds the source mine')
    mkdirSync(`${inner}er`)
    await addSource(catalog, { root: `${inner}er`, layout: 'folder' })
  })

  it('refuses the workspace, a folder in it and one around it', async () => {
    const catalog = await newCatalog()
    const { folder } = catalog.workspace
    const added = (root: string) => expect(addSource(catalog, { root, layout: 'folder' })).rejects
    await added(folder).toThrow('lies in the workspace')
    await added(path.join(folder, 'outputs')).toThrow('lies in the workspace')
    await added(path.dirname(folder)).toThrow('holds the workspace')
    expect(listSources(catalog.database)).toEqual([])
  })

  it('refuses what is not there, and files', async () => {
    const catalog = await newCatalog()
    const root = pictures()
    await expect(addSource(catalog, { root: path.join(root, 'gone'), layout: 'folder' })).rejects.toThrow(
      FileMissingError,
    )
    await expect(addSource(catalog, { root: path.join(root, 'a.png'), layout: 'folder' })).rejects.toThrow('is a file')
  })
})

/** A source with five images, three of them labelled, one gone, one read, one failed, and two problems. */
async function fiveImages(catalog: Catalog): Promise<number> {
  const { database } = catalog
  const id = await addSource(catalog, { root: pictures(), layout: 'acdc', name: 'five' })
  const images = [
    ...drawnImages(3),
    { ...drawnImage(3), label: null, condition: 'fog' as const },
    { ...drawnImage(4), label: null, condition: 'night' as const },
  ]
  const problem = (number: number) =>
    ({ path: images[number]!.path, problem: 'label-missing', message: 'No label' }) as const
  for (const seen of [images, images.slice(1)]) {
    const walk = beginWalk(database, id)
    recordBatch(walk, { images: seen, problems: [problem(3), problem(4)] })
    endWalk(walk)
  }
  const set = (column: string, value: string | number, number: number) =>
    database.prepare(`UPDATE image SET ${column} = ? WHERE path = ?`).run(value, images[number]!.path)
  set('reading', 'done', 1)
  set('thumbnail', 1, 1)
  set('reading', 'failed', 3)
  return id
}

describe('the list of sources', () => {
  it('is by name, with what their images are', async () => {
    const catalog = await newCatalog()
    await fiveImages(catalog)
    await addSource(catalog, { root: pictures(), layout: 'folder', name: 'Empty' })
    const [empty, five] = listSources(catalog.database)
    expect(empty).toMatchObject({ name: 'Empty', state: 'listing', images: 0, gone: 0, problems: 0, walkedUtc: null })
    expect(five).toMatchObject({
      name: 'five',
      state: 'reading',
      images: 4,
      labelled: 2,
      read: 1,
      waiting: 2,
      failed: 1,
      gone: 1,
      problems: 2,
      conditions: { fog: 1, night: 1, rain: 0, snow: 0, clear: 2 },
    })
    expect(Date.parse(five!.walkedUtc!)).toBeGreaterThan(Date.now() - 60_000)
    expect(five!.walkSeconds).toBeGreaterThan(0)
  })

  it('tells what is going on, from the rows alone', async () => {
    const catalog = await newCatalog()
    const { database } = catalog
    const id = await fiveImages(catalog)
    const state = () => listSources(database)[0]!.state
    database.exec(`UPDATE image SET reading = 'done'`)
    expect(state()).toBe('ready')
    beginWalk(database, id)
    expect(state()).toBe('listing')
    database.exec('UPDATE source SET missing = 1')
    expect(state()).toBe('missing')
  })
})

describe('the list of problems', () => {
  it('is by source and path, of one source or one kind where that is asked for', async () => {
    const catalog = await newCatalog()
    const id = await fiveImages(catalog)
    const problems = listProblems(catalog.database)
    expect(problems).toMatchObject([
      { source: 'five', path: 'images/000003.png', problem: 'label-missing', message: 'No label', foundBy: 'walk' },
      { source: 'five', path: 'images/000004.png' },
    ])
    expect(listProblems(catalog.database, { sourceId: id })).toEqual(problems)
    expect(listProblems(catalog.database, { sourceId: id + 1 })).toEqual([])
    expect(listProblems(catalog.database, { problem: 'label-missing' })).toEqual(problems)
    expect(listProblems(catalog.database, { problem: 'too-large' })).toEqual([])
  })
})

describe('changing a source', () => {
  it('gives it another name, or its own again', async () => {
    const catalog = await newCatalog()
    const id = await addSource(catalog, { root: pictures(), layout: 'folder', name: 'one' })
    await addSource(catalog, { root: pictures(), layout: 'folder', name: 'two' })
    renameSource(catalog.database, id, 'ONE')
    expect(getSource(catalog.database, id).name).toBe('ONE')
    expect(() => renameSource(catalog.database, id, 'Two')).toThrow(SourceError)
    expect(() => renameSource(catalog.database, 99, 'three')).toThrow('There is no source 99')
  })

  it('overrides what a look at the folder said', async () => {
    const catalog = await newCatalog()
    const id = await addSource(catalog, { root: pictures(), layout: 'gta5' })
    overrideLayout(catalog.database, id, { layout: 'folder', condition: 'snow' })
    expect(getSource(catalog.database, id)).toMatchObject({ layout: 'folder', layoutGiven: true, condition: 'snow' })
  })

  it('removes it with all that names it, tells the thumbnails, and touches nothing on its disk', async () => {
    const catalog = await newCatalog()
    const { database } = catalog
    const id = await fiveImages(catalog)
    const { root } = getSource(database, id)
    database.exec(`INSERT INTO board (id, name, created_utc) VALUES (1, 'b', '');
      INSERT INTO board_reference (board_id, condition, image_id, position) SELECT 1, 'fog', id, 0 FROM image`)
    const removals = () => database.prepare(`SELECT value FROM catalog_state WHERE key = 'removals'`).pluck().get()
    const before = removals() as number
    const withThumbnail = database.prepare('SELECT id FROM image WHERE thumbnail = 1').pluck().all()
    expect(removeSource(database, id)).toEqual({ images: 5, thumbnails: withThumbnail })
    expect(removals()).toBeGreaterThan(before)
    for (const table of ['source', 'image', 'problem', 'board_reference'])
      expect(database.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0)
    expect(() => removeSource(database, id)).toThrow(SourceError)
    expect(await addSource(catalog, { root, layout: 'folder' })).toBeGreaterThan(0)
  })

  it('never gives the id of a removed image to another', async () => {
    const catalog = await newCatalog()
    const { database } = catalog
    const largest = () => database.prepare('SELECT max(id) FROM image').pluck().get() as number
    const id = await fiveImages(catalog)
    const before = largest()
    removeSource(database, id)
    await fiveImages(catalog)
    expect(database.prepare('SELECT min(id) FROM image').pluck().get()).toBeGreaterThan(before)
  })
})
