import { randomBytes } from 'node:crypto'
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { WriteError } from '../../../../shared/errors.ts'
import { makeInnerFolder } from '../../workspace/inner-folder.ts'

/** What a thumbnail is of: an image with the content that it had when it was read. */
export interface ThumbnailKey {
  readonly imageId: number
  /** [32] bytes: `image.partial_hash`. */
  readonly partialHash: Uint8Array
}

/** So many bytes of the hash are in the name; the id tells apart what they don't. */
const HASH_BYTES = 12
const SHARD_LETTERS = 2

export const temporaryName = /^\.weatherglass-[0-9a-f]{16}\.tmp$/
export const thumbnailName = /^([0-9a-f]{24})-([1-9][0-9]*)\.webp$/

/** Where an image's thumbnail is: `ab/ab12…-17.webp` in the folder of thumbnails. A changed picture has another name. */
export function thumbnailFile(folder: string, key: ThumbnailKey): string {
  const name = hashInName(key.partialHash)
  return path.join(folder, name.slice(0, SHARD_LETTERS), `${name}-${key.imageId}.webp`)
}

/** The hash as far as names hold it, in hex. */
export const hashInName = (partialHash: Uint8Array): string =>
  Buffer.from(partialHash.buffer, partialHash.byteOffset, HASH_BYTES).toString('hex')

/**
 * Writes a thumbnail so that its name never shows a part of it. It isn't synced: what a power cut takes is built again.
 *
 * @throws WriteError
 */
export function writeThumbnail(folder: string, key: ThumbnailKey, webp: Uint8Array): void {
  const file = thumbnailFile(folder, key)
  const shard = path.dirname(file)
  const temporary = path.join(shard, `.weatherglass-${randomBytes(8).toString('hex')}.tmp`)
  try {
    writeInFolder(shard, temporary, webp)
    renameSync(temporary, file)
  } catch (error) {
    if (existsSync(temporary)) rmSync(temporary)
    throw asWriteError(error, folder)
  }
}

function writeInFolder(shard: string, temporary: string, webp: Uint8Array): void {
  try {
    writeFileSync(temporary, webp, { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    makeInnerFolder(path.dirname(path.dirname(shard)), shard)
    writeFileSync(temporary, webp, { flag: 'wx' })
  }
}

function asWriteError(error: unknown, folder: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === undefined) return error
  const full = code === 'ENOSPC' || code === 'EDQUOT'
  return new WriteError(
    full
      ? `${folder}: the disk is full (${code}), no thumbnail can be written; free some space, then index again: it goes on where it was`
      : `${folder}: a thumbnail cannot be written (${code}); check the workspace's disk and permissions, then index again`,
    folder,
    { cause: error },
  )
}
