import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { connect, nextRevision, type CatalogDatabase } from '../../../../src/main/catalog/database.ts'
import { CatalogReader } from '../../../../src/main/catalog/queries/catalog-reader.ts'
import type { GalleryCursor, GalleryFilter, GallerySort } from '../../../../src/shared/gallery.ts'
import { naiveFacets, naiveList } from './naive-gallery.ts'
import {
  createSyntheticCatalog,
  insertBoard,
  insertImages,
  pick,
  seededRandom,
  syntheticImages,
  syntheticSourceNames,
  type SyntheticImage,
} from './synthetic-catalog.ts'

const byName: GallerySort = { by: 'name', descending: false }
const all: GalleryFilter = { missing: 'shown' }

let writer: CatalogDatabase
let reader: CatalogReader
let images: SyntheticImage[]

beforeEach(() => {
  const folder = mkdtempSync(path.join(tmpdir(), 'weatherglass-live-'))
  const file = path.join(folder, 'catalog.sqlite')
  images = [...syntheticImages(400, 9)]
  writer = createSyntheticCatalog(file, images)
  reader = new CatalogReader(connect(file, { durability: 'crash', readonly: true }))
  onTestFinished(() => {
    reader.close()
    writer.close()
    rmSync(folder, { recursive: true })
  })
})

const listed = (filter: GalleryFilter = all, sort: GallerySort = byName): number[] =>
  reader.ids({ filter, sort, from: 0, to: 100_000 })

/** Changes rows as those who write them do: with the number of the transaction. */
function change(sql: string, ...parameters: unknown[]): void {
  writer.transaction(() => {
    const revision = nextRevision(writer)
    writer.prepare(sql).run(revision, ...parameters)
  })()
}

const imageWith = (id: number, more: Partial<SyntheticImage> = {}): SyntheticImage => ({ ...images[0]!, id, ...more })

function expectNaive(current: readonly SyntheticImage[], context = ''): void {
  const catalog = { images: current, picks: new Map() }
  expect(listed(), context).toEqual(naiveList(catalog, all, byName).map(({ id }) => id))
  const sources = syntheticSourceNames.map((name, index) => ({ id: index + 1, name }))
  const filter: GalleryFilter = { shares: [{ trainId: 13, min: 0.02, max: 1 }] }
  expect(reader.facets(filter), context).toEqual(naiveFacets(catalog, filter, sources))
}

describe('what another connection commits', () => {
  it('is in the next answer: new rows, in their place', () => {
    expect(listed()).toHaveLength(400)
    const added = [imageWith(401, { path: 'images/00003b.png' }), imageWith(402, { path: 'IMAGES/00002a.png' })]
    insertImages(writer, added)
    expectNaive([...images, ...added])
    expect(reader.position({ filter: {}, sort: byName, image: 401 })).not.toBeNull()
  })

  it('is in the next answer: values, names, problems', () => {
    listed()
    change(`UPDATE image SET revision = ?, luminance = 254, condition = 'snow', path = 'zzz.png' WHERE id = 7`)
    const bright = reader.page({
      filter: all,
      sort: { by: 'luminance', descending: true },
      from: { offset: 0 },
      limit: 1,
    })
    expect(bright.rows[0]).toMatchObject({ id: 7, condition: 'snow', path: 'zzz.png', sortValue: 254 })
    expect(listed({ sources: [1], missing: 'shown' }).at(-1)).toBe(7)
    expect(listed({ text: 'zzz' })).toEqual([7])

    const insert = `INSERT INTO problem (source_id, image_id, path, problem, message, found_by) VALUES (1, 7, 'zzz.png', ?, '', 'walk')`
    writer.prepare(insert).run('too-large')
    change('UPDATE image SET revision = ?, has_problem = 1 WHERE id = 7')
    expect(listed({ problems: ['too-large'] })).toEqual([7])
  })

  it('is not seen before it is committed', () => {
    listed()
    writer.exec('BEGIN IMMEDIATE')
    writer.prepare('UPDATE image SET revision = ?, luminance = 1 WHERE id = 7').run(nextRevision(writer))
    expect(listed({ luminance: { min: 0, max: 1 } })).toEqual([])
    writer.exec('COMMIT')
    expect(listed({ luminance: { min: 0, max: 1 } })).toEqual([7])
  })

  it('may remove single images or whole sources', () => {
    listed()
    writer.prepare('DELETE FROM image WHERE id IN (1, 200, 400)').run()
    expectNaive(images.filter(({ id }) => ![1, 200, 400].includes(id)))
    writer.prepare('DELETE FROM source WHERE id = 2').run()
    const left = images.filter(({ id, source }) => ![1, 200, 400].includes(id) && source !== 2)
    expect(listed()).toEqual(naiveList({ images: left, picks: new Map() }, all, byName).map(({ id }) => id))
    expect(reader.facets(all).sources.map(({ source }) => source)).toEqual([1, 3, 4])
    expect(reader.sequences({ filter: {}, contains: 'GOPR', offset: 0, limit: 10 }).total).toBe(0)
  })

  it('may give a new row an id below those that are there', () => {
    writer.prepare('DELETE FROM image WHERE id = 50').run()
    expect(listed()).toHaveLength(399)
    insertImages(writer, [imageWith(50, { path: 'images/again.png' })])
    expectNaive(images.map((image) => (image.id === 50 ? imageWith(50, { path: 'images/again.png' }) : image)))
  })

  it('leaves the same as a fresh load, whatever came and went', () => {
    const random = seededRandom(77)
    let current = [...images]
    let nextId = 401
    for (let round = 0; round < 40; round++) {
      const gone = new Set(current.filter(() => random() < 0.02).map(({ id }) => id))
      for (const id of gone) writer.prepare('DELETE FROM image WHERE id = ?').run(id)
      current = current.filter(({ id }) => !gone.has(id))
      const added = Array.from({ length: Math.floor(random() * 20) }, () => {
        const template = current[Math.floor(random() * current.length)]!
        const id = nextId++
        return { ...template, id, path: `images/${Math.floor(random() * 50)}/${id}.png` }
      })
      if (added.length > 0) insertImages(writer, added)
      current.push(...added)
      for (const [index, image] of current.entries()) {
        if (random() > 0.02) continue
        current[index] = { ...image, path: `renamed/${Math.floor(random() * 9)}-${image.id}.png` }
        change('UPDATE image SET revision = ?, path = ? WHERE id = ?', current[index].path, image.id)
      }
      if (round % 3 === 0) expectNaive(current, `round ${round}`)
    }
    expectNaive(current)
  })
})

