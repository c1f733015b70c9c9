import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { connect, nextRevision, type CatalogDatabase } from '../../src/main/catalog/database.ts'
import { startCatalogQueries } from '../../src/main/catalog/queries/catalog-queries.ts'
import { CatalogReader } from '../../src/main/catalog/queries/catalog-reader.ts'
import { catalogFile } from '../../src/main/catalog/workspace/folders.ts'
import type { GalleryFilter, GallerySort, PageRequest } from '../../src/shared/gallery.ts'
import {
  createSyntheticCatalog,
  insertBoard,
  insertImages,
  syntheticImages,
} from '../main/catalog/queries/synthetic-catalog.ts'

/** One operation, measured several times. Where cores are scarce, wall times are mostly waiting: processor time is not. */
export interface Measured {
  readonly what: string
  readonly median: number
  readonly p95: number
  /** Mean processor time of the thread. */
  readonly cpu: number
  /** What it must stay below, in milliseconds. */
  readonly limit: number | null
}

const filters: Readonly<Record<string, GalleryFilter>> = {
  'no filter': {},
  'one condition': { conditions: ['fog'] },
  'source, 2 % bus': { sources: [2], shares: [{ trainId: 15, min: 0.02, max: 1 }] },
  luminance: { luminance: { min: 20, max: 90 } },
  problems: { problems: 'any' },
  sequence: { sequences: [{ source: 2, sequence: 'GOPR0123' }] },
  picked: { picked: { board: 1 } },
  'common word': { text: 'png' },
  'rare word': { text: '000041' },
  'three words': { text: 'rgb_anon 00 GOPR01' },
  'nine at once': {
    sources: [1, 2],
    conditions: ['fog', 'night', 'clear'],
    splits: ['train', 'none'],
    shares: [
      { trainId: 13, min: 0.01, max: 1 },
      { trainId: 11, min: 0, max: 0.5 },
    ],
    luminance: { min: 10, max: 200 },
    problems: 'none',
    labelled: true,
    picked: 'none',
  },
}

const sorts: Readonly<Record<string, GallerySort>> = {
  name: { by: 'name', descending: false },
  'name, descending': { by: 'name', descending: true },
  luminance: { by: 'luminance', descending: false },
  newest: { by: 'added', descending: true },
  'most bus': { by: 'class-share', trainId: 15, descending: true },
  'most alike': { by: 'similarity', image: 4321, descending: true },
}

const PAGE = 200
const PAGE_LIMIT = 5
const LARGE_LIMIT = 60

function measured(what: string, limit: number | null, times: readonly number[], cpu: number): Measured {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
  return { what, median: at(0.5), p95: at(0.95), cpu: cpu / times.length, limit }
}

/** `prepare` is not measured. */
function measure(
  what: string,
  limit: number | null,
  repetitions: number,
  operation: (repetition: number) => unknown,
  prepare: (repetition: number) => void = () => undefined,
): Measured {
  const times: number[] = []
  let cpu = 0
  for (let repetition = 0; repetition < repetitions; repetition++) {
    prepare(repetition)
    const used = process.threadCpuUsage()
    const started = performance.now()
    operation(repetition)
    times.push(performance.now() - started)
    const { user, system } = process.threadCpuUsage(used)
    cpu += (user + system) / 1000
  }
  return measured(what, limit, times, cpu)
}

/** Makes each filter one that was never asked before. */
let spaces = 0
const fresh = (filter: GalleryFilter): GalleryFilter => ({
  ...filter,
  text: (filter.text ?? '') + ' '.repeat(1 + (spaces++ % 9000)),
})

/** Three ways to a page, for every filter with every sort. */
function measurePages(reader: CatalogReader): Readonly<Record<string, Measured[]>> {
  const first: Measured[] = []
  const jumps: Measured[] = []
  const cursors: Measured[] = []
  for (const [filterName, filter] of Object.entries(filters))
    for (const [sortName, sort] of Object.entries(sorts)) {
      const what = `${filterName}, by ${sortName}`
      const limit = sort.by === 'similarity' ? LARGE_LIMIT : PAGE_LIMIT
      const page = (wanted: GalleryFilter, from: PageRequest['from']) =>
        reader.page({ filter: wanted, sort, from, limit: PAGE })
      const end = Math.max(0, page(filter, { offset: 0 }).total - PAGE)
      const { next } = reader.page({ filter, sort, from: { offset: Math.floor(0.9 * end) }, limit: 1 })
      first.push(measure(what, limit, 15, () => page(fresh(filter), { offset: 0 })))
      jumps.push(measure(what, PAGE_LIMIT, 15, () => page(filter, { offset: end })))
      if (next) cursors.push(measure(what, PAGE_LIMIT, 15, () => page(filter, { after: next })))
    }
  return {
    'first page of a new list': first.filter(({ limit }) => limit === PAGE_LIMIT),
    'first page of a new list by similarity': first.filter(({ limit }) => limit === LARGE_LIMIT),
    'jump to the end': jumps,
    'after a cursor at nine tenths': cursors,
  }
}

