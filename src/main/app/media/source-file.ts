import { constants } from 'node:fs'
import { open, realpath, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { FileMissingError } from '../../../shared/errors.ts'
import type { MediaFile } from '../../catalog/media-files.ts'
import { isWithin } from '../../catalog/workspace/folders.ts'

export interface OpenedSourceFile {
  /** To be closed by whoever opened it. */
  readonly handle: FileHandle
  readonly realPath: string
  readonly bytes: number
  /** Another where the file is another. */
  readonly tag: string
}

/**
 * Opens a source's file as it is now: links are followed within the source only, and what is no regular file is not opened.
 *
 * @throws FileMissingError
 */
export async function openSourceFile({ root, path: file }: MediaFile): Promise<OpenedSourceFile> {
  const shown = path.join(root, file)
  const missing = (reason: string, cause?: unknown) =>
    new FileMissingError(`${shown} cannot be shown: ${reason}; rescan its source`, shown, { cause })
  let handle: FileHandle | undefined
  try {
    const realPath = await realpath(shown)
    if (!isWithin(realPath, root)) throw missing('it leads out of its source')
    handle = await open(realPath, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const found = await handle.stat()
    if (!found.isFile()) throw missing('it is no regular file')
    const tag = `${found.size.toString(36)}-${Math.floor(found.mtimeMs).toString(36)}`
    return { handle, realPath, bytes: found.size, tag }
  } catch (error) {
    await handle?.close()
    const { code } = error as NodeJS.ErrnoException
    if (error instanceof FileMissingError || typeof code !== 'string') throw error
    throw missing(
      code === 'ENOENT' || code === 'ENOTDIR' ? 'it is not there any more' : `it cannot be read (${code})`,
      error,
    )
  }
}
