import path from 'node:path'
import { below, isPicture } from '../names/file-names.ts'
import type { FolderListing } from './folder-listing.ts'
import { isFolder, sample } from './look.ts'
import type { SourceTree } from './source-tree.ts'

/**
 * The folders of one name that a dataset has: `gtFine` at the top, and inside the folder that a download was unpacked to,
 * `gtFine_trainvaltest/gtFine`.
 */
export function datasetFolders(tree: SourceTree, top: FolderListing, name: string): FolderListing[] {
  const direct = top.folders.includes(name) ? [name] : []
  const unpacked = top.folders
    .filter((folder) => folder.startsWith(`${name}_`))
    .filter((folder) => tree.list(folder)?.folders.includes(name))
    .map((folder) => below(folder, name))
  return [...direct, ...unpacked].flatMap((folder) => tree.list(folder) ?? [])
}

/** The parts of a path below the last folder of this name; null where the path has none. */
export function partsInside(root: string, name: string): string[] | null {
  const parts = root.split(path.sep)
  const at = parts.lastIndexOf(name)
  return at < 0 ? null : parts.slice(at + 1)
}

export interface Marks {
  readonly images: string
  readonly labels: readonly string[]
  /** What an image's name looks like, with an example. */
  readonly imageName: RegExp
  readonly example: string
}

/** Recognises a dataset by its folder of images, by lying inside one, or by the names of its images. */
export async function recogniseByMarks(
  folder: string,
  { images, labels, imageName, example }: Marks,
): Promise<string | null> {
  const { folders } = await sample(folder)
  const present = (name: string) => folders.some((found) => found === name || found.startsWith(`${name}_`))
  if (await holdsFolder(folder, images, folders)) {
    const beside = labels.filter(present)
    return `it holds ${images}, ${beside.length > 0 ? `with labels in ${beside.join(' and ')}` : 'without labels'}`
  }
  const inside = partsInside(folder, images)
  if (inside) return `it is ${inside.length > 0 ? 'a part of ' : ''}${images}, whose labels would lie outside of it`
  return (await holdsNames(folder, imageName)) ? `it holds names such as ${example}` : null
}

async function holdsFolder(folder: string, name: string, found: readonly string[]): Promise<boolean> {
  if (await isFolder(path.join(folder, name))) return true
  const unpacked = found.filter((candidate) => candidate.startsWith(`${name}_`))
  for (const candidate of unpacked) if (await isFolder(path.join(folder, candidate, name))) return true
  return false
}

const MAX_DEPTH = 2
const MAX_FOLDERS = 6

/** Are the pictures of this folder, or else those of the folders inside it, named like that? */
async function holdsNames(folder: string, imageName: RegExp, depth = MAX_DEPTH): Promise<boolean> {
  const { files, folders } = await sample(folder)
  const pictures = files.filter(isPicture)
  if (pictures.length > 0) return pictures.every((file) => imageName.test(file))
  if (folders.length === 0 || depth === 0) return false
  for (const name of folders.slice(0, MAX_FOLDERS)) {
    if (!(await holdsNames(path.join(folder, name), imageName, depth - 1))) return false
  }
  return true
}
