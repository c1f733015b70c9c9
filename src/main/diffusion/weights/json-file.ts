import { readFile, stat } from 'node:fs/promises'
import { FileMissingError, WeightsError } from '../../../shared/errors.ts'
import { missingFile } from './missing-file.ts'

/** Far above any config; the index of a sharded model has one line per tensor. */
const maxBytes = 16 << 20

/**
 * Reads a JSON file that must hold an object.
 *
 * @throws FileMissingError where it cannot be read, WeightsError where it is not a JSON object or over 16 MB
 */
export async function readJsonObject(file: string): Promise<Readonly<Record<string, unknown>>> {
  let text: string
  try {
    const { size } = await stat(file)
    if (size > maxBytes)
      throw new WeightsError(`${file}: expected a JSON file of at most ${maxBytes} bytes, found ${size}`, file)
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof WeightsError) throw error
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw await missingFile(file, error)
    throw new FileMissingError(`${file}: cannot be read (${code})`, file, { cause: error })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new WeightsError(`${file}: expected JSON, found something else (${(error as Error).message})`, file, {
      cause: error,
    })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new WeightsError(
      `${file}: expected a JSON object, found ${Array.isArray(value) ? 'an array' : typeof value}`,
      file,
    )
  }
  return value as Record<string, unknown>
}