function measureFacets(reader: CatalogReader): Measured[] {
  return Object.entries(filters).map(([name, filter]) =>
    measure(`facet counts: ${name}`, LARGE_LIMIT, 15, () => reader.facets(fresh(filter))),
  )
}

function measureOthers(reader: CatalogReader, rows: number): Measured[] {
  const list = { filter: {}, sort: sorts['name']! } as const
  return [
    measure('where an image is in a list', PAGE_LIMIT, 21, (n) => reader.position({ ...list, image: rows - 100 * n })),
    measure('ids of a selection of 20,000', PAGE_LIMIT, 21, () => reader.ids({ ...list, from: 1000, to: 21_000 })),
    measure('everything about one image', PAGE_LIMIT, 21, (n) => reader.image(1 + 97 * n)),
    measure('sequences with counts', LARGE_LIMIT, 15, () =>
      reader.sequences({ filter: fresh({}), contains: '', offset: 0, limit: PAGE }),
    ),
    measure('problems, deep page', LARGE_LIMIT, 15, () => reader.problems({ offset: 1000, limit: PAGE })),
    measure('summary of sources', LARGE_LIMIT, 15, () => reader.sources()),
  ]
}

/** What the first question costs after others wrote; a first page of the list is part of it. */
function measureRefresh(reader: CatalogReader, writer: CatalogDatabase, rows: number): Measured[] {
  const ask = () => reader.page({ filter: {}, sort: sorts['name']!, from: { offset: 0 }, limit: PAGE })
  let nextId = rows
  const addThousand = (): void => {
    const images = [...syntheticImages(1000)].map((image) => {
      const id = ++nextId
      return { ...image, id, path: `added/${id}.png` }
    })
    insertImages(writer, images)
  }
  return [
    measure('after 1,000 changed rows', null, 9, ask, (n) => changeThousand(writer, 1 + n * 20_000)),
    measure('after 1,000 new rows', null, 9, ask, addThousand),
    measure('after 1,000 removed rows', null, 9, ask, () => {
      writer.prepare('DELETE FROM image WHERE id > ? AND id <= ?').run(nextId - 1000, nextId)
      nextId -= 1000
    }),
  ]
}

function changeThousand(writer: CatalogDatabase, from: number): void {
  writer.transaction(() => {
    const revision = nextRevision(writer)
    const change = 'UPDATE image SET revision = ?, luminance = 99, reading = ? WHERE id >= ? AND id < ?'
    writer.prepare(change).run(revision, 'done', from, from + 1000)
  })()
}

/** Loads the columns `repetitions` times, each in a reader of its own. */
function measureLoad(file: string, rows: number, repetitions: number): Measured {
  return measure(`load of ${rows.toLocaleString('en')} rows, and a first page by name`, null, repetitions, () => {
    const reader = new CatalogReader(connect(file, { durability: 'crash', readonly: true }))
    reader.page({ filter: {}, sort: sorts['name']!, from: { offset: 0 }, limit: PAGE })
    reader.close()
  })
}

/** Round trips to the thread of the queries, and how long they and the load block the thread that asks. */
async function measureThread(folder: string): Promise<{ trip: Measured; longestTurn: number; longestWork: number }> {
  const queries = startCatalogQueries({ folder })
  const turns = monitorEventLoopDelay({ resolution: 5 })
  let longestWork = 0
  let used = process.threadCpuUsage()
  const sampler = setInterval(() => {
    const { user, system } = process.threadCpuUsage(used)
    longestWork = Math.max(longestWork, (user + system) / 1000)
    used = process.threadCpuUsage()
  }, 5)
  turns.enable()
  const times: number[] = []
  for (let n = 0; n < 100; n++) {
    const started = performance.now()
    await queries.page({ filter: {}, sort: sorts['name']!, from: { offset: n * PAGE }, limit: PAGE })
    if (n > 0) times.push(performance.now() - started)
  }
  await queries.ids({ filter: {}, sort: sorts['name']!, from: 0, to: 300_000 })
  await delay(20)
  turns.disable()
  clearInterval(sampler)
  await queries.close()
  const trip = measured('page through the thread, next in a list', PAGE_LIMIT, times, 0)
  return { trip, longestTurn: turns.max / 1e6 - 5, longestWork }
}

