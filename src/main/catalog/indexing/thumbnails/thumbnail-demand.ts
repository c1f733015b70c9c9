import { open, utimes } from 'node:fs/promises'
import { FileMissingError, ImageError, SourceError } from '../../../../shared/errors.ts'
import { shown } from '../../../datasets/names/file-names.ts'
import type { CatalogDatabase } from '../../database.ts'
import type { ReaderPool } from '../reader/pool.ts'
import type { ImageReading } from '../recording.ts'
import { findImage } from '../waiting-images.ts'
import { thumbnailFile } from './thumbnail-files.ts'

const DAY_MILLISECONDS = 86_400_000

export const readHashSql = `SELECT iif(reading = 'waiting', NULL, partial_hash) AS partialHash, reading FROM image WHERE id = ?`
export const whyFailedSql = `SELECT message FROM problem WHERE image_id = ? AND found_by = 'reading' ORDER BY id LIMIT 1`

/** Thumbnails for those who look: the ones that are there, the others built at once, ahead of all that is read behind. */
export class ThumbnailDemand {
  readonly #database: CatalogDatabase
  readonly #pool: ReaderPool
  readonly #folder: string
  readonly #keep: (reading: ImageReading) => void
  readonly #building = new Map<number, Promise<string>>()

  /** @param keep records what was learned of an image on the way */
  constructor(
    database: CatalogDatabase,
    pool: ReaderPool,
    { folder, keep }: { readonly folder: string; readonly keep: (reading: ImageReading) => void },
  ) {
    this.#database = database
    this.#pool = pool
    this.#folder = folder
    this.#keep = keep
  }

  /**
   * The path of an image's thumbnail, a WebP of at most 384 pixels a side.
   *
   * @throws SourceError where there is no such image, ImageError where it can't be decoded, FileMissingError where its file is gone or
   *   the disk doesn't give it, WriteError
   */
  async thumbnailOf(imageId: number): Promise<string> {
    const row = this.#database
      .prepare<[number], { partialHash: Buffer | null; reading: string }>(readHashSql)
      .get(imageId)
    if (!row) throw new SourceError(`There is no image ${imageId}; its source was removed`)
    if (row.reading === 'failed') throw this.#failure(imageId)
    if (row.partialHash) {
      const file = thumbnailFile(this.#folder, { imageId, partialHash: row.partialHash })
      if (await isWhole(file)) return file
    }
    const building = this.#building.get(imageId) ?? this.#build(imageId)
    this.#building.set(imageId, building)
    return building.finally(() => this.#building.delete(imageId))
  }

  async #build(imageId: number): Promise<string> {
    const image = findImage(this.#database, imageId)
    if (!image) throw new SourceError(`There is no image ${imageId}; its source was removed`)
    const outcome = await this.#pool.read({ ...image, expectedHash: null }, { urgent: true })
    this.#keep({ image, outcome })
    if (outcome.outcome === 'read' && outcome.picture && outcome.partialHash)
      return thumbnailFile(this.#folder, { imageId, partialHash: outcome.partialHash })
    const file = shown(image.path)
    if (outcome.outcome === 'read') throw new ImageError(outcome.problems[0]!.message, image.path)
    if (outcome.outcome === 'unavailable') throw new FileMissingError(outcome.problem.message, image.path)
    if (outcome.outcome === 'crashed') throw new ImageError(`${file} cannot be decoded; see its problem`, image.path)
    throw new FileMissingError(`${file} is gone or has changed since its source was listed; rescan it`, image.path)
  }

  #failure(imageId: number): ImageError {
    const why = this.#database.prepare<[number], { message: string }>(whyFailedSql).get(imageId)
    return new ImageError(why?.message ?? `Image ${imageId} cannot be decoded; replace its file`)
  }
}

/**
 * A power cut may leave a name without its content: what the header of the file says of its size tells. Marks it as used, once a day, for
 * the cache that throws out the least recently used.
 */
async function isWhole(file: string): Promise<boolean> {
  try {
    await using handle = await open(file, 'r')
    const { size, mtimeMs } = await handle.stat()
    const header = Buffer.alloc(12)
    await handle.read(header, 0, 12, 0)
    if (header.toString('latin1', 0, 4) !== 'RIFF' || header.readUInt32LE(4) + 8 !== size) return false
    const now = Date.now()
    if (now - mtimeMs > DAY_MILLISECONDS) await utimes(file, now / 1000, now / 1000)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}
