import { below, shown, sortNames } from '../names/file-names.ts'
import type { FolderListing } from './folder-listing.ts'
import type { SourceTree } from './source-tree.ts'

/** Datasets are at most four folders deep; a tree that goes deeper is no dataset's. */
const MAX_DEPTH = 6

/** Folders of images and folders of labels that stand for one another; several where a dataset was unpacked in parts. */
export interface MirroredFolders {
  readonly images: readonly FolderListing[]
  readonly labels: readonly FolderListing[]
}

/**
 * The given folders and those below them, images and labels by the same path: ACDC's and Cityscapes' order. Folders of labels
 * without such a folder of images are reported, the topmost one alone.
 */
export function* mirroredFolders(
  tree: SourceTree,
  { images, labels }: MirroredFolders,
  depth = MAX_DEPTH,
): Generator<MirroredFolders> {
  yield { images, labels }
  const names = sortNames([...new Set(images.flatMap(({ folders }) => folders))])
  reportFoldersWithoutImages(tree, { images, labels }, names)
  if (depth === 0) return
  for (const name of names) {
    const inner = { images: foldersOfName(tree, images, name), labels: foldersOfName(tree, labels, name) }
    yield* mirroredFolders(tree, inner, depth - 1)
  }
}

const foldersOfName = (tree: SourceTree, listings: readonly FolderListing[], name: string): FolderListing[] =>
  listings.flatMap(({ path, folders }) => (folders.includes(name) ? (tree.list(below(path, name)) ?? []) : []))

function reportFoldersWithoutImages(
  tree: SourceTree,
  { images, labels }: MirroredFolders,
  names: readonly string[],
): void {
  for (const { path, folders } of labels) {
    for (const name of folders.filter((folder) => !names.includes(folder))) {
      const folder = below(path, name)
      const expected = images.map((listing) => shown(below(listing.path, name))).join(' or ')
      tree.report(
        'image-missing',
        folder,
        `The labels in ${shown(folder)} have no images: expected the folder ${expected}; copy it or remove them.`,
      )
    }
  }
}
