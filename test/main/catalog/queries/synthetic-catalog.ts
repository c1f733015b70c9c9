import type { Condition } from '../../../../src/shared/conditions.ts'
import type { PickCondition } from '../../../../src/shared/gallery.ts'
import type { ProblemCode } from '../../../../src/shared/problems.ts'
import {
  connect,
  createCatalogFile,
  nextRevision,
  type CatalogDatabase,
} from '../../../../src/main/catalog/database.ts'

/** Pixels of every picture of a synthetic catalog, and so of its label. */
export const SYNTHETIC_PIXELS = 1024 * 512

/** A row of the catalog as the tests know it: what filters, sorts and facets look at. */
export interface SyntheticImage {
  readonly id: number
  readonly source: number
  readonly path: string
  readonly labelPath: string | null
  readonly condition: Condition
  readonly split: 'train' | 'val' | 'test' | null
  readonly sequence: string | null
  readonly frame: string
  readonly missing: boolean
  readonly reading: 'waiting' | 'done' | 'failed'
  readonly luminance: number | null
  /** Twenty numbers: train ids 0 to 18 and void. */
  readonly classPixels: readonly number[] | null
  readonly problems: readonly ProblemCode[]
}

export const syntheticSourceNames = ['GTA5', 'ACDC', 'Cityscapes', 'Dashcam winter'] as const

interface SyntheticSource {
  readonly name: string
  readonly layout: 'acdc' | 'gta5' | 'cityscapes' | 'folder'
  /** Of all images of the catalog. */
  readonly share: number
  readonly place: (
    index: number,
  ) => Pick<SyntheticImage, 'path' | 'labelPath' | 'condition' | 'split' | 'sequence' | 'frame'>
}

const digits = (value: number, count: number): string => String(value).padStart(count, '0')
const adverse = ['fog', 'night', 'rain', 'snow'] as const
const splits = ['train', 'train', 'train', 'val', 'test'] as const
const cities = ['aachen', 'bochum', 'bremen', 'cologne', 'darmstadt', 'erfurt', 'hamburg', 'hanover', 'jena', 'krefeld']

/** The four layouts in the proportions of someone who has more rendered frames than photographs. */
const syntheticSources: readonly SyntheticSource[] = [
  {
    name: 'GTA5',
    layout: 'gta5',
    share: 0.45,
    place: (index) => {
      const frame = digits(index + 1, 5)
      return {
        path: `images/${frame}.png`,
        labelPath: index % 20 === 7 ? null : `labels/${frame}.png`,
        condition: 'clear',
        split: null,
        sequence: null,
        frame,
      }
    },
  },
  {
    name: 'ACDC',
    layout: 'acdc',
    share: 0.35,
    place: (index) => {
      const sequence = `${index % 3 === 0 ? 'GP01' : 'GOPR'}${digits(122 + (Math.floor(index / 160) % 400), 4)}`
      const condition = adverse[Math.floor(index / 160) % 4]!
      const split = splits[Math.floor(index / 640) % 5]!
      const frame = digits(index % 1_000_000, 6)
      const name = `${condition}/${split}/${sequence}/${sequence}_frame_${frame}`
      return {
        path: `rgb_anon/${name}_rgb_anon.png`,
        labelPath: split === 'test' ? null : `gt/${name}_gt_labelIds.png`,
        condition,
        split,
        sequence,
        frame,
      }
    },
  },
  {
    name: 'Cityscapes',
    layout: 'cityscapes',
    share: 0.12,
    place: (index) => {
      const city = cities[Math.floor(index / 700) % cities.length]!
      const split = splits[Math.floor(index / 7000) % 5]!
      const sequence = `${city}_${digits(Math.floor(index / 10), 6)}`
      const frame = digits(19 + (index % 10), 6)
      return {
        path: `leftImg8bit/${split}/${city}/${sequence}_${frame}_leftImg8bit.png`,
        labelPath: `gtFine/${split}/${city}/${sequence}_${frame}_gtFine_labelIds.png`,
        condition: 'clear',
        split,
        sequence,
        frame,
      }
    },
  },
  {
    name: 'Dashcam winter',
    layout: 'folder',
    share: 0.08,
    place: (index) => ({
      path: `Fahrt ${1 + (Math.floor(index / 500) % 40)} über Land/IMG_${index}.JPG`,
      labelPath: null,
      condition: index % 3 === 0 ? 'snow' : 'clear',
      split: null,
      sequence: null,
      frame: `IMG_${index}`,
    }),
  },
]

/** Uniform numbers in [0, 1), the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** How common a class is, and its typical share where it is there: roughly as in street scenes. */
const commonness = [1, 0.9, 0.95, 0.3, 0.35, 0.98, 0.5, 0.7, 0.95, 0.5, 0.98, 0.6, 0.2, 0.9, 0.2, 0.12, 0.05, 0.1, 0.2]
const typicalShare = [35, 6, 22, 1, 1, 1.2, 0.2, 0.6, 15, 1.2, 12, 1.2, 0.2, 7, 1, 0.8, 1, 0.2, 0.4]

