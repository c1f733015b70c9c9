import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { FileMissingError, UnsupportedModelError } from '../../../shared/errors.ts'
import { missingFile } from './missing-file.ts'

/**
 * The Hugging Face cache: `models--org--name/{blobs,refs,snapshots}`. A snapshot is a folder of symbolic links into
 * `blobs`, named by its commit; `refs/main` names the commit that was downloaded last.
 * @see https://huggingface.co/docs/huggingface_hub/guides/manage-cache
 */

/** The snapshot of a `models--org--name` folder: that of `refs/main`, or the only one. Any other folder is given back as it is. */
export async function snapshotOf(folder: string): Promise<string> {
  const snapshots = path.join(folder, 'snapshots')
  const names = await listFolder(snapshots)
  if (names === undefined) return folder
  const main = await readFile(path.join(folder, 'refs', 'main'), 'utf8').then(
    (commit) => commit.trim(),
    () => undefined,
  )
  const found = names.find((name) => name === main) ?? (names.length === 1 ? names[0] : undefined)
  if (found !== undefined) return path.join(snapshots, found)
  if (names.length === 0) {
    throw new FileMissingError(
      `${folder}: the Hugging Face cache of this model holds no snapshot: download the model again`,
      folder,
    )
  }
  throw new UnsupportedModelError(
    `${folder}: expected refs/main or one snapshot, found ${names.length} snapshots (${names.join(', ')}): give the folder of one of them`,
    folder,
  )
}

/** `org/name` for a snapshot in the Hugging Face cache, undefined for any other folder. */
export function hubModelName(folder: string): string | undefined {
  const repository = path.basename(path.resolve(folder, '..', '..'))
  const isSnapshot = path.basename(path.dirname(folder)) === 'snapshots' && repository.startsWith('models--')
  return isSnapshot ? repository.slice('models--'.length).replaceAll('--', '/') : undefined
}

/** The names in a folder, sorted; undefined where there is no such folder. */
export async function listFolder(folder: string): Promise<string[] | undefined> {
  try {
    return (await readdir(folder)).sort()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new FileMissingError(`${folder}: the folder cannot be read (${code})`, folder, { cause: error })
  }
}

/**
 * Whether a file is there; `names` are those in its folder. Throws where it is a symbolic link whose target is missing.
 */
export async function isThere(file: string, names: readonly string[]): Promise<boolean> {
  if (!names.includes(path.basename(file))) return false
  try {
    await stat(file)
    return true
  } catch (error) {
    throw await missingFile(file, error)
  }
}
