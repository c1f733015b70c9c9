import type { Dirent } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { nextRevision, transact, type CatalogDatabase } from '../../database.ts'
import { hashInName, temporaryName, thumbnailName } from './thumbnail-files.ts'

export interface ThumbnailCacheOptions {
  readonly folder: string
  /** Above this the least recently used go. */
  readonly maxBytes: number
  /** Files younger than this stay: one may be on its way into the catalog, or to someone who looks at it. */
  readonly graceMilliseconds?: number
}

export interface SweptThumbnails {
  /** What is there now. */
  readonly files: number
  readonly bytes: number
  /** Deleted for lack of room; built again when they are looked at. */
  readonly evicted: number
  /** Deleted because no image has them any more. */
  readonly orphans: number
}

interface CachedFile {
  readonly file: string
  readonly imageId: number
  readonly bytes: number
  /** `thumbnailOf` keeps the time of change near the time of use. */
  readonly usedMs: number
}

const GRACE_MILLISECONDS = 60_000
/** Room is made for a while. */
const KEPT_SHARE = 0.9
const IDS_PER_TRANSACTION = 500

export const thumbnailsOfSql = `
SELECT id, partial_hash AS partialHash FROM image WHERE id IN (SELECT value FROM json_each(?))`
export const forgetThumbnailsSql = `
UPDATE image SET thumbnail = 0, revision = ? WHERE id IN (SELECT value FROM json_each(?)) AND thumbnail = 1`

/**
 * Deletes thumbnails of images that are gone or have changed, what a killed process left of one, and the least recently used where all
 * of them are larger than allowed. Files of other names stay.
 */
export async function sweepThumbnails(
  database: CatalogDatabase,
  options: ThumbnailCacheOptions,
): Promise<SweptThumbnails> {
  const { folder, maxBytes, graceMilliseconds = GRACE_MILLISECONDS } = options
  const before = Date.now() - graceMilliseconds
  let [files, bytes, orphans] = [0, 0, 0]
  for (const shard of await shardsOf(folder)) {
    const { kept, lost } = await sortOut(database, path.join(folder, shard), before)
    for (const file of lost) await rm(file, { force: true })
    orphans += lost.length
    files += kept.length
    bytes += kept.reduce((sum, one) => sum + one.bytes, 0)
    await setImmediate()
  }
  if (bytes <= maxBytes) return { files, bytes, orphans, evicted: 0 }
  const evicted = await evict(database, folder, { bytesTooMany: bytes - maxBytes * KEPT_SHARE, before })
  return { files: files - evicted.files, bytes: bytes - evicted.bytes, orphans, evicted: evicted.files }
}

async function shardsOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(nothingThere<Dirent>)
  return entries.filter((entry) => entry.isDirectory() && /^[0-9a-f]{2}$/.test(entry.name)).map(({ name }) => name)
}

const nothingThere = <T>(error: unknown): T[] => {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
  throw error
}

/** The files of a shard: those that an image has, and those to be deleted. */
async function sortOut(database: CatalogDatabase, shard: string, before: number) {
  const names = await readdir(shard).catch(nothingThere<string>)
  const temporary = names.filter((name) => temporaryName.test(name)).map((name) => path.join(shard, name))
  const found = await filesOf(shard, names)
  const hashes = hashesOf(database, found)
  const isKept = ({ file, imageId, usedMs }: CachedFile): boolean =>
    usedMs > before || path.basename(file).startsWith(`${hashes.get(imageId)}-`)
  const lost = [...found.filter((one) => !isKept(one)).map(({ file }) => file), ...(await abandoned(temporary, before))]
  return { kept: found.filter(isKept), lost }
}

async function filesOf(shard: string, names: readonly string[]): Promise<CachedFile[]> {
  const files = names.map(async (name): Promise<CachedFile[]> => {
    const imageId = thumbnailName.exec(name)?.[2]
    if (imageId === undefined) return []
    const file = path.join(shard, name)
    // another process may sweep as well
    const found = await stat(file).catch(() => undefined)
    return found ? [{ file, imageId: Number(imageId), bytes: found.size, usedMs: found.mtimeMs }] : []
  })
  return (await Promise.all(files)).flat()
}

async function abandoned(temporary: readonly string[], before: number): Promise<string[]> {
  const times = await Promise.all(temporary.map((file) => stat(file).catch(() => undefined)))
  return temporary.filter((_, i) => (times[i]?.mtimeMs ?? Infinity) < before)
}

function hashesOf(database: CatalogDatabase, files: readonly CachedFile[]): Map<number, string> {
  const ids = JSON.stringify(files.map(({ imageId }) => imageId))
  const rows = database.prepare<[string], { id: number; partialHash: Buffer | null }>(thumbnailsOfSql).all(ids)
  return new Map(rows.flatMap(({ id, partialHash }) => (partialHash ? [[id, hashInName(partialHash)]] : [])))
}

/** First the catalog forgets them, then they go: a thumbnail that it names is there. */
async function evict(
  database: CatalogDatabase,
  folder: string,
  { bytesTooMany, before }: { readonly bytesTooMany: number; readonly before: number },
): Promise<{ files: number; bytes: number }> {
  const all: CachedFile[] = []
  for (const shard of await shardsOf(folder)) {
    const names = await readdir(path.join(folder, shard)).catch(nothingThere<string>)
    all.push(...(await filesOf(path.join(folder, shard), names)).filter(({ usedMs }) => usedMs <= before))
  }
  all.sort((a, b) => a.usedMs - b.usedMs)
  let bytes = 0
  let files = 0
  while (files < all.length && bytes < bytesTooMany) bytes += all[files++]!.bytes
  for (let start = 0; start < files; start += IDS_PER_TRANSACTION) {
    const chunk = all.slice(start, Math.min(files, start + IDS_PER_TRANSACTION))
    const ids = JSON.stringify(chunk.map(({ imageId }) => imageId))
    transact(database, () => database.prepare(forgetThumbnailsSql).run(nextRevision(database), ids))
    for (const { file } of chunk) await rm(file, { force: true })
  }
  return { files, bytes }
}
