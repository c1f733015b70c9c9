import { beforeEach, describe, expect, it } from 'vitest'
import { transact, revision, type CatalogDatabase } from '../../../../src/main/catalog/database.ts'
import type { Catalog } from '../../../../src/main/catalog/opening.ts'
import { listProblems } from '../../../../src/main/catalog/problems.ts'
import { addSource, removeSource } from '../../../../src/main/catalog/sources/source-changes.ts'
import { getSource } from '../../../../src/main/catalog/sources/sources.ts'
import {
  beginWalk,
  endWalk,
  endWithoutSource,
  recordBatch,
  type WalkResult,
} from '../../../../src/main/catalog/walks/walk-records.ts'
import type { FoundImage } from '../../../../src/main/datasets/layout.ts'
import { CancelledError } from '../../../../src/shared/errors.ts'
import type { Problem } from '../../../../src/shared/problems.ts'
import { connected, folderWith, newCatalog } from '../temporary-workspace.ts'
import { drawnImage, drawnImages } from './drawn-tree.ts'

let catalog: Catalog
let database: CatalogDatabase
let source: number
beforeEach(async () => {
  catalog = await newCatalog()
  database = catalog.database
  source = await addSource(catalog, { root: folderWith({ 'a.png': 1 }), layout: 'gta5' })
})

function walk(images: readonly FoundImage[], problems: readonly Problem[] = []): WalkResult {
  const begun = beginWalk(database, source)
  recordBatch(begun, { images, problems })
  return endWalk(begun)
}

type Row = Record<string, unknown>
const imageAt = (path: string) => database.prepare('SELECT * FROM image WHERE path = ?').get(path) as Row
const idOf = (path: string) => imageAt(path)['id'] as number

/** Gives an image what the reading pass would. */
function read(path: string): void {
  database
    .prepare(
      `UPDATE image SET reading = 'done', partial_hash = zeroblob(32), width = 4, height = 2, luminance = 99.5,
        class_pixels = zeroblob(80), thumbnail = 1, label_encoding = coalesce(label_encoding, 'colours') WHERE path = ?`,
    )
    .run(path)
}

/** The rows that a walk wrote, by their revision. */
function changedBy(action: () => void): string[] {
  const before = revision(database)
  action()
  return database.prepare('SELECT path FROM image WHERE revision > ? ORDER BY path').pluck().all(before) as string[]
}

const problem = (path: string, message = 'No label', code: Problem['problem'] = 'label-missing'): Problem => ({
  path,
  problem: code,
  message,
})

describe('a first walk', () => {
  it('writes all that was found of an image', () => {
    const full: FoundImage = {
      path: "rgb anon/fog's\n\u{1F32B}\uFE0F.png",
      bytes: 5_000_000_000,
      modifiedMs: 1_700_000_000_123,
      label: { path: 'gt/ü.png', encoding: null, bytes: 7, modifiedMs: -1 },
      condition: 'fog',
      split: 'val',
      sequence: 'GOPR0475',
      frame: '000041',
    }
    expect(walk([full])).toMatchObject({
      images: 1,
      added: 1,
      unchanged: 0,
      moved: 0,
      vanished: 0,
      sourceMissing: false,
    })
    expect(imageAt(full.path)).toMatchObject({
      source_id: source,
      label_path: 'gt/ü.png',
      label_encoding: null,
      condition: 'fog',
      split: 'val',
      sequence: 'GOPR0475',
      frame: '000041',
      bytes: 5_000_000_000,
      modified_ms: 1_700_000_000_123,
      label_bytes: 7,
      label_modified_ms: -1,
      walk: 1,
      missing: 0,
      reading: 'waiting',
      has_problem: 0,
      thumbnail: 0,
    })
    expect(getSource(database, source).walkedUtc).toMatch(/^\d{4}-.*Z$/)
  })

  it('has its images there batch by batch, before it ends', () => {
    const begun = beginWalk(database, source)
    recordBatch(begun, { images: drawnImages(2_500), problems: [] })
    expect(connected(catalog).prepare('SELECT count(*) FROM image').pluck().get()).toBe(2_500)
    expect(getSource(database, source).walkedUtc).toBeNull()
  })
})

