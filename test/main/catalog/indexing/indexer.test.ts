import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  openIndexer,
  startIndexing,
  type Indexer,
  type IndexerOptions,
  type SourceProgress,
} from '../../../../src/main/catalog/indexing/indexer.ts'
import { leaseSource } from '../../../../src/main/catalog/indexing/source-lease.ts'
import { thumbnailFile } from '../../../../src/main/catalog/indexing/thumbnails/thumbnail-files.ts'
import type { Catalog } from '../../../../src/main/catalog/opening.ts'
import { listProblems } from '../../../../src/main/catalog/problems.ts'
import { addSource, removeSource } from '../../../../src/main/catalog/sources/source-changes.ts'
import { listSources } from '../../../../src/main/catalog/sources/sources.ts'
import { thumbnailsFolder } from '../../../../src/main/catalog/workspace/folders.ts'
import {
  CancelledError,
  CatalogBusyError,
  FileMissingError,
  ImageError,
  SourceError,
} from '../../../../src/shared/errors.ts'
import { newCatalog, temporaryFolder } from '../temporary-workspace.ts'
import { useDemoTrees } from './demo-trees.ts'
import { indexedState, treeChecksum } from './indexed-state.ts'

const demo = useDemoTrees()

/** A copy of a drawn tree that a test may change. */
function copied(tree: string): string {
  const root = path.join(temporaryFolder(), path.basename(tree))
  cpSync(tree, root, { recursive: true, preserveTimestamps: true })
  return root
}

/** More than can be read before the first word of progress, on any machine. */
function manyPictures(): string {
  const root = temporaryFolder()
  for (let copy = 0; copy < 20; copy++)
    cpSync(path.join(demo().acdc, 'rgb_anon'), path.join(root, String(copy)), { recursive: true })
  return root
}

function indexerOf(catalog: Catalog, options: IndexerOptions = {}): Indexer {
  const indexer = openIndexer(catalog, { readers: 2, ...options })
  onTestFinished(() => indexer.close())
  return indexer
}

const imagesOf = ({ database }: Catalog) =>
  database
    .prepare<
      [],
      { id: number; path: string; reading: string; thumbnail: number; partial_hash: Buffer; revision: number }
    >('SELECT id, path, reading, thumbnail, partial_hash, revision FROM image ORDER BY id')
    .all()
const pathsRead = (catalog: Catalog) =>
  imagesOf(catalog)
    .filter(({ reading }) => reading === 'done')
    .map(({ path }) => path)
const thumbnailNames = ({ workspace }: Catalog) =>
  readdirSync(thumbnailsFolder(workspace), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.webp'),
  )

