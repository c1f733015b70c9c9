import type { Condition } from '../../shared/conditions.ts'
import type { DatasetLayout, FolderGroup, ImageName, LabelName } from './dataset-layout.ts'
import { conditionOfParts, conditionOfWords } from './names/condition-words.ts'
import { below, partsOf, withoutExtension } from './names/file-names.ts'
import { isCompanion, labelStem } from './names/label-names.ts'
import { splitOfParts } from './names/split-names.ts'
import type { FolderListing } from './tree/folder-listing.ts'
import type { SourceTree } from './tree/source-tree.ts'

/** Folders of these names hold labels, wherever they are. */
const labelFolderNames: readonly string[] = ['labels', 'gt']
const isLabelFolder = (name: string): boolean => labelFolderNames.includes(name)
/** Folders whose sibling `labels` has the labels of their images. */
const imageFolderNames: readonly string[] = ['images', 'image', 'imgs', 'img', 'rgb', 'photos', 'frames', 'pictures']

/** A photograph's tree has any depth; this one ends what a file system's own loop would make endless. */
const MAX_DEPTH = 32

/** What datasets end an image's name with. */
const imageEnding = /_(leftImg8bit|rgb_anon)$/

/**
 * Any tree of photographs. The condition is the given one, else what the words of file and folders say, else clear. A label
 * is `x_labelIds.png` or `x_labelTrainIds.png` beside the image, or has its name in a folder `labels` or `gt`: below the
 * image's, beside it, or with the same path at any level above.
 */
export const folder: DatasetLayout = {
  name: 'folder',
  title: 'a plain folder',
  topFolders: [],
  expected: 'every image below it counts, its condition is what the words of its path say',
  unique: 'label',

  recognise: () => Promise.resolve(folder.expected),

  *groups(tree, { condition }) {
    const rootName = tree.root.split(/[\\/]/).at(-1) ?? ''
    for (const { images, above } of imageFolders(tree, '', [])) {
      yield groupOf(images, labelFoldersOf(tree, images, above), condition, rootName)
    }
  },
}

interface ImageFolder {
  readonly images: FolderListing
  /** The folders above, from the source on, without their files. */
  readonly above: readonly FolderListing[]
}

function* imageFolders(tree: SourceTree, path: string, above: readonly FolderListing[]): Generator<ImageFolder> {
  const images = tree.list(path)
  if (!images) return
  if (images.files.length > 0) yield { images, above }
  if (above.length === MAX_DEPTH) return
  const here = { ...images, files: [] }
  for (const name of images.folders) {
    if (!isLabelFolder(name)) yield* imageFolders(tree, below(path, name), [...above, here])
  }
}

/** Where the labels of a folder's images may be, nearest first; only folders that exist are listed. */
function labelFoldersOf(tree: SourceTree, images: FolderListing, above: readonly FolderListing[]): FolderListing[] {
  const parts = partsOf(images.path)
  const candidates = images.folders.filter(isLabelFolder).map((name) => below(images.path, name))
  for (const [level, upper] of [...above.entries()].reverse()) {
    const rest = parts.slice(level)
    const sameRole = imageFolderNames.includes(rest[0]!.toLowerCase())
    for (const name of upper.folders.filter(isLabelFolder)) {
      const labels = below(upper.path, name)
      candidates.push(below(labels, rest.join('/')))
      if (sameRole) candidates.push(rest.slice(1).reduce(below, labels))
    }
  }
  return [images, ...candidates.flatMap((candidate) => tree.list(candidate) ?? [])]
}

function groupOf(
  images: FolderListing,
  labelFolders: readonly FolderListing[],
  given: Condition | undefined,
  rootName: string,
): FolderGroup {
  const parts = partsOf(images.path)
  const split = splitOfParts(parts)
  const ofFolders = conditionOfParts([rootName, ...parts])
  return {
    imageFolders: [images],
    labelFolders,
    labels: 'optional',
    imageOf: (file): ImageName | null => {
      const frame = withoutExtension(file)
      if (labelStem(frame) || isCompanion(frame)) return null
      const condition = given ?? conditionOfWords(frame) ?? ofFolders ?? 'clear'
      return { key: frame.replace(imageEnding, ''), condition, split, sequence: null, frame }
    },
    labelOf: (file, place) => labelOf(withoutExtension(file), place.path !== images.path),
  }
}

/** In a folder of labels every picture is one; beside images only those whose name says so. */
function labelOf(name: string, inLabelFolder: boolean): LabelName | null {
  const label = labelStem(name)
  if (label) return { key: label.stem, encoding: label.encoding }
  return inLabelFolder && !isCompanion(name) ? { key: name.replace(imageEnding, ''), encoding: null } : null
}