describe('a second walk', () => {
  it('touches no row where nothing changed', () => {
    walk(drawnImages(500), [problem(drawnImage(3).path), problem('labels/odd.png', 'No image', 'image-missing')])
    read(drawnImage(3).path)
    const rows = () => [
      database.prepare('SELECT * FROM image').all(),
      database.prepare('SELECT * FROM problem').all(),
      database.prepare('SELECT * FROM catalog_state').all(),
    ]
    const before = rows()
    expect(
      walk(drawnImages(500), [problem(drawnImage(3).path), problem('labels/odd.png', 'No image', 'image-missing')]),
    ).toMatchObject({ images: 500, unchanged: 500, added: 0, problems: 2 })
    expect(rows()).toEqual(before)
  })

  it.each<[string, (image: FoundImage) => FoundImage]>([
    ['its size', (image) => ({ ...image, bytes: 1 })],
    ['its time', (image) => ({ ...image, modifiedMs: 1 })],
    ['its label’s size', (image) => ({ ...image, label: { ...image.label!, bytes: 1 } })],
    ['its label’s time', (image) => ({ ...image, label: { ...image.label!, modifiedMs: 1 } })],
    ['its label’s encoding', (image) => ({ ...image, label: { ...image.label!, encoding: 'labelTrainIds' } })],
    ['its label, which is gone,', (image) => ({ ...image, label: null })],
  ])('makes an image wait whose files changed: %s', (_, change) => {
    walk(drawnImages(3))
    const { path } = drawnImage(1)
    const id = idOf(path)
    read(path)
    read(drawnImage(2).path)
    const images = drawnImages(3).map((image, number) => (number === 1 ? change(image) : image))
    const changed = changedBy(() => expect(walk(images)).toMatchObject({ changed: 1, unchanged: 2 }))
    expect(changed).toEqual([path])
    // what was read is shown until it is read anew
    expect(imageAt(path)).toMatchObject({ id, reading: 'waiting', partial_hash: null, luminance: 99.5, thumbnail: 1 })
    expect(imageAt(drawnImage(2).path)).toMatchObject({ reading: 'done' })
    expect(walk(images)).toMatchObject({ unchanged: 3 })
  })

  it('tells the place of an image anew and keeps what was read', () => {
    walk(drawnImages(2))
    const [first, second] = drawnImages(2) as [FoundImage, FoundImage]
    read(first.path)
    const told: FoundImage = {
      ...first,
      condition: 'rain',
      split: 'train',
      sequence: 's',
      label: { ...first.label!, path: 'gt/0.png' },
    }
    expect(walk([told, second])).toMatchObject({ described: 1, unchanged: 1 })
    expect(imageAt(first.path)).toMatchObject({
      condition: 'rain',
      split: 'train',
      sequence: 's',
      label_path: 'gt/0.png',
      reading: 'done',
      luminance: 99.5,
    })
  })

  it('keeps an encoding that the pixels told where the name tells none', () => {
    const image = { ...drawnImage(0), label: { ...drawnImage(0).label!, encoding: null } }
    walk([image])
    read(image.path)
    expect(walk([image])).toMatchObject({ unchanged: 1 })
    expect(imageAt(image.path)).toMatchObject({ label_encoding: 'colours', reading: 'done' })
  })

  it('marks what is gone as missing, and as there again with all that was read', () => {
    walk(drawnImages(4))
    const { path } = drawnImage(2)
    const id = idOf(path)
    read(path)
    const without = drawnImages(4).filter((image) => image.path !== path)
    expect(changedBy(() => expect(walk(without)).toMatchObject({ vanished: 1, images: 3 }))).toEqual([path])
    expect(imageAt(path)).toMatchObject({ id, missing: 1, reading: 'done' })
    expect(changedBy(() => expect(walk(without)).toMatchObject({ vanished: 0 }))).toEqual([])
    expect(changedBy(() => expect(walk(drawnImages(4))).toMatchObject({ described: 1 }))).toEqual([path])
    expect(imageAt(path)).toMatchObject({ id, missing: 0, reading: 'done' })
  })

  it('leaves images of other sources alone', async () => {
    const other = await addSource(catalog, { root: folderWith({ 'a.png': 1 }), layout: 'gta5' })
    const begun = beginWalk(database, other)
    recordBatch(begun, { images: drawnImages(3), problems: [problem(drawnImage(0).path)] })
    endWalk(begun)
    walk(drawnImages(1))
    expect(changedBy(() => walk(drawnImages(2).slice(1)))).toHaveLength(2)
    const others = database.prepare('SELECT count(*) FROM image WHERE source_id = ? AND missing = 0').pluck()
    expect(others.get(other)).toBe(3)
    expect(listProblems(database)).toHaveLength(1)
  })
})