describe('indexing', () => {
  it('lists and reads the three dataset trees, and touches none of their files', async () => {
    const catalog = await newCatalog()
    const { gta5, acdc, cityscapes } = demo()
    const before = [gta5, acdc, cityscapes].map(treeChecksum)
    const ids = [
      await addSource(catalog, { root: gta5, layout: 'gta5' }),
      await addSource(catalog, { root: acdc, layout: 'acdc' }),
      await addSource(catalog, { root: cityscapes, layout: 'cityscapes' }),
    ]
    const told: SourceProgress[][] = []
    const summary = await startIndexing(catalog, ids, { readers: 2, onProgress: (sources) => told.push([...sources]) })
    const images = imagesOf(catalog)
    expect(summary).toMatchObject({ images: images.length, problems: listProblems(catalog.database).length })
    expect(images.length).toBeGreaterThan(20)
    expect(Object.values(summary.conditions).reduce((sum, count) => sum + count)).toBe(images.length)
    expect(summary.conditions.night).toBe(2)
    expect(summary.labelled).toBeGreaterThan(16)
    expect(summary.walkSeconds).toBeGreaterThan(0)
    expect(summary.readSeconds).toBeGreaterThan(0)
    expect(images.every(({ reading, thumbnail }) => reading === 'done' && thumbnail === 1)).toBe(true)
    expect(thumbnailNames(catalog)).toHaveLength(images.length)
    expect([gta5, acdc, cityscapes].map(treeChecksum)).toEqual(before)
    expect(told.at(-1)).toEqual([])
    expect(told.flat().map(({ phase }) => phase)).toContain('read')
  })

  it('reads again only what has changed, and finds what was moved without decoding it', async () => {
    const catalog = await newCatalog()
    const root = copied(demo().gta5)
    const id = await addSource(catalog, { root, layout: 'gta5' })
    const indexer = indexerOf(catalog)
    const first = await indexer.index([id])
    const before = imagesOf(catalog)
    expect(first.walked).toEqual({ added: before.length, changed: 0, moved: 0, vanished: 0 })
    const again = await indexer.index([id])
    expect(again.walked).toEqual({ added: 0, changed: 0, moved: 0, vanished: 0 })
    expect(imagesOf(catalog)).toEqual(before)

    cpSync(path.join(root, 'images/00001.png'), path.join(root, 'images/00002.png'))
    renameSync(path.join(root, 'images/00003.png'), path.join(root, 'images/00103.png'))
    renameSync(path.join(root, 'labels/00003.png'), path.join(root, 'labels/00103.png'))
    rmSync(path.join(root, 'images/00004.png'))
    const thumbnails = thumbnailNames(catalog)
    const { walked } = await indexer.index([id])
    expect(walked).toEqual({ added: 0, changed: 1, moved: 1, vanished: 1 })
    const after = new Map(imagesOf(catalog).map((image) => [image.path, image]))
    expect(after.get('images/00002.png')!.partial_hash).toEqual(before[0]!.partial_hash)
    expect(after.get('images/00103.png')).toMatchObject({ id: 3, reading: 'done', thumbnail: 1 })
    expect(after.get('images/00001.png')!.revision).toBe(before[0]!.revision)
    // what the changed picture had is swept a minute later, for someone may look at it
    expect(thumbnailNames(catalog)).toHaveLength(thumbnails.length + 1)
    expect(listProblems(catalog.database)).toMatchObject([{ path: 'labels/00004.png', problem: 'image-missing' }])
  })

  it('records the defects of files, and forgets them when the files are good again', async () => {
    const catalog = await newCatalog()
    const root = copied(demo().gta5)
    const good = readFileSync(path.join(root, 'images/00001.png'))
    writeFileSync(path.join(root, 'images/00001.png'), good.subarray(0, 2000))
    writeFileSync(path.join(root, 'images/00002.png'), '')
    writeFileSync(path.join(root, 'labels/00003.png'), good)
    const id = await addSource(catalog, { root, layout: 'gta5' })
    const summary = await startIndexing(catalog, [id], { readers: 2 })
    expect(summary).toMatchObject({ images: 8, problems: 3 })
    expect(listProblems(catalog.database)).toMatchObject([
      { path: 'images/00001.png', problem: 'unreadable', foundBy: 'reading' },
      { path: 'images/00002.png', problem: 'empty-file' },
      { path: 'labels/00003.png', problem: 'wrong-colour-type', foundBy: 'reading', imageId: 3 },
    ])
    expect(imagesOf(catalog).map(({ reading }) => reading)).toEqual([
      'failed',
      'failed',
      ...Array<string>(6).fill('done'),
    ])
    const flags = catalog.database.prepare('SELECT has_problem FROM image ORDER BY id').pluck().all()
    expect(flags).toEqual([1, 1, 1, 0, 0, 0, 0, 0])
    const failed = imagesOf(catalog)
    await startIndexing(catalog, [id], { readers: 2 })
    expect(imagesOf(catalog)).toEqual(failed)

    cpSync(demo().gta5, root, { recursive: true })
    await startIndexing(catalog, [id], { readers: 2 })
    expect(listProblems(catalog.database)).toEqual([])
    expect(imagesOf(catalog).every(({ reading }) => reading === 'done')).toBe(true)
    expect(catalog.database.prepare('SELECT sum(has_problem) FROM image').pluck().get()).toBe(0)
  })

  it('ends with the listing where that is all that is wanted, and reads the next time', async () => {
    const catalog = await newCatalog()
    const id = await addSource(catalog, { root: demo().gta5, layout: 'gta5' })
    const summary = await startIndexing(catalog, [id], { readers: 2, walkOnly: true })
    expect(summary).toMatchObject({ images: 8, labelled: 8, readSeconds: 0 })
    expect(pathsRead(catalog)).toEqual([])
    await startIndexing(catalog, [id], { readers: 2 })
    expect(pathsRead(catalog)).toHaveLength(8)
  })

  it('of an empty or a missing folder records that it is missing and keeps its images', async () => {
    const catalog = await newCatalog()
    const root = copied(demo().gta5)
    const id = await addSource(catalog, { root, layout: 'gta5' })
    const indexer = indexerOf(catalog)
    await indexer.index([id])
    renameSync(root, `${root}-away`)
    expect(await indexer.index([id])).toMatchObject({ images: 8, problems: 1, readSeconds: 0 })
    expect(listProblems(catalog.database)).toMatchObject([{ path: '', problem: 'source-missing' }])
    renameSync(`${root}-away`, root)
    expect(await indexer.index([id])).toMatchObject({ images: 8, problems: 0 })
  })

  it('of a folder that goes away while it is read blames no image', async () => {
    const catalog = await newCatalog()
    const root = copied(demo().gta5)
    const id = await addSource(catalog, { root, layout: 'gta5' })
    const told: SourceProgress[] = []
    const indexer = indexerOf(catalog, { onProgress: (sources) => told.push(...sources) })
    indexer.setPace('paused')
    const indexed = indexer.index([id])
    while (told.at(-1)?.phase !== 'read') await setTimeout(10)
    renameSync(root, `${root}-away`)
    indexer.setPace('full')
    expect(await indexed).toMatchObject({ images: 8, problems: 1 })
    expect(listSources(catalog.database)).toMatchObject([{ state: 'missing', waiting: 8, failed: 0 }])
    expect(listProblems(catalog.database)).toMatchObject([{ path: '', problem: 'source-missing' }])
    renameSync(`${root}-away`, root)
    expect(await indexer.index([id])).toMatchObject({ images: 8, problems: 0 })
    expect(pathsRead(catalog)).toHaveLength(8)
  })

  it('goes on where a file changes while it is read, and takes it up at the next walk', async () => {
    const catalog = await newCatalog()
    const root = copied(demo().gta5)
    const id = await addSource(catalog, { root, layout: 'gta5' })
    const told: SourceProgress[] = []
    const indexer = indexerOf(catalog, { onProgress: (sources) => told.push(...sources) })
    indexer.setPace('paused')
    const indexed = indexer.index([id])
    while (told.at(-1)?.phase !== 'read') await setTimeout(10)
    utimesSync(path.join(root, 'images/00005.png'), 1, 1)
    rmSync(path.join(root, 'images/00006.png'))
    indexer.setPace('full')
    await indexed
    expect(pathsRead(catalog)).not.toContain('images/00005.png')
    expect(pathsRead(catalog)).toHaveLength(6)
    expect(listProblems(catalog.database)).toEqual([])
    await indexer.index([id])
    expect(pathsRead(catalog)).toContain('images/00005.png')
    expect(listSources(catalog.database)).toMatchObject([{ images: 7, waiting: 0, gone: 1 }])
  })
})

