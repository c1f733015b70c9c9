import { opendir, stat } from 'node:fs/promises'

/** So many entries of a folder tell what it is; a folder of 25,000 images is not listed to know that. */
const SAMPLE = 400

export interface FolderSample {
  readonly files: readonly string[]
  readonly folders: readonly string[]
}

/** The first entries of a folder, sorted, hidden ones left out; nothing where it can't be listed. */
export async function sample(folder: string): Promise<FolderSample> {
  const files: string[] = []
  const folders: string[] = []
  try {
    for await (const entry of await opendir(folder)) {
      if (!entry.name.startsWith('.')) (entry.isDirectory() ? folders : files).push(entry.name)
      if (files.length + folders.length === SAMPLE) break
    }
  } catch {
    return { files: [], folders: [] }
  }
  return { files: files.sort(), folders: folders.sort() }
}

/** Is there such a folder, links followed? */
export const isFolder = async (folder: string): Promise<boolean> =>
  stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  )
