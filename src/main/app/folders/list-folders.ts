import { opendir, realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { FileMissingError } from '../../../shared/errors.ts'
import type { FolderListing } from '../../../shared/workspaces.ts'
import { isWithin } from '../../catalog/workspace/folders.ts'
import type { FolderAccess } from './folder-access.ts'

/** A folder with more entries is a dataset's, not one that leads anywhere. */
const MAX_ENTRIES = 20_000
const MAX_FOLDERS = 1_000

/**
 * The folders in a folder by name, hidden ones and links out of the roots left out; for null the roots themselves.
 *
 * @throws UsageError as `FolderAccess.admit`, FileMissingError where it cannot be read
 */
export async function listFolders(folder: string | null, access: FolderAccess): Promise<FolderListing> {
  const roots = access.roots ?? [homedir(), path.parse(homedir()).root]
  if (folder === null)
    return { folder: null, parent: null, folders: roots.map((root) => ({ name: root, folder: root })) }
  const real = await access.admit(folder)
  const names = await foldersIn(real)
  const inRoots = await Promise.all(
    names.map(async (name) => {
      const found = await realpath(path.join(real, name)).catch(() => null)
      return found !== null && (!access.roots || access.roots.some((root) => isWithin(found, root)))
    }),
  )
  return {
    folder: real,
    parent: roots.includes(real) ? null : path.dirname(real),
    folders: names.filter((_, index) => inRoots[index]).map((name) => ({ name, folder: path.join(real, name) })),
  }
}

async function foldersIn(folder: string): Promise<string[]> {
  const names: string[] = []
  try {
    let entries = 0
    for await (const entry of await opendir(folder)) {
      if (++entries > MAX_ENTRIES || names.length >= MAX_FOLDERS) break
      const isReadable = !entry.name.startsWith('.') && !entry.name.includes('\ufffd')
      if (isReadable && (entry.isDirectory() || entry.isSymbolicLink())) names.push(entry.name)
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new FileMissingError(`${folder} cannot be listed (${code}); check its permissions and its disk`, folder, {
      cause: error,
    })
  }
  return names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}