describe('picks', () => {
  const picked = (filter: GalleryFilter['picked']): number[] => listed({ picked: filter, missing: 'shown' })

  it('follow the boards, whoever writes them and however', () => {
    expect(picked('any')).toEqual([])
    insertBoard(writer, 1, [{ image: 5, condition: 'fog' }])
    insertBoard(writer, 2, [{ image: 9, condition: 'rain' }])
    expect(picked('any')).toEqual([5, 9])
    expect(picked({ board: 1 })).toEqual([5])
    pick(writer, 1, 20, 'snow')
    expect(picked({ board: 1 })).toEqual([5, 20])
    expect(picked({ board: 1, condition: 'snow' })).toEqual([20])
    writer.prepare('UPDATE board_reference SET board_id = 2 WHERE image_id = 5').run()
    expect(picked({ board: 1 })).toEqual([20])
    expect(picked({ board: 2 })).toEqual([5, 9])
    writer.prepare('UPDATE board_reference SET image_id = 6 WHERE image_id = 5').run()
    expect(picked('any')).toEqual([6, 9, 20])
    writer.prepare('DELETE FROM board_reference WHERE image_id = 9').run()
    expect(picked('any')).toEqual([6, 20])
    writer.prepare('DELETE FROM board').run()
    expect(picked('any')).toEqual([])
    expect(reader.facets(all).picked).toEqual({ any: 0, none: 400 })
  })

  it('of a removed image are gone with it', () => {
    insertBoard(writer, 1, [{ image: 5, condition: 'fog' }])
    expect(picked({ board: 1 })).toEqual([5])
    writer.prepare('DELETE FROM image WHERE id = 5').run()
    expect(picked({ board: 1 })).toEqual([])
  })

  it('are told with the row and with all of the image', () => {
    insertBoard(writer, 1, [{ image: 5, condition: 'fog' }])
    const [row] = reader.page({ filter: { picked: 'any' }, sort: byName, from: { offset: 0 }, limit: 1 }).rows
    expect(row!.picks).toEqual([{ board: 1, condition: 'fog' }])
    pick(writer, 1, 5, 'night')
    expect(reader.image(5)!.picks.map(({ condition }) => condition)).toEqual(['fog', 'night'])
  })
})

describe('a cursor', () => {
  const sorts: readonly GallerySort[] = [
    byName,
    { by: 'name', descending: true },
    { by: 'added', descending: true },
    { by: 'luminance', descending: false },
    { by: 'class-share', trainId: 13, descending: true },
    { by: 'similarity', image: 90, descending: true },
  ]

  it.each(sorts)('goes on after its row while rows come and go: $by, descending $descending', (sort) => {
    const random = seededRandom(4)
    const seen: number[] = []
    const gone = new Set<number>()
    let after: GalleryCursor | null = null
    let nextId = 1000
    do {
      const page = reader.page({ filter: all, sort, from: after ? { after } : { offset: 0 }, limit: 23 })
      seen.push(...page.rows.map(({ id }) => id))
      after = page.next
      // the cursor's own row goes, another seen one, one that may not have been seen; new ones come
      const candidates = [after?.id ?? 1, seen[Math.floor(random() * seen.length)]!, 1 + Math.floor(random() * 400)]
      for (const id of candidates.filter((one) => one !== 90)) {
        writer.prepare('DELETE FROM image WHERE id = ?').run(id)
        gone.add(id)
      }
      const template = images[Math.floor(random() * 400)]!
      insertImages(writer, [{ ...template, id: ++nextId, path: `images/new ${nextId}.png` }])
    } while (after)
    expect(new Set(seen).size).toBe(seen.length)
    const stayed = images.filter(({ id }) => !gone.has(id)).map(({ id }) => id)
    expect(stayed.filter((id) => !seen.includes(id))).toEqual([])
  })
})