describe('a walk that does not end', () => {
  it('marks nothing as missing, and the next does', () => {
    walk(drawnImages(4))
    recordBatch(beginWalk(database, source), { images: drawnImages(2), problems: [] })
    const missing = () => database.prepare('SELECT count(*) FROM image WHERE missing = 1').pluck().get()
    expect(missing()).toBe(0)
    walk(drawnImages(2))
    expect(missing()).toBe(2)
  })

  it('because a second one began, writes nothing more', () => {
    const first = beginWalk(database, source)
    recordBatch(first, { images: drawnImages(1), problems: [] })
    const second = beginWalk(connected(catalog), source)
    expect(() => recordBatch(first, { images: drawnImages(2), problems: [] })).toThrow(CancelledError)
    expect(() => endWalk(first)).toThrow('Another process lists the files')
    recordBatch(second, { images: drawnImages(3), problems: [] })
    expect(endWalk(second)).toMatchObject({ images: 3, added: 2 })
  })

  it('because its source was removed, says so', () => {
    const begun = beginWalk(database, source)
    removeSource(database, source)
    expect(() => recordBatch(begun, { images: drawnImages(1), problems: [] })).toThrow('was removed while')
    expect(() => beginWalk(database, source)).toThrow('There is no source')
  })

  it('because the disk is full, can be done again', () => {
    walk(drawnImages(10))
    const crash = connected(catalog)
    const pages = crash.pragma('page_count', { simple: true }) as number
    const begun = beginWalk(crash, source)
    crash.pragma(`max_page_count = ${pages + 30}`)
    expect(() => recordBatch(begun, { images: drawnImages(5_000), problems: [] })).toThrow('the disk is full')
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(walk(drawnImages(5_000))).toMatchObject({ images: 5_000, vanished: 0 })
  })
})

describe('a source whose folder is not there', () => {
  it('is marked, with the reason, and its images stay as they are', () => {
    walk(drawnImages(3))
    const begun = beginWalk(database, source)
    recordBatch(begun, { images: drawnImages(1), problems: [] })
    const changed = changedBy(() => endWithoutSource(begun, 'The disk is gone; mount it'))
    expect(changed).toEqual([])
    expect(getSource(database, source).missing).toBe(true)
    expect(listProblems(database)).toMatchObject([
      { path: '', problem: 'source-missing', message: 'The disk is gone; mount it', imageId: null },
    ])
    walk(drawnImages(3))
    expect(getSource(database, source).missing).toBe(false)
    expect(listProblems(database)).toEqual([])
  })

  it('is taken for such where it is empty though it held images', () => {
    walk(drawnImages(3))
    expect(walk([])).toMatchObject({ sourceMissing: true, vanished: 0 })
    expect(listProblems(database)[0]!.message).toContain('holds no image any more')
    expect(database.prepare('SELECT count(*) FROM image WHERE missing = 1').pluck().get()).toBe(0)
  })

  it('may be empty from the start', () => {
    expect(walk([])).toMatchObject({ sourceMissing: false, images: 0 })
  })
})

describe('problems of a walk', () => {
  const [first, second] = drawnImages(2).map(({ path }) => path) as [string, string]

  it('name their image, also where they are told before it, and files that are none', () => {
    const begun = beginWalk(database, source)
    recordBatch(begun, { images: drawnImages(1), problems: [problem(first), problem(second), problem('x.png')] })
    recordBatch(begun, { images: drawnImages(2).slice(1), problems: [] })
    endWalk(begun)
    expect(listProblems(database).map(({ path, imageId }) => [path, imageId])).toEqual([
      [first, idOf(first)],
      [second, idOf(second)],
      ['x.png', null],
    ])
    expect([imageAt(first), imageAt(second)]).toMatchObject([{ has_problem: 1 }, { has_problem: 1 }])
  })

  it('are replaced by those of the next, and images tell it', () => {
    walk(drawnImages(2), [problem(first), problem(second), problem(second, 'Twice', 'duplicate-name')])
    const changed = changedBy(() => walk(drawnImages(2), [problem(second, 'Still no label')]))
    expect(changed).toEqual([first, second])
    expect(listProblems(database)).toMatchObject([{ path: second, message: 'Still no label' }])
    expect([imageAt(first), imageAt(second)]).toMatchObject([{ has_problem: 0 }, { has_problem: 1 }])
  })

  it('leave those of the reading pass alone, and take over what both find', () => {
    walk(drawnImages(2))
    const add = database.prepare(
      `INSERT INTO problem (source_id, image_id, path, problem, message, found_by) VALUES (?, ?, ?, ?, ?, 'reading')`,
    )
    transact(database, () => {
      add.run(source, idOf(first), first, 'single-colour', 'All black')
      add.run(source, idOf(second), second, 'unreadable', 'Cut off')
    })
    walk(drawnImages(2), [problem(second, 'No permission', 'unreadable')])
    expect(listProblems(database)).toMatchObject([
      { path: first, problem: 'single-colour', foundBy: 'reading' },
      { path: second, problem: 'unreadable', message: 'No permission', foundBy: 'walk' },
    ])
    walk(drawnImages(2))
    expect(listProblems(database)).toMatchObject([{ path: first, foundBy: 'reading' }])
  })
})