/** Memory of the columns and of one list, in MB. */
function measureMemory(file: string): number {
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  const reader = new CatalogReader(connect(file, { durability: 'crash', readonly: true }))
  reader.page({ filter: {}, sort: sorts['name']!, from: { offset: 0 }, limit: PAGE })
  globalThis.gc?.()
  const used = (process.memoryUsage().rss - before) / 1e6
  reader.close()
  return used
}

const inMilliseconds = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`.padStart(9)

const line = (what: string, times: readonly number[], limit: number | null, above = false): string =>
  `${times.map(inMilliseconds).join(' ')}  ${what}${limit === null ? '' : `, ${above ? 'ABOVE' : 'below'} ${limit} ms`}`

const isAbove = ({ median, limit }: Measured): boolean => limit !== null && median >= limit

const describeOne = (one: Measured): string => line(one.what, [one.median, one.p95, one.cpu], one.limit, isAbove(one))

/** The median and the worst of many combinations, and each that is above its limit. */
function describeGroup(name: string, group: readonly Measured[]): string[] {
  const middle = (values: readonly number[]): number =>
    [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!
  const spread = (value: (one: Measured) => number): readonly [number, number] => [
    middle(group.map(value)),
    Math.max(...group.map(value)),
  ]
  const [median, worstMedian] = spread((one) => one.median)
  const [p95, worstP95] = spread((one) => one.p95)
  const [cpu, worstCpu] = spread((one) => one.cpu)
  const above = group.filter(isAbove)
  return [
    `${name}: ${group.length} combinations of filter and sort, ${above.length} above ${group[0]!.limit} ms`,
    line('the middle combination', [median, p95, cpu], null),
    line('the worst', [worstMedian, worstP95, worstCpu], null),
    ...above.map(describeOne),
  ]
}

/**
 * The gallery's queries on a synthetic catalog: median, 95th percentile and processor time of each. Prints them, and returns those
 * whose median is not below what it must be.
 */
export async function benchCatalogQueries(rows = 300_000): Promise<readonly Measured[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'weatherglass-bench-'))
  try {
    const file = catalogFile({ folder })
    const smaller = path.join(folder, 'smaller.sqlite')
    createSyntheticCatalog(smaller, syntheticImages(Math.round(rows / 3))).close()
    const writer = createSyntheticCatalog(file, syntheticImages(rows))
    const picks = Array.from({ length: 1000 }, (_, place) => ({
      image: 1 + Math.floor(rows / 1000) * place,
      condition: 'fog' as const,
    }))
    writer.transaction(() => insertBoard(writer, 1, picks))()
    writer.pragma('wal_checkpoint(TRUNCATE)')
    const megabytes = Math.round(statSync(file).size / 1e6)
    console.log(
      `${rows.toLocaleString('en')} images, a catalog of ${megabytes} MB: median, 95th percentile, processor time`,
    )
    const memory = measureMemory(file)
    const loads = [measureLoad(smaller, Math.round(rows / 3), 5), measureLoad(file, rows, 5)]
    const reader = new CatalogReader(connect(file, { durability: 'crash', readonly: true }))
    const pages = measurePages(reader)
    const others = [...measureFacets(reader), ...measureOthers(reader, rows), ...measureRefresh(reader, writer, rows)]
    reader.close()
    writer.close()
    const { trip, longestTurn, longestWork } = await measureThread(folder)
    const single = [...loads, ...others, trip]
    for (const [name, group] of Object.entries(pages)) console.log(describeGroup(name, group).join('\n'))
    console.log(single.map(describeOne).join('\n'))
    console.log(`${memory.toFixed(0)} MB of memory for the columns, one list and SQLite's cache`)
    console.log(line('longest turn and longest work of the thread that asks', [longestTurn, longestWork], null))
    return [...Object.values(pages).flat(), ...single].filter(isAbove)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