describe('who else indexes', () => {
  it('a source that another process indexes is refused with the reason, and nothing is begun', async () => {
    const catalog = await newCatalog()
    const first = await addSource(catalog, { root: demo().gta5, layout: 'gta5' })
    const second = await addSource(catalog, { root: demo().acdc, layout: 'acdc' })
    const lease = leaseSource(catalog.workspace, { id: second, name: 'acdc' })
    const indexer = indexerOf(catalog)
    const refused = indexer.index([first, second])
    await expect(refused).rejects.toThrow(CatalogBusyError)
    await expect(refused).rejects.toThrow('acdc is being indexed by another window or process')
    expect(imagesOf(catalog)).toEqual([])
    expect(await indexer.index([first])).toMatchObject({ images: 8 })
    lease.release()
    await expect(indexer.index([second])).resolves.toBeDefined()
  })

  it('two indexers of one workspace do no work twice', async () => {
    const catalog = await newCatalog()
    const id = await addSource(catalog, { root: demo().acdc, layout: 'acdc' })
    const [one, other] = [indexerOf(catalog), indexerOf(catalog)]
    const results = await Promise.allSettled([one.index([id]), other.index([id])])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(listSources(catalog.database)[0]).toMatchObject({ waiting: 0, state: 'ready' })
  })

  it('a second call of the same indexer walks anew and ends with the first', async () => {
    const catalog = await newCatalog()
    const id = await addSource(catalog, { root: demo().acdc, layout: 'acdc' })
    const indexer = indexerOf(catalog)
    const [first, second] = await Promise.all([indexer.index([id]), indexer.index([id])])
    expect(first).toMatchObject({ images: second.images })
    expect(catalog.database.prepare('SELECT walk FROM source').pluck().get()).toBe(2)
    await indexer.index([id])
  })

  it('a source that is removed while it is indexed ends that with the reason', async () => {
    const catalog = await newCatalog()
    const id = await addSource(catalog, { root: demo().acdc, layout: 'acdc' })
    const indexer = indexerOf(catalog)
    indexer.setPace('paused')
    const indexed = indexer.index([id])
    while (listSources(catalog.database)[0]!.state !== 'reading') await setTimeout(10)
    removeSource(catalog.database, id)
    indexer.setPace('full')
    expect(await indexed).toMatchObject({ images: 0 })
    await expect(indexer.index([id])).rejects.toThrow(SourceError)
  })
})