function syntheticClassPixels(random: () => number): number[] {
  const weights = commonness.map((common, trainId) =>
    random() < common ? typicalShare[trainId]! * random() * random() * 4 : 0,
  )
  weights.push(6 * random())
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1
  const pixels = weights.map((weight) => Math.floor((weight / total) * SYNTHETIC_PIXELS))
  pixels[19]! += SYNTHETIC_PIXELS - pixels.reduce((sum, count) => sum + count, 0)
  return pixels
}

const brightness: Readonly<Record<Condition, number>> = { fog: 140, night: 40, rain: 95, snow: 150, clear: 110 }

/** The images of a synthetic catalog in the order of their ids, from 1; the same for the same count and seed. */
export function* syntheticImages(count: number, seed = 1): Generator<SyntheticImage> {
  const random = seededRandom(seed)
  let id = 0
  for (const [sourceIndex, source] of syntheticSources.entries()) {
    const last = sourceIndex === syntheticSources.length - 1
    const images = last ? count - id : Math.floor(count * source.share)
    for (let index = 0; index < images; index++) {
      const place = source.place(index)
      const reading = random() < 0.96 ? 'done' : random() < 0.7 ? 'waiting' : 'failed'
      const done = reading === 'done'
      const classPixels = done && place.labelPath !== null ? syntheticClassPixels(random) : null
      yield {
        id: ++id,
        source: sourceIndex + 1,
        ...place,
        missing: random() < 0.01,
        reading,
        luminance: done ? Math.min(255, Math.max(0, brightness[place.condition] + 60 * (random() - 0.5))) : null,
        classPixels,
        problems: problemsOf(reading, random()),
      }
    }
  }
}

function problemsOf(reading: SyntheticImage['reading'], chance: number): ProblemCode[] {
  if (reading === 'failed') return chance < 0.5 ? ['unreadable'] : ['empty-file']
  if (chance < 0.004) return ['single-colour', 'no-known-class']
  if (chance < 0.012) return ['size-mismatch']
  return chance < 0.02 ? ['label-missing'] : []
}

function insertSources(database: CatalogDatabase): void {
  const insert = database.prepare(
    `INSERT INTO source (id, root, name, layout, added_utc, walk, walked_utc, walk_seconds)
     VALUES (?, ?, ?, ?, '2026-01-02T03:04:05.000Z', 1, '2026-01-02T03:05:05.000Z', 60)`,
  )
  for (const [index, { name, layout }] of syntheticSources.entries())
    insert.run(index + 1, `/data/${name}`, name, layout)
}

/** Writes images to a catalog whose sources are there, in the transaction that is open or in one of its own. */
export function insertImages(database: CatalogDatabase, images: Iterable<SyntheticImage>): void {
  const insert = database.prepare(
    `INSERT INTO image (id, source_id, path, label_path, label_encoding, condition, split, sequence, frame, bytes, modified_ms, walk,
       missing, reading, partial_hash, width, height, luminance, luminance_spread, colour, sharpness, class_pixels, thumbnail,
       has_problem, revision)
     VALUES (?, ?, ?, ?, 'labelIds', ?, ?, ?, ?, 2000000, ?, 1, ?, ?, zeroblob(32), 1024, 512, ?, 40, zeroblob(24), 12.5, ?, ?, ?, ?)`,
  )
  const insertProblem = database.prepare(
    `INSERT INTO problem (source_id, image_id, path, problem, message, found_by) VALUES (?, ?, ?, ?, ?, 'reading')`,
  )
  database.transaction(() => {
    const revision = nextRevision(database)
    for (const image of images) {
      const { id, source, path, labelPath, condition, split, sequence, frame, reading, luminance, classPixels } = image
      const pixels = classPixels && Buffer.from(new Uint32Array(classPixels).buffer)
      const done = reading === 'done' ? 1 : 0
      const problems = image.problems.length > 0 ? 1 : 0
      insert.run(
        ...[id, source, path, labelPath, condition, split, sequence, frame, 1_700_000_000_000 + id],
        ...[image.missing ? 1 : 0, reading, luminance, pixels, done, problems, revision],
      )
      for (const problem of image.problems) insertProblem.run(source, id, path, problem, `${problem} in ${path}`)
    }
  })()
}

/** A new catalog with the synthetic sources and these images; the connection is the caller's to close. */
export function createSyntheticCatalog(file: string, images: Iterable<SyntheticImage>): CatalogDatabase {
  createCatalogFile(file)
  const database = connect(file, { durability: 'crash' })
  insertSources(database)
  insertImages(database, images)
  return database
}

/** A style board with these picks. */
export function insertBoard(database: CatalogDatabase, board: number, picks: readonly SyntheticPick[]): void {
  database
    .prepare('INSERT INTO board (id, name, created_utc) VALUES (?, ?, ?)')
    .run(board, `Board ${board}`, '2026-01-02')
  for (const { image, condition } of picks) pick(database, board, image, condition)
}

export interface SyntheticPick {
  readonly image: number
  readonly condition: PickCondition
}

export function pick(database: CatalogDatabase, board: number, image: number, condition: PickCondition): void {
  const insert = 'INSERT INTO board_reference (board_id, condition, image_id, position) VALUES (?, ?, ?, ?)'
  database.prepare(insert).run(board, condition, image, image)
}
