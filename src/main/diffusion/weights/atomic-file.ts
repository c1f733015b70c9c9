import { randomUUID } from 'node:crypto'
import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { WeatherglassError, WriteError } from '../../../shared/errors.ts'

const partialPrefix = '.weatherglass-'
const partialSuffix = '.partial'

/** Whether a name is one of the temporary names that `writeAtomically` gives; what a killed process left carries one. */
export const isPartialName = (name: string): boolean => name.startsWith(partialPrefix) && name.endsWith(partialSuffix)

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be larger than is allowed here',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder is not a folder',
  EISDIR: 'a folder has that name',
  EACCES: 'there is no permission to write there',
  EPERM: 'there is no permission to write there',
  EROFS: 'the disk is read-only',
}

/**
 * Writes a file under a temporary name in its own folder, syncs it and gives it its name: there is the whole file or
 * the old one, whatever happens in between. What `write` throws comes out as it is where it is a WeatherglassError.
 *
 * @param byteLength size of the file to come, for the sentence of the error
 * @throws WriteError with the reason and the bytes needed; the temporary file is gone
 */
export async function writeAtomically(
  file: string,
  byteLength: number,
  write: (handle: FileHandle) => Promise<void>,
): Promise<void> {
  const partial = path.join(path.dirname(file), `${partialPrefix}${randomUUID()}${partialSuffix}`)
  try {
    const handle = await open(partial, 'wx')
    try {
      await write(handle)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(partial, file)
    await syncFolder(path.dirname(file))
  } catch (error) {
    await rm(partial, { force: true })
    if (error instanceof WeatherglassError) throw error
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw new WriteError(
      `${file}: could not be written (${byteLength} bytes are needed): ${reasons[code] ?? code}`,
      file,
      { cause: error },
    )
  }
}

/** Makes a rename in the folder survive a power cut. Windows has no such thing: there a folder cannot be opened. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
