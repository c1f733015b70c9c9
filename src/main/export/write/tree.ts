import { open } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { entriesBelow } from '../layout/entries-below.ts'

/** All files below a folder, links too, relative to it with forward slashes; none where there is no such folder. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await entriesBelow(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  })
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
}

/** Brings every file and folder of a tree to the disk, so that a power cut after a rename leaves it whole. */
export async function syncTree(folder: string): Promise<void> {
  const entries = await entriesBelow(folder)
  const paths = entries
    .filter((entry) => process.platform !== 'win32' || !entry.isDirectory())
    .map((entry) => path.join(entry.parentPath, entry.name))
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < paths.length) {
      await using handle = await open(paths[next++]!, 'r')
      await handle.sync()
    }
  }
  await Promise.all(Array.from({ length: 4 * os.availableParallelism() }, lane))
}
