import path from 'node:path'
import type { DatasetLayout, FolderGroup, GroupOptions } from './dataset-layout.ts'
import { readGta5Splits } from './gta5-splits.ts'
import type { Split } from './layout.ts'
import { below, isPicture, partsOf, shown, withoutExtension } from './names/file-names.ts'
import { isCompanion, labelStem } from './names/label-names.ts'
import { splitOfParts } from './names/split-names.ts'
import type { FolderListing } from './tree/folder-listing.ts'
import { isFolder, sample } from './tree/look.ts'
import type { SourceTree } from './tree/source-tree.ts'

type Kind = 'images' | 'labels'

/** The number of a download: `01` of `01_images`. */
const partNumber = (folder: string, kind: Kind): string | null =>
  new RegExp(`^(\\d{1,2})_${kind}$`, 'i').exec(folder)?.[1] ?? null

const isFrame = (file: string): boolean => /^\d{5}\.(png|jpe?g)$/i.test(file)

/**
 * GTA5 (Richter et al., ECCV 2016): `images/00001.png` to `24966.png`, palette PNGs of the same names in `labels`; also as
 * the ten downloads `01_images/images` and `01_labels/labels`, in folders by split, and with the `_labelTrainIds.png` that
 * DAFormer's tools write beside the labels. The splits are those of `split.mat`, else of the folders' names.
 */
export const gta5: DatasetLayout = {
  name: 'gta5',
  title: 'GTA5',
  topFolders: ['images', 'labels'],
  expected: 'a folder images (or 01_images, 02_images, ...) with names such as 00001.png',
  unique: 'source',

  async recognise(folder, asked) {
    const found = await sample(folder)
    const parts = found.folders.filter((name) => partNumber(name, 'images'))
    if (parts.length > 0) return `it holds ${parts.slice(0, 3).join(', ')}${parts.length > 3 ? ', ...' : ''}`
    const images = path.join(folder, 'images')
    if (await isFolder(images)) {
      const named = await holdsFrames(images)
      if (!named && !asked) return null
      const labels = (await isFolder(path.join(folder, 'labels'))) ? 'labels beside it' : 'no labels'
      return `it has a folder images${named ? ' with names such as 00001.png' : ''}, and ${labels}`
    }
    const pictures = found.files.filter(isPicture)
    const looksLikeImages = path.basename(folder).toLowerCase() === 'images' && pictures.every(isFrame)
    if (pictures.length === 0 || !(asked || looksLikeImages)) return null
    return `it holds images such as ${shown(pictures[0]!)}, without labels`
  },

  *groups(tree, options) {
    const root = tree.list('')
    if (!root) return
    const context = { splitOfId: readGta5Splits(tree), ...options }
    const ofKind = (kind: Kind) => ({
      whole: root.folders.filter((name) => name.toLowerCase() === kind),
      parts: root.folders.filter((name) => partNumber(name, kind)),
    })
    const images = ofKind('images')
    const labels = ofKind('labels')
    if (images.whole.length + labels.whole.length === 0 && images.parts.length > 0 && labels.parts.length > 0) {
      yield* groupsOfParts(tree, images.parts, labels.parts, context)
      return
    }
    const imageFolders = [...images.whole, ...images.parts]
    const labelFolders = [...labels.whole, ...labels.parts]
    if (labelFolders.length === 0) reportNoLabels(tree)
    yield {
      ...namesOf(context),
      imageFolders: foldersBelow(tree, 'images', imageFolders.length > 0 ? imageFolders : ['']),
      labelFolders: foldersBelow(tree, 'labels', labelFolders),
      labels: labelFolders.length > 0 ? 'promised' : 'optional',
    }
  },
}

async function holdsFrames(images: string): Promise<boolean> {
  const { files, folders } = await sample(images)
  const pictures = files.filter(isPicture)
  if (pictures.length > 0) return pictures.filter(isFrame).length * 2 >= pictures.length
  const [first] = folders
  return first !== undefined && (await holdsFrames(path.join(images, first)))
}

function reportNoLabels(tree: SourceTree): void {
  tree.report(
    'label-missing',
    '',
    'No image has a label: expected a folder labels (or 01_labels, 02_labels, ...); copy it to use the images as content.',
  )
}

/** Each download of images with its own of labels, so that one part at a time is in memory. */
function* groupsOfParts(
  tree: SourceTree,
  imageParts: readonly string[],
  labelParts: readonly string[],
  context: Context,
): Generator<FolderGroup> {
  const numbers = new Set([
    ...imageParts.map((name) => partNumber(name, 'images')!),
    ...labelParts.map((name) => partNumber(name, 'labels')!),
  ])
  for (const number of [...numbers].sort()) {
    yield {
      ...namesOf(context),
      imageFolders: foldersBelow(
        tree,
        'images',
        imageParts.filter((name) => partNumber(name, 'images') === number),
      ),
      labelFolders: foldersBelow(
        tree,
        'labels',
        labelParts.filter((name) => partNumber(name, 'labels') === number),
      ),
      labels: 'promised',
    }
  }
}

const MAX_DEPTH = 3

/** The folders and those below them, as far as they hold pictures; labels inside a folder of images are not its images. */
function foldersBelow(tree: SourceTree, kind: Kind, folders: readonly string[], depth = MAX_DEPTH): FolderListing[] {
  return folders.flatMap((folder) => {
    const found = tree.list(folder)
    if (!found) return []
    const inner = found.folders
      .filter((name) => kind === 'labels' || !isLabelFolder(name))
      .map((name) => below(folder, name))
    const deeper = depth > 0 ? foldersBelow(tree, kind, inner, depth - 1) : []
    return found.files.length > 0 ? [found, ...deeper] : deeper
  })
}

const isLabelFolder = (name: string): boolean => name.toLowerCase() === 'labels' || partNumber(name, 'labels') !== null

interface Context extends GroupOptions {
  readonly splitOfId: ReadonlyMap<number, Split>
}

function namesOf({ splitOfId, condition = 'clear' }: Context): Pick<FolderGroup, 'imageOf' | 'labelOf'> {
  return {
    imageOf: (file, folder) => {
      const key = withoutExtension(file)
      if (labelStem(key) || isCompanion(key)) return null
      const split = splitOfId.get(Number(key)) ?? splitOfParts(partsOf(folder.path))
      return { key, condition, split, sequence: null, frame: key }
    },
    labelOf: (file) => {
      const name = withoutExtension(file)
      if (isCompanion(name)) return null
      const { stem, encoding } = labelStem(name) ?? { stem: name, encoding: null }
      return { key: stem, encoding }
    },
  }
}
