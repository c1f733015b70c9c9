import { open } from 'node:fs/promises'
import { FileMissingError, type WeatherglassError } from '../../shared/errors.ts'

const MAX_BYTES = 2 ** 30

type ErrorKind = new (message: string, file?: string, options?: ErrorOptions) => WeatherglassError

/**
 * Reads a picture's or a label's file whole. Throws FileMissingError where it does not exist or may not be read, and an
 * error of the given kind where it is a folder or no regular file, empty, or above 1 GiB. `what` names the file's role
 * in the sentence: "image", "label".
 */
export async function readInputFile(file: string, what: string, Refusal: ErrorKind): Promise<Buffer> {
  try {
    await using handle = await open(file)
    const found = await handle.stat()
    if (found.isDirectory()) throw new Refusal(`${file} is a folder; give the ${what} file itself`, file)
    if (!found.isFile()) throw new Refusal(`${file} is not a regular file; give the ${what} as a file on disk`, file)
    if (found.size === 0) throw new Refusal(`${file} is empty (0 bytes); copy the ${what} again`, file)
    if (found.size > MAX_BYTES) {
      throw new Refusal(
        `${file} has ${found.size} bytes, more than the 1 GiB allowed for one ${what}; use a smaller one`,
        file,
      )
    }
    return await handle.readFile()
  } catch (error) {
    throw asMissing(error, file, what)
  }
}

function asMissing(error: unknown, file: string, what: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new FileMissingError(`${file} does not exist; check the path of the ${what}`, file, { cause: error })
    case 'EACCES':
    case 'EPERM':
      return new FileMissingError(`${file} may not be read (${error.code}); check its permissions`, file, {
        cause: error,
      })
    case 'EIO':
      return new FileMissingError(`${file} cannot be read (${error.code}); check the disk it is on`, file, {
        cause: error,
      })
    default:
      return error
  }
}
