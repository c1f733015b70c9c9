import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { startCatalogQueries, type CatalogQueries } from '../../../../src/main/catalog/queries/catalog-queries.ts'
import { catalogFile } from '../../../../src/main/catalog/workspace/folders.ts'
import type { GallerySort } from '../../../../src/shared/gallery.ts'
import { createSyntheticCatalog, syntheticImages } from './synthetic-catalog.ts'

const byName: GallerySort = { by: 'name', descending: false }
const firstPage = { filter: {}, sort: byName, from: { offset: 0 }, limit: 5 } as const

let folder: string
let queries: CatalogQueries

function start(images: number, entry?: string): void {
  createSyntheticCatalog(catalogFile({ folder }), syntheticImages(images)).close()
  queries = startCatalogQueries({ folder }, entry === undefined ? {} : { entry })
  onTestFinished(() => queries.close())
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'weatherglass-queries-'))
  return () => rmSync(folder, { recursive: true })
})

describe('the thread of the queries', () => {
  it('answers every question as the reader does', async () => {
    start(500)
    const [page, facets, sequences, place, ids, image, problems, sources, state] = await Promise.all([
      queries.page(firstPage),
      queries.facets({}),
      queries.sequences({ filter: {}, contains: '', offset: 0, limit: 10 }),
      queries.position({ filter: { missing: 'shown' }, sort: { by: 'added', descending: false }, image: 7 }),
      queries.ids({ filter: { missing: 'shown' }, sort: { by: 'added', descending: true }, from: 0, to: 3 }),
      queries.image(3),
      queries.problems({ offset: 0, limit: 10 }),
      queries.sources(),
      queries.state(),
    ])
    expect(page.rows).toHaveLength(5)
    expect(facets.total).toBe(page.total)
    expect(sequences.total).toBeGreaterThan(0)
    expect(place).toBe(6)
    expect(ids).toEqual([500, 499, 498])
    expect(image!.id).toBe(3)
    expect(problems.total).toBeGreaterThan(0)
    expect(sources).toHaveLength(4)
    expect(state).toEqual({ revision: 1, removals: 0 })
  })

  it('sees at the next question what another process committed', async () => {
    start(300)
    const list = { filter: { text: 'from elsewhere', missing: 'shown' }, sort: byName } as const
    expect(await queries.page({ ...list, from: { offset: 0 }, limit: 10 })).toMatchObject({ total: 0 })
    const writing = fileURLToPath(new URL('write-from-elsewhere.ts', import.meta.url))
    const { status, stderr } = spawnSync(process.execPath, [writing, catalogFile({ folder })], { encoding: 'utf8' })
    expect(status, stderr).toBe(0)
    expect(await queries.page({ ...list, from: { offset: 0 }, limit: 10 })).toMatchObject({ total: 25 })
  })

  it('answers pages first', async () => {
    start(300)
    const answered: string[] = []
    const questions = [
      queries.facets({}).then(() => answered.push('facets')),
      queries.sources().then(() => answered.push('sources')),
      queries.page(firstPage).then(() => answered.push('page')),
    ]
    await Promise.all(questions)
    expect(answered).toEqual(['page', 'facets', 'sources'])
  })

  it('keeps the thread that asks free, even while it loads', async () => {
    start(20_000)
    let turns = 0
    let isAnswered = false
    const turn = (): void => {
      turns++
      if (!isAnswered) setImmediate(turn)
    }
    turn()
    await queries.page(firstPage)
    isAnswered = true
    // a thread that computed the answer itself would have been in one turn all the time
    expect(turns).toBeGreaterThan(10)
  })
})

describe('a question that nobody waits for', () => {
  it('fails at once and is not computed', async () => {
    start(300, fileURLToPath(new URL('counting-thread.ts', import.meta.url)))
    const controller = new AbortController()
    const first = queries.facets({})
    const superseded = Array.from({ length: 200 }, (_, number) =>
      queries.facets({ text: `not wanted ${number}` }, { signal: controller.signal }),
    )
    const last = queries.facets({ text: 'wanted' })
    controller.abort()
    const outcomes = await Promise.allSettled(superseded)
    const names = outcomes.map((outcome) => outcome.status === 'rejected' && (outcome.reason as Error).name)
    expect(new Set(names)).toEqual(new Set(['CancelledError']))
    await expect(first).resolves.toMatchObject({ present: expect.any(Number) as number })
    await expect(last).resolves.toMatchObject({ total: 0 })
    // the thread was still starting: all that was cancelled was there before it began
    expect((await queries.state()).revision).toBe(2)
  })

  it('is not even asked where it was cancelled before', async () => {
    start(10)
    await expect(queries.page(firstPage, { signal: AbortSignal.abort() })).rejects.toThrow('was cancelled')
  })
})

describe('a failure', () => {
  it('of one question is an error in words, and the next is answered', async () => {
    start(10)
    const sort: GallerySort = { by: 'similarity', image: 4711, descending: true }
    await expect(queries.page({ ...firstPage, sort })).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining('Image 4711 is not in the catalog') as string,
    })
    await expect(queries.page(firstPage)).resolves.toMatchObject({ offset: 0 })
  })

  it('of the thread fails those who wait with one sentence; the next question starts a new thread', async () => {
    start(300, fileURLToPath(new URL('crashing-thread.ts', import.meta.url)))
    await queries.page(firstPage)
    const waiting = [queries.image(1), queries.facets({}), queries.page(firstPage)]
    const outcomes = await Promise.allSettled(waiting)
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && (outcome.reason as Error).message)).toEqual(
      waiting.map(() => 'The thread that searches the catalog ended unexpectedly (out of luck): try again.'),
    )
    await expect(queries.page(firstPage)).resolves.toMatchObject({ offset: 0 })
  })

  it('to open the catalog names the file', async () => {
    queries = startCatalogQueries({ folder })
    await expect(queries.sources()).rejects.toMatchObject({ name: 'FileMissingError' })
    await queries.close()
  })

  it('after closing says so', async () => {
    start(10)
    const waiting = queries.facets({})
    const closing = queries.close()
    await expect(waiting).rejects.toThrow('was closed')
    await closing
    await expect(queries.facets({})).rejects.toThrow('was closed')
  })
})