describe('stopping and going on', () => {
  it('records the images in hand, and the next run reads the others', async () => {
    const catalog = await newCatalog()
    const id = await addSource(catalog, { root: manyPictures(), layout: 'folder' })
    const controller = new AbortController()
    const indexer = indexerOf(catalog, {
      readers: 1,
      onProgress: ([source]) => {
        if (source?.phase === 'read' && source.done > 1) controller.abort()
      },
    })
    indexer.setPace('background')
    await expect(indexer.index([id], { signal: controller.signal })).rejects.toThrow(CancelledError)
    const read = pathsRead(catalog)
    expect(read.length).toBeGreaterThan(0)
    expect(listSources(catalog.database)[0]!.waiting).toBeGreaterThan(0)
    const revisions = imagesOf(catalog).filter(({ reading }) => reading === 'done')
    indexer.setPace('full')
    await indexer.index([id])
    expect(listSources(catalog.database)[0]).toMatchObject({ waiting: 0, failed: 0 })
    expect(imagesOf(catalog)).toEqual(expect.arrayContaining(revisions))
  })

  it('a signal that was given before ends it before anything is begun', async () => {
    const catalog = await newCatalog()
    const id = await addSource(catalog, { root: demo().gta5, layout: 'gta5' })
    await expect(indexerOf(catalog).index([id], { signal: AbortSignal.abort() })).rejects.toThrow(CancelledError)
    expect(imagesOf(catalog)).toEqual([])
  })

  it('paused reads nothing but the thumbnails that someone looks at', async () => {
    const catalog = await newCatalog()
    const id = await addSource(catalog, { root: demo().gta5, layout: 'gta5' })
    const indexer = indexerOf(catalog)
    indexer.setPace('paused')
    const indexed = indexer.index([id])
    while (imagesOf(catalog).length < 8) await setTimeout(10)
    const file = await indexer.thumbnailOf(7)
    expect(statSync(file).size).toBeGreaterThan(0)
    while (pathsRead(catalog).length === 0) await setTimeout(10)
    expect(pathsRead(catalog)).toEqual(['images/00007.png'])
    indexer.setPace('full')
    await indexed
    expect(pathsRead(catalog)).toHaveLength(8)
  })

  it('closing in the midst of it stops it in good order', async () => {
    const catalog = await newCatalog()
    const id = await addSource(catalog, { root: demo().acdc, layout: 'acdc' })
    const indexer = openIndexer(catalog, { readers: 2 })
    indexer.setPace('paused')
    const indexed = expect(indexer.index([id])).rejects.toThrow(CancelledError)
    while (imagesOf(catalog).length === 0) await setTimeout(5)
    await indexer.close()
    await indexed
    await startIndexing(catalog, [id], { readers: 2 })
    expect(listSources(catalog.database)[0]).toMatchObject({ waiting: 0 })
  })
})

it('what is looked at is read first, the newest view before older ones', async () => {
  const catalog = await newCatalog()
  const id = await addSource(catalog, { root: demo().acdc, layout: 'acdc' })
  const indexer = indexerOf(catalog, { readers: 1 })
  indexer.setPace('paused')
  const indexed = indexer.index([id])
  while (listSources(catalog.database)[0]!.state !== 'reading') await setTimeout(10)
  indexer.prioritise([9, 10])
  indexer.prioritise([15, 9, 999])
  await setTimeout(100)
  indexer.setPace('background')
  await indexed
  const folder = thumbnailsFolder(catalog.workspace)
  const written = ({ id: imageId, partial_hash: partialHash }: ReturnType<typeof imagesOf>[number]) =>
    statSync(thumbnailFile(folder, { imageId, partialHash }), { bigint: true }).mtimeNs
  const order = imagesOf(catalog).sort((a, b) => Number(written(a) - written(b)))
  // the first of all may have been in a reader's hand before anyone looked
  const ids = order.map(({ id: image }) => image)
  expect(ids.filter((image) => image !== 1).slice(0, 5)).toEqual([15, 9, 10, 2, 3])
  expect(ids.slice(0, 4)).toContain(1)
})

it('readers that are killed cost no image', async () => {
  const catalog = await newCatalog()
  const id = await addSource(catalog, { root: demo().acdc, layout: 'acdc' })
  const indexer = indexerOf(catalog)
  indexer.setPace('paused')
  const indexed = indexer.index([id])
  while (listSources(catalog.database)[0]!.state !== 'reading') await setTimeout(10)
  // a reader is there, and most images wait
  await indexer.thumbnailOf(1)
  const killed = readersOf(process.pid)
  expect(killed).toHaveLength(1)
  indexer.setPace('full')
  process.kill(killed[0]!, 'SIGKILL')
  const killing = setInterval(() => {
    const next = readersOf(process.pid).find((reader) => !killed.includes(reader))
    if (next === undefined) return
    clearInterval(killing)
    process.kill(next, 'SIGKILL')
  }, 20)
  await indexed
  clearInterval(killing)
  expect(listSources(catalog.database)[0]).toMatchObject({ waiting: 0, failed: 0, problems: 0 })
})

