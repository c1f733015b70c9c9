import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connect } from '../../../../src/main/catalog/database.ts'
import { CatalogReader } from '../../../../src/main/catalog/queries/catalog-reader.ts'
import { suggestNearest } from '../../../../src/main/catalog/suggestions/suggest.ts'
import { conditions } from '../../../../src/shared/conditions.ts'
import {
  galleryFilterSchema,
  splitFacets,
  type BoardPick,
  type GalleryCursor,
  type GalleryFilter,
  type GallerySort,
} from '../../../../src/shared/gallery.ts'
import { trainIds } from '../../../../src/shared/labels.ts'
import { problemCodes } from '../../../../src/shared/problems.ts'
import { defaultSettings } from '../../../../src/shared/settings.ts'
import { naiveFacets, naiveList, sharesOf, valueOf, type NaiveCatalog } from './naive-gallery.ts'
import {
  createSyntheticCatalog,
  insertBoard,
  seededRandom,
  syntheticImages,
  syntheticSourceNames,
  type SyntheticImage,
  type SyntheticPick,
} from './synthetic-catalog.ts'

const hostilePaths = [
  '100%_done.png',
  `it's "quoted".png`,
  '🚌 bus stop/🌧.png',
  'line\nbreak/img2.png',
  'line\nbreak/img10.png',
  'line\nbreak/img010.png',
  'line\nbreak/IMG2.png',
  'Stra\u00dfe/\u0130stanbul.png',
  'cafe\u0301/1.png',
  'caf\u00e9/1.png',
  'a[b](c)*.png',
  `${'x'.repeat(3000)}.png`,
]

function images(): SyntheticImage[] {
  const ordinary = [...syntheticImages(1200, 5)]
  const last = ordinary.at(-1)!
  const hostile = hostilePaths.map((name, index) => ({ ...last, id: last.id + 1 + index, path: name, frame: name }))
  const nothing = new Array<number>(19).fill(0)
  const labels = [
    [...nothing, 500],
    [...nothing, 0],
    [1, ...nothing.slice(1), 2 ** 21],
    [500, ...nothing],
  ]
  const odd = labels.map((classPixels, index) => ({
    ...last,
    id: hostile.at(-1)!.id + 1 + index,
    path: `odd/${index}.png`,
    labelPath: `odd/${index}_label.png`,
    classPixels,
  }))
  return [...ordinary, ...hostile, ...odd]
}

const boards: readonly (readonly SyntheticPick[])[] = [
  [
    { image: 3, condition: 'fog' },
    { image: 3, condition: 'snow' },
    { image: 700, condition: 'fog' },
    { image: 1201, condition: 'rain' },
  ],
  [{ image: 800, condition: 'night' }],
]

let folder: string
let reader: CatalogReader
let naive: NaiveCatalog
const sources = syntheticSourceNames.map((name, index) => ({ id: index + 1, name }))

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'weatherglass-gallery-'))
  const file = path.join(folder, 'catalog.sqlite')
  const all = images()
  const database = createSyntheticCatalog(file, all)
  const picks = new Map<number, BoardPick[]>()
  for (const [index, board] of boards.entries()) {
    insertBoard(database, index + 1, board)
    for (const { image, condition } of board)
      picks.set(image, [...(picks.get(image) ?? []), { board: index + 1, condition }])
  }
  database.close()
  naive = { images: all, picks }
  reader = new CatalogReader(connect(file, { durability: 'crash', readonly: true }))
})

afterAll(() => {
  reader.close()
  rmSync(folder, { recursive: true })
})

/** Filters and sorts of every kind, each part given about as often as not. */
class RandomQueries {
  readonly #random: () => number

  constructor(seed: number) {
    this.#random = seededRandom(seed)
  }

