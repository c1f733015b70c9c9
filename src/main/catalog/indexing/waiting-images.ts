import type { LabelEncoding } from '../../imaging/labels.ts'
import type { CatalogDatabase } from '../database.ts'
import type { ImageToRead } from './reader/reading.ts'

/** An image to be read, with its source. */
export interface WaitingImage extends ImageToRead {
  readonly sourceId: number
}

interface ImageRow {
  readonly id: number
  readonly sourceId: number
  readonly root: string
  readonly path: string
  readonly bytes: number
  readonly modifiedMs: number
  readonly labelPath: string | null
  readonly labelBytes: number | null
  readonly labelModifiedMs: number | null
  readonly labelEncoding: LabelEncoding | null
  readonly expectedHash: Buffer | null
}

// An image that was moved and has defects is read anew, for their sentences name its old path.
const columns = `image.id, source_id AS sourceId, root, path, bytes, modified_ms AS modifiedMs, label_path AS labelPath,
  label_bytes AS labelBytes, label_modified_ms AS labelModifiedMs, label_encoding AS labelEncoding,
  iif(EXISTS (SELECT 1 FROM problem WHERE image_id = image.id AND found_by = 'reading'), NULL, partial_hash) AS expectedHash`

export const nextWaitingSql = `
SELECT ${columns} FROM image JOIN source ON source.id = source_id
WHERE source_id = ? AND reading = 'waiting' AND image.missing = 0 AND image.id > ? ORDER BY image.id LIMIT 1`
export const waitingByIdSql = `
SELECT ${columns} FROM image JOIN source ON source.id = source_id
WHERE image.id = ? AND reading = 'waiting' AND image.missing = 0`
export const imageByIdSql = `SELECT ${columns} FROM image JOIN source ON source.id = source_id WHERE image.id = ?`

/** An image as a reader takes it, whatever its state; undefined where there is none of that id. */
export function findImage(database: CatalogDatabase, id: number): WaitingImage | undefined {
  const row = database.prepare<[number], ImageRow>(imageByIdSql).get(id)
  return row && asWaiting(row)
}

const asWaiting = ({ labelPath, labelBytes, labelModifiedMs, labelEncoding, ...image }: ImageRow): WaitingImage => ({
  ...image,
  label:
    labelPath === null
      ? null
      : { path: labelPath, bytes: labelBytes!, modifiedMs: labelModifiedMs!, encoding: labelEncoding },
})

/** Who scrolled further than this doesn't look at the first ones any more. */
const MOST_LOOKED_AT = 2_000

/**
 * The images that wait to be read, each given once: those that are looked at, the newest view first, then source by source
 * in the order of their ids. Nothing is fetched ahead: what others read meanwhile isn't given.
 */
export class WaitingImages {
  readonly #next
  readonly #byId
  /** By source, in the order in which they are read: the last id that was given; infinite where none is left. */
  readonly #sources = new Map<number, number>()
  /** Ids that were given and wait as far as the catalog knows, by source: in hand, or left as they are. */
  readonly #given = new Map<number, Map<number, 'in hand' | 'left'>>()
  #lookedAt: number[] = []

  constructor(database: CatalogDatabase) {
    this.#next = database.prepare<[number, number], ImageRow>(nextWaitingSql)
    this.#byId = database.prepare<[number], ImageRow>(waitingByIdSql)
  }

  /** Gives the source's images from the first one on. */
  addSource(id: number): void {
    this.#sources.set(id, 0)
    this.#given.set(id, new Map())
  }

  /** Begins with the source anew, those that were left included: it was walked meanwhile. */
  restart(id: number): void {
    this.#sources.set(id, 0)
    const given = this.#given.get(id)!
    for (const [image, state] of given) if (state === 'left') given.delete(image)
  }

  removeSource(id: number): void {
    this.#sources.delete(id)
    this.#given.delete(id)
  }

  /** Puts images of these sources in front of all others, in this order. */
  prioritise(ids: readonly number[]): void {
    const newest = new Set(ids)
    this.#lookedAt = [...newest, ...this.#lookedAt.filter((id) => !newest.has(id))].slice(0, MOST_LOOKED_AT)
  }

  /** The catalog knows what came of the image. */
  settle({ sourceId, id }: WaitingImage): void {
    this.#given.get(sourceId)?.delete(id)
  }

  /** The image waits on and isn't given again. */
  leave({ sourceId, id }: WaitingImage): void {
    this.#given.get(sourceId)?.set(id, 'left')
  }

  /** Was the last of the source's images given? Known once they were asked for. */
  isThrough(sourceId: number): boolean {
    return this.#sources.get(sourceId) === Infinity
  }

  /** Undefined where nothing waits that wasn't given. */
  next(): WaitingImage | undefined {
    return this.#nextLookedAt() ?? this.#nextInOrder()
  }

  #nextLookedAt(): WaitingImage | undefined {
    for (let id = this.#lookedAt.shift(); id !== undefined; id = this.#lookedAt.shift()) {
      const row = this.#byId.get(id)
      if (row && this.#sources.has(row.sourceId) && this.#give(row)) return asWaiting(row)
    }
    return undefined
  }

  #nextInOrder(): WaitingImage | undefined {
    for (const [sourceId, last] of this.#sources) {
      if (last === Infinity) continue
      for (let row = this.#next.get(sourceId, last); row; row = this.#next.get(sourceId, row.id)) {
        this.#sources.set(sourceId, row.id)
        if (this.#give(row)) return asWaiting(row)
      }
      this.#sources.set(sourceId, Infinity)
    }
    return undefined
  }

  #give({ sourceId, id }: ImageRow): boolean {
    const given = this.#given.get(sourceId)!
    if (given.has(id)) return false
    given.set(id, 'in hand')
    return true
  }
}