function readersOf(parent: number): number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=,args=', '--ppid', String(parent)], { encoding: 'utf8' })
  return stdout.split('\n').flatMap((line) => (line.includes('reader/process.ts') ? [parseInt(line)] : []))
}

describe('thumbnails', () => {
  it('are built at once where they are missing, and not shown in part', async () => {
    const catalog = await newCatalog()
    const root = copied(demo().gta5)
    const id = await addSource(catalog, { root, layout: 'gta5' })
    const indexer = indexerOf(catalog)
    await indexer.index([id])
    const undisturbed = indexedState(catalog.database, catalog.workspace)
    const files = await Promise.all([1, 2, 3].map((image) => indexer.thumbnailOf(image)))
    const [first, second, third] = files.map((file) => readFileSync(file))
    rmSync(files[0]!)
    writeFileSync(files[1]!, '')
    writeFileSync(files[2]!, third!.subarray(0, -4))
    expect(await Promise.all([1, 1, 2, 3].map((image) => indexer.thumbnailOf(image)))).toEqual([files[0], ...files])
    expect(files.map((file) => readFileSync(file))).toEqual([first, second, third])
    await setTimeout(800)
    expect(indexedState(catalog.database, catalog.workspace)).toEqual(undisturbed)
  })

  it('that cannot be built are refused with the reason', async () => {
    const catalog = await newCatalog()
    const root = copied(demo().gta5)
    writeFileSync(path.join(root, 'images/00001.png'), 'damaged')
    const id = await addSource(catalog, { root, layout: 'gta5' })
    const indexer = indexerOf(catalog)
    await indexer.index([id], { walkOnly: true })
    await expect(indexer.thumbnailOf(1)).rejects.toThrow(ImageError)
    await indexer.index([id])
    await expect(indexer.thumbnailOf(1)).rejects.toThrow('is not an image in a known format')
    await expect(indexer.thumbnailOf(99)).rejects.toThrow(SourceError)
    rmSync(await indexer.thumbnailOf(2))
    rmSync(path.join(root, 'images/00002.png'))
    await expect(indexer.thumbnailOf(2)).rejects.toThrow(FileMissingError)
  })

  it('of a source that was removed are swept, and so are the least recently used where they take too much room', async () => {
    const catalog = await newCatalog()
    const [gta5, acdc] = [
      await addSource(catalog, { root: demo().gta5, layout: 'gta5' }),
      await addSource(catalog, { root: demo().acdc, layout: 'acdc' }),
    ]
    const indexer = indexerOf(catalog, { maxThumbnailBytes: 6000 })
    await indexer.index([gta5, acdc])
    const folder = thumbnailsFolder(catalog.workspace)
    const age = (name: string, seconds: number) =>
      utimesSync(path.join(folder, name), new Date(), Date.now() / 1000 - seconds)
    for (const name of thumbnailNames(catalog)) age(name, 1000)
    removeSource(catalog.database, acdc)
    const kept = imagesOf(catalog).map((image) =>
      path.relative(folder, thumbnailFile(folder, { imageId: image.id, partialHash: image.partial_hash })),
    )
    kept.forEach((name, i) => age(name, 2000 - i))
    mkdirSync(path.join(folder, 'other'))
    writeFileSync(path.join(folder, 'other', 'note.txt'), '')
    const swept = await indexer.sweepThumbnails()
    expect(swept.orphans).toBeGreaterThan(15)
    expect(swept.evicted).toBeGreaterThan(0)
    expect(swept.bytes).toBeLessThanOrEqual(6000)
    expect(thumbnailNames(catalog).sort()).toEqual(kept.slice(swept.evicted).sort())
    expect(imagesOf(catalog).map(({ thumbnail }) => thumbnail)).toEqual(kept.map((_, i) => (i < swept.evicted ? 0 : 1)))
    expect(readdirSync(path.join(folder, 'other'))).toEqual(['note.txt'])
    expect(statSync(await indexer.thumbnailOf(1)).size).toBeGreaterThan(0)
    await setTimeout(800)
    expect(imagesOf(catalog)[0]!.thumbnail).toBe(1)
  })
})