  whole(below: number): number {
    return Math.floor(this.#random() * below)
  }

  one<Value>(values: readonly Value[]): Value {
    return values[this.whole(values.length)]!
  }

  #some<Value>(values: readonly Value[]): Value[] {
    return values.filter(() => this.#random() < 0.5)
  }

  filter(): GalleryFilter {
    const given = (): boolean => this.#random() < 0.25
    return {
      ...(given() && { sources: this.#some([1, 2, 3, 4, 99]) }),
      ...(given() && { conditions: this.#some(conditions) }),
      ...(given() && { splits: this.#some(splitFacets) }),
      ...(given() && { sequences: this.#sequences() }),
      ...(given() && { shares: this.#shares() }),
      ...(given() && { luminance: this.#range(255) }),
      ...(given() && { problems: this.one(['any', 'none', this.#some(problemCodes)] as const) }),
      ...(given() && { labelled: this.#random() < 0.5 }),
      ...(given() && { picked: this.one(picks) }),
      ...(given() && { missing: this.one(['hidden', 'shown', 'only'] as const) }),
      ...(given() && { text: this.text() }),
    }
  }

  sort(): GallerySort {
    const descending = this.#random() < 0.5
    const by = this.one(['name', 'luminance', 'added', 'class-share', 'similarity'] as const)
    if (by === 'class-share') return { by, trainId: this.one(trainIds), descending }
    if (by !== 'similarity') return { by, descending }
    return { by, image: this.one(naive.images.filter((image) => sharesOf(image) !== null)).id, descending }
  }

  /** Pieces of names, as people type them. */
  text(): string {
    const piece = (): string => {
      const name = this.one(naive.images).path
      const start = this.whole(name.length)
      const found = name.slice(start, start + 1 + this.whole(8))
      return this.#random() < 0.3 ? found.toUpperCase() : found
    }
    return Array.from({ length: 1 + this.whole(3) }, piece).join(' ')
  }

  #sequences(): { source: number; sequence: string }[] {
    const known = naive.images.flatMap(({ source, sequence }) => (sequence === null ? [] : { source, sequence }))
    return [this.one(known), this.one(known), { source: 2, sequence: 'not there' }]
  }

  #shares() {
    return [...new Set([this.one(trainIds), this.one(trainIds)])].map((trainId) => ({ trainId, ...this.#range(0.4) }))
  }

  #range(highest: number): { min: number; max: number } {
    const [min, max] = [this.#random() * highest, this.#random() * highest].sort((a, b) => a - b) as [number, number]
    return this.one([
      { min, max: highest === 255 ? 255 : 1 },
      { min: 0, max },
      { min, max },
      { min: 0, max: 0 },
    ])
  }
}

const picks = ['any', 'none', { board: 1 }, { board: 1, condition: 'fog' }, { board: 2 }, { board: 77 }] as const

const byName: GallerySort = { by: 'name', descending: false }
const ids = (found: readonly { readonly id: number }[]): number[] => found.map(({ id }) => id)

describe('any filter with any sort', () => {
  const queries = new RandomQueries(20_260_101)
  const cases = Array.from({ length: 300 }, (_, number) => number)

  it('gives the list that a naive search gives, its places and its values', () => {
    for (const number of cases) {
      const [filter, sort] = [galleryFilterSchema.parse(queries.filter()), queries.sort()]
      const expected = naiveList(naive, filter, sort)
      const context = `case ${number}: ${JSON.stringify({ filter, sort })}`
      expect(reader.ids({ filter, sort, from: 0, to: 10_000 }), context).toEqual(ids(expected))

      const offset = queries.whole(expected.length + 2)
      const page = reader.page({ filter, sort, from: { offset }, limit: 20 })
      const rows = expected.slice(offset, offset + 20)
      expect({ total: page.total, offset: page.offset, ids: ids(page.rows) }, context).toEqual({
        total: expected.length,
        offset,
        ids: ids(rows),
      })
      const value = valueOf(naive, sort)
      for (const [place, row] of page.rows.entries()) {
        const shown = sort.by === 'added' ? null : value(rows[place]!)
        if (shown === null) expect(row.sortValue, context).toBeNull()
        else expect(row.sortValue, context).toBeCloseTo(shown, 4)
      }
      const wanted = queries.one(naive.images).id
      const place = ids(expected).indexOf(wanted)
      expect(reader.position({ filter, sort, image: wanted }), context).toBe(place === -1 ? null : place)
    }
  })

  it('counts what a naive count counts', () => {
    for (const number of cases) {
      const filter = queries.filter()
      const counts = reader.facets(filter)
      expect(counts, `case ${number}: ${JSON.stringify(filter)}`).toEqual(naiveFacets(naive, filter, sources))
    }
  })

  it('counts sequences of the chosen sources without their own choice', () => {
    for (const number of cases.slice(0, 60)) {
      const filter = queries.filter()
      const { sequences, total } = reader.sequences({ filter, contains: 'GOPR', offset: 0, limit: 1000 })
      const counted = sequences.map(({ source, sequence, count }) => [source, sequence, count])
      const { sequences: chosen, ...others } = filter
      const passing = naiveList(naive, others, { by: 'added', descending: false })
      const listed = [...new Set(naive.images.map(({ source, sequence }) => JSON.stringify([source, sequence])))]
        .map((name) => JSON.parse(name) as [number, string | null])
        .filter(
          ([source, name]) => name?.includes('GOPR') && (!filter.sources?.length || filter.sources.includes(source)),
        )
        .map(([source, name]) => [
          source,
          name,
          passing.filter((image) => image.source === source && image.sequence === name).length,
        ])
        .sort(([, a], [, b]) => (String(a) < String(b) ? -1 : 1))
      expect(counted, `case ${number}: ${JSON.stringify([filter, chosen])}`).toEqual(listed)
      expect(total).toBe(listed.length)
    }
  })

  it('is walked from cursor to cursor without a gap or a repetition', () => {
    for (const number of cases.slice(0, 60)) {
      const [filter, sort] = [queries.filter(), queries.sort()]
      const walked: number[] = []
      let after: GalleryCursor | null = null
      do {
        const from = after ? { after } : { offset: 0 }
        const page = reader.page({ filter, sort, from, limit: 83 })
        expect(page.offset).toBe(walked.length)
        walked.push(...ids(page.rows))
        after = page.next
      } while (after)
      const expected = ids(naiveList(naive, filter, sort))
      expect(walked, `case ${number}: ${JSON.stringify({ filter, sort })}`).toEqual(expected)
    }
  })
})

describe('similarity', () => {
  it('is that of the suggestions', () => {
    const content = naive.images.find((image) => image.source === 1 && sharesOf(image))!
    const database = connect(path.join(folder, 'catalog.sqlite'), { durability: 'crash', readonly: true })
    const options = { count: 50, settings: defaultSettings, counterparts: new Map() }
    const suggested = suggestNearest(database, content.id, options).flatMap(({ references }) => references)
    database.close()
    expect(suggested.length).toBeGreaterThan(100)
    const sort: GallerySort = { by: 'similarity', image: content.id, descending: true }
    const { rows } = reader.page({ filter: {}, sort, from: { offset: 0 }, limit: 10_000 })
    const shown = new Map(rows.map(({ id, sortValue }) => [id, sortValue]))
    expect(shown.get(content.id)).toBe(1)
    for (const { imageId, similarity } of suggested) expect(shown.get(imageId)).toBeCloseTo(similarity, 3)
  })
})

describe('a row', () => {
  it('tells what the grid shows', () => {
    const [row] = reader.page({
      filter: { text: 'GOPR0122_frame_000001' },
      sort: byName,
      from: { offset: 0 },
      limit: 1,
    }).rows
    const image = naive.images.find(({ id }) => id === row!.id)!
    expect(row).toEqual({
      id: image.id,
      source: 2,
      path: image.path,
      frame: '000001',
      condition: 'fog',
      split: 'train',
      sequence: 'GOPR0122',
      width: 1024,
      height: 512,
      bytes: 2_000_000,
      modifiedMs: 1_700_000_000_000 + image.id,
      labelled: true,
      predicted: false,
      missing: image.missing,
      thumbnail: image.reading === 'done',
      reading: image.reading,
      problems: image.problems,
      picks: [],
      sortValue: null,
    })
  })

  it('names its places on boards', () => {
    const page = reader.page({
      filter: { picked: 'any', missing: 'shown' },
      sort: byName,
      from: { offset: 0 },
      limit: 10,
    })
    expect(page.rows.map(({ id, picks }) => [id, picks])).toEqual([
      [
        3,
        [
          { board: 1, condition: 'fog' },
          { board: 1, condition: 'snow' },
        ],
      ],
      [700, [{ board: 1, condition: 'fog' }]],
      [800, [{ board: 2, condition: 'night' }]],
      [1201, [{ board: 1, condition: 'rain' }]],
    ])
  })
})

describe('a search', () => {
  const found = (text: string): string[] => {
    const all = { missing: 'shown', text } as const
    return reader
      .page({ filter: all, sort: { by: 'added', descending: false }, from: { offset: 0 }, limit: 1000 })
      .rows.map(({ path: found }) => found)
  }

  it.each([
    ['%', ['100%_done.png']],
    ['100%_', ['100%_done.png']],
    [`'s "QUOTED"`, [`it's "quoted".png`]],
    ['🌧', ['🚌 bus stop/🌧.png']],
    ['[b](c)*', ['a[b](c)*.png']],
    ['\\', []],
    ['CAFÉ/1', ['cafe\u0301/1.png', 'caf\u00e9/1.png']],
    ['stop bus', ['🚌 bus stop/🌧.png']],
    ['break img010', ['line\nbreak/img010.png']],
    ["'; DROP TABLE image; --", []],
  ])('finds %j', (text, expected) => {
    expect(found(text)).toEqual(expected)
  })

  it('finds a long word, and nothing by one that is longer than every name', () => {
    expect(found('x'.repeat(3000))).toEqual([`${'x'.repeat(3000)}.png`])
    expect(found('x'.repeat(10_000))).toEqual([])
  })

  it('finds everything where nothing is asked for', () => {
    for (const text of ['', '   ', '\n\t'])
      expect(reader.facets({ text, missing: 'shown' }).total).toBe(naive.images.length)
  })

  it('takes 10,000 characters of words that a longer one contains, and refuses too many different ones', () => {
    expect(found(`${'p pn '.repeat(1999)}png`).length).toBeGreaterThan(500)
    const different = Array.from({ length: 1500 }, (_, number) => String.fromCodePoint(0x4e00 + number)).join(' ')
    expect(() => found(different)).toThrow(/at most 64 different words .* received 1500/)
  })
})

describe('questions about what is not there', () => {
  it('have no answer, or say what is missing', () => {
    expect(reader.image(999_999)).toBeNull()
    expect(reader.position({ filter: {}, sort: byName, image: 999_999 })).toBeNull()
    const similar = (image: number) => () =>
      reader.page({ filter: {}, sort: { by: 'similarity', image, descending: true }, from: { offset: 0 }, limit: 5 })
    expect(similar(999_999)).toThrow('Image 999999 is not in the catalog')
    const unlabelled = naive.images.find((image) => sharesOf(image) === null)!
    expect(similar(unlabelled.id)).toThrow(`Image ${unlabelled.id} has no class shares`)
  })

  it('beyond the end give an empty page', () => {
    const page = reader.page({ filter: {}, sort: byName, from: { offset: 1_000_000 }, limit: 10 })
    expect(page).toMatchObject({ rows: [], offset: 1_000_000, next: null })
    expect(reader.ids({ filter: {}, sort: byName, from: 50, to: 10 })).toEqual([])
  })

  it('with a cursor of another sort are refused', () => {
    const ask = (sort: GallerySort, value: number | string) => () =>
      reader.page({ filter: {}, sort, from: { after: { id: 5, value } }, limit: 10 })
    expect(ask(byName, 7)).toThrow('cursor of a list sorted by name')
    expect(ask({ by: 'luminance', descending: true }, '1/a.png')).toThrow('cursor of a list sorted by luminance')
    expect(ask({ by: 'added', descending: true }, '1/a.png')).toThrow('cursor of a list sorted by added')
  })
})

describe('everything about one image', () => {
  it('is what the catalog holds', () => {
    const image = naive.images.find((one) => one.problems.length === 2 && one.classPixels)!
    expect(reader.image(image.id)).toEqual({
      id: image.id,
      source: { id: image.source, name: 'GTA5', root: '/data/GTA5', missing: false },
      path: image.path,
      labelPath: image.labelPath,
      labelEncoding: 'labelIds',
      predictedLabel: null,
      condition: image.condition,
      split: image.split,
      sequence: image.sequence,
      frame: image.frame,
      bytes: 2_000_000,
      modifiedMs: 1_700_000_000_000 + image.id,
      missing: image.missing,
      thumbnail: true,
      reading: 'done',
      width: 1024,
      height: 512,
      luminance: image.luminance,
      luminanceSpread: 40,
      colour: { mean: [0, 0, 0], spread: [0, 0, 0] },
      sharpness: 12.5,
      classPixels: image.classPixels,
      problems: [...image.problems].sort().map((problem) => ({
        problem,
        path: image.path,
        message: `${problem} in ${image.path}`,
      })),
      picks: [],
    })
    expect(reader.image(3)!.picks).toEqual([
      { board: 1, condition: 'fog', name: 'Board 1' },
      { board: 1, condition: 'snow', name: 'Board 1' },
    ])
  })
})
