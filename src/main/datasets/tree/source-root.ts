import { existsSync, opendirSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { FileMissingError, UsageError } from '../../../shared/errors.ts'
import { shown } from '../names/file-names.ts'

/** What marks a folder as a Weatherglass workspace. */
export const workspaceFiles: readonly string[] = ['weatherglass.json', 'catalog.sqlite']

/**
 * The real path of a folder that can be a source. Throws FileMissingError where it does not exist, may not be read, or is
 * empty, as a mount point is with nothing mounted; UsageError for a file.
 */
export function realSourceRoot(root: string): string {
  const real = realPath(root)
  if (!statSync(real).isDirectory()) {
    throw new UsageError(`${shown(root)} is a file; give the folder that holds the images.`, root)
  }
  if (isEmpty(real, root)) {
    throw new FileMissingError(
      `${shown(root)} is empty; if it is where a disk is mounted, mount the disk, else choose a folder with images.`,
      root,
    )
  }
  return real
}

function realPath(root: string): string {
  try {
    return realpathSync(root)
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code
    throw new FileMissingError(
      reason === 'ENOENT' || reason === 'ENOTDIR'
        ? `${shown(root)} does not exist; check the path, and whether the disk is mounted.`
        : `${shown(root)} cannot be reached (${reason}); check its permissions and the disk it is on.`,
      root,
      { cause: error },
    )
  }
}

function isEmpty(folder: string, asGiven: string): boolean {
  try {
    const entries = opendirSync(folder)
    try {
      return entries.readSync() === null
    } finally {
      entries.closeSync()
    }
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code
    throw new FileMissingError(
      `${shown(asGiven)} cannot be listed (${reason}); check its permissions and the disk it is on.`,
      asGiven,
      { cause: error },
    )
  }
}

/** Is the path the folder or inside it? Both are real paths. */
export const isWithin = (folder: string, inner: string): boolean =>
  inner === folder || inner.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep)

/** The folder itself and those above it, nearest first, up to the last one that is within `top`. */
export function* foldersUpwards(folder: string, top: string): Generator<string> {
  for (let current = folder; isWithin(top, current); current = path.dirname(current)) {
    yield current
    if (current === path.dirname(current)) return
  }
}

export const holdsWorkspace = (folder: string): boolean =>
  workspaceFiles.some((file) => existsSync(path.join(folder, file)))

/** Throws UsageError where the folder, a real path, is a workspace or part of one: its pictures are Weatherglass' own. */
export function refuseWorkspace(root: string, skip: readonly string[]): void {
  for (const folder of foldersUpwards(root, path.parse(root).root)) {
    if (!skip.includes(folder) && !holdsWorkspace(folder)) continue
    throw new UsageError(
      `${shown(root)} belongs to the workspace ${shown(folder)}; choose a folder with a dataset or photographs.`,
      root,
    )
  }
}

/** Tells one mounted folder from another, or from the empty place where it was mounted. */
export const deviceOf = (folder: string): number => statSync(folder).dev

/** The real path of a folder, or the given one where there is no such folder. */
export function realPathIfAny(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return path.resolve(folder)
  }
}
