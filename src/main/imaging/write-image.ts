import { randomBytes } from 'node:crypto'
import { open, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { ImageError, WriteError } from '../../shared/errors.ts'
import type { RgbImage } from './pixels.ts'
import { chunkText, encodeChunk, isPng, pngChunks, textChunk } from './png-chunks.ts'
import { readInputFile } from './read-file.ts'

const END_OF_HEADER = 8 + 25

/**
 * Writes an 8-bit RGB PNG, whole or not at all, with `text` as uncompressed iTXt chunks ahead of the picture (keyword to
 * text). The same picture and text give the same bytes. Throws WriteError.
 */
export async function writePng(file: string, image: RgbImage, text: Readonly<Record<string, string>>): Promise<void> {
  const { width, height, data } = image
  const png = await sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 6 })
    .toBuffer()
  const chunks = Object.entries(text).map(([keyword, value]) => encodeChunk(textChunk(keyword, value)))
  await writeFileAtomically(
    file,
    Buffer.concat([png.subarray(0, END_OF_HEADER), ...chunks, png.subarray(END_OF_HEADER)]),
  )
}

/** Keyword to text of a PNG's tEXt and uncompressed iTXt chunks. Throws ImageError or FileMissingError. */
export async function readPngText(file: string): Promise<Record<string, string>> {
  const bytes = await readInputFile(file, 'image', ImageError)
  if (!isPng(bytes))
    throw new ImageError(`${file} is not a PNG, the only format whose text is read; give the PNG`, file)
  const damaged = (reason: string) => new ImageError(`${file} is damaged or truncated (${reason}); copy it again`, file)
  return Object.fromEntries([...pngChunks(bytes, damaged)].map(chunkText).filter((entry) => entry !== undefined))
}

/**
 * Writes a file so that its name never shows a part of it: to a temporary name in the same folder, synced, renamed over
 * what was there. The temporary file is removed where anything fails. Throws WriteError.
 */
export async function writeFileAtomically(file: string, content: Uint8Array | string): Promise<void> {
  const folder = path.dirname(path.resolve(file))
  const temporary = path.join(folder, `.weatherglass-${randomBytes(8).toString('hex')}.tmp`)
  try {
    await refuseFolder(file)
    await writeAndRename(temporary, file, content)
    await syncFolder(folder)
  } catch (error) {
    throw asWriteError(error, file, folder)
  }
}

async function refuseFolder(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined)
  if (found?.isDirectory()) throw new WriteError(`${file} is a folder; give the name of a file in it`, file)
}

async function writeAndRename(temporary: string, file: string, content: Uint8Array | string): Promise<void> {
  const handle = await open(temporary, 'wx')
  try {
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** Makes the rename survive a power cut; Windows has no handle of a folder to sync. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  await using handle = await open(folder, 'r')
  await handle.sync()
}

function asWriteError(error: unknown, file: string, folder: string): unknown {
  if (error instanceof WriteError || !(error instanceof Error) || !('code' in error)) return error
  const refuse = (sentence: string) =>
    new WriteError(`${file} could not be written: ${sentence}`, file, { cause: error })
  switch (error.code) {
    case 'ENOENT':
      return refuse(`the folder ${folder} does not exist; create it first`)
    case 'ENOTDIR':
      return refuse(`${folder} is not a folder; choose another place`)
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return refuse(`the folder ${folder} is read-only (${error.code}); choose another place or change its permissions`)
    case 'ENOSPC':
    case 'EDQUOT':
      return refuse(`the disk of ${folder} is full (${error.code}); free some space`)
    default:
      return refuse(`${error.message}; choose another place`)
  }
}
