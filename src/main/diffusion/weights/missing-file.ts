import { lstat } from 'node:fs/promises'
import { FileMissingError } from '../../../shared/errors.ts'

/**
 * The error for a file without which a model cannot be used. A symbolic link whose target is gone is told apart: in the
 * Hugging Face cache it is what an interrupted download leaves.
 */
export async function missingFile(file: string, cause?: unknown): Promise<FileMissingError> {
  const isLink = await lstat(file).then(
    (found) => found.isSymbolicLink(),
    () => false,
  )
  const problem = isLink
    ? 'the link points at a file that is not there (an interrupted download): download the model again'
    : 'there is no such file: the model is incomplete, get it with all its files'
  return new FileMissingError(`${file}: ${problem}`, file, { cause })
}
