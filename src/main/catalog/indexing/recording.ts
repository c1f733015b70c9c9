import type { Problem } from '../../../shared/problems.ts'
import { shown } from '../../datasets/names/file-names.ts'
import { nextRevision, transact, type CatalogDatabase } from '../database.ts'
import { problemFlags } from '../problems.ts'
import type { ReadImage } from './reader/reading.ts'
import type { ReadingOutcome } from './reader/pool.ts'
import type { WaitingImage } from './waiting-images.ts'

/** What came of an image that was given to a reader. */
export interface ImageReading {
  readonly image: WaitingImage
  readonly outcome: ReadingOutcome
}

type Bound = string | number | Uint8Array | null

// Only of the files that were read: a walk may have found others since.
const sameFiles = `id = @id AND bytes = @bytes AND modified_ms = @modifiedMs AND path = @path
  AND label_path IS @labelPath AND label_bytes IS @labelBytes AND label_modified_ms IS @labelModifiedMs`
export const recordReadingSql = `
UPDATE image SET reading = @reading, partial_hash = @partialHash, width = @width, height = @height,
  luminance = @luminance, luminance_spread = @luminanceSpread, colour = @colour, sharpness = @sharpness,
  class_pixels = @classPixels, label_encoding = coalesce(@labelEncoding, label_encoding), thumbnail = @thumbnail,
  revision = @revision
WHERE ${sameFiles}`
/** Where the first reading found that it can't be decoded, that holds as well. */
export const confirmReadingSql = `
UPDATE image SET reading = iif(width IS NULL, 'failed', 'done'), revision = @revision WHERE ${sameFiles}`
export const stillThereSql = `SELECT 1 FROM image WHERE ${sameFiles}`
export const forgetProblemsSql = `DELETE FROM problem WHERE image_id = ? AND found_by = 'reading'`
/** What the walk found itself stays the walk's. */
export const addProblemSql = `
INSERT INTO problem (source_id, image_id, path, problem, message, found_by) VALUES (?, ?, ?, ?, ?, 'reading')
ON CONFLICT (source_id, path, problem) DO NOTHING`

export interface ReadingRecorder {
  /** Commits what was learned of these images, all or nothing. What they are not any more is left out. Throws what `transact` throws. */
  record(readings: readonly ImageReading[]): void
}

/** Writes what readers found, in statements prepared once. */
export function readingRecorder(database: CatalogDatabase): ReadingRecorder {
  const read = database.prepare<[Record<string, Bound>]>(recordReadingSql)
  const confirm = database.prepare<[Record<string, Bound>]>(confirmReadingSql)
  const find = database.prepare<[Record<string, Bound>], unknown>(stillThereSql)
  const forgetProblems = database.prepare<[number]>(forgetProblemsSql)
  const addProblem = database.prepare<[number, number, string, string, string]>(addProblemSql)
  const flags = problemFlags(database)

  function replaceProblems({ id, sourceId }: WaitingImage, problems: readonly Problem[], revision: number): void {
    forgetProblems.run(id)
    for (const { path, problem, message } of problems) addProblem.run(sourceId, id, path, problem, message)
    flags.settle(id, revision)
  }

  function recordOne({ image, outcome }: ImageReading, revision: number): void {
    const files = filesOf(image)
    switch (outcome.outcome) {
      case 'changed':
        return
      case 'confirmed':
        return void confirm.run({ ...files, revision })
      case 'unavailable':
        if (find.get(files)) replaceProblems(image, [outcome.problem], revision)
        return
      case 'crashed': {
        const changes = read.run({ ...files, ...nothingRead, reading: 'failed', revision }).changes
        if (changes > 0) replaceProblems(image, [crashProblem(image, outcome.how)], revision)
        return
      }
      case 'read': {
        const changes = read.run({ ...files, ...factsOf(outcome), revision }).changes
        if (changes > 0) replaceProblems(image, outcome.problems, revision)
      }
    }
  }

  return {
    record: (readings) => {
      if (readings.length === 0) return
      transact(database, () => {
        const revision = nextRevision(database)
        for (const reading of readings) recordOne(reading, revision)
      })
    },
  }
}

const filesOf = ({ id, path, bytes, modifiedMs, label }: WaitingImage): Record<string, Bound> => ({
  id,
  path,
  bytes,
  modifiedMs,
  labelPath: label?.path ?? null,
  labelBytes: label?.bytes ?? null,
  labelModifiedMs: label?.modifiedMs ?? null,
})

const nothingRead = {
  partialHash: null,
  width: null,
  height: null,
  luminance: null,
  luminanceSpread: null,
  colour: null,
  sharpness: null,
  classPixels: null,
  labelEncoding: null,
  thumbnail: 0,
} as const

const factsOf = ({ picture, label, partialHash }: ReadImage): Record<string, Bound> => ({
  ...nothingRead,
  partialHash,
  classPixels: label && littleEndian(label.classPixels),
  labelEncoding: label?.encoding ?? null,
  ...(picture
    ? {
        reading: 'done',
        width: picture.width,
        height: picture.height,
        luminance: picture.luminance,
        luminanceSpread: picture.luminanceSpread,
        colour: littleEndian(picture.colour),
        sharpness: picture.sharpness,
        thumbnail: 1,
      }
    : { reading: 'failed' }),
})

/** Numbers of four bytes as the catalog stores them. */
function littleEndian(numbers: Uint32Array | Float32Array): Buffer {
  const bytes = Buffer.alloc(numbers.length * 4)
  const write = numbers instanceof Float32Array ? 'writeFloatLE' : 'writeUInt32LE'
  numbers.forEach((number, i) => bytes[write](number, i * 4))
  return bytes
}

const crashProblem = ({ path }: WaitingImage, how: string): Problem => ({
  path,
  problem: 'unreadable',
  message: `Decoding ${shown(path)} ended the process that reads images, twice (it ${how}); the file is damaged or needs more memory than there is: replace it or leave it out`,
})
