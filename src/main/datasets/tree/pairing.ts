import type { DatasetLayout, FolderGroup, ImageName, LabelName } from '../dataset-layout.ts'
import { below, shown } from '../names/file-names.ts'
import { preference } from '../names/label-names.ts'
import type { FolderListing } from './folder-listing.ts'
import type { SourceTree } from './source-tree.ts'

/** An image and its label by their names alone. */
export interface Pair {
  readonly image: string
  readonly name: ImageName
  readonly label: PairedLabel | null
}

export interface PairedLabel {
  readonly path: string
  readonly encoding: LabelName['encoding']
}

/** A label that an image may have; there is one for each image of a folder, so it holds no text of its own. */
interface Candidate {
  readonly folder: FolderListing
  readonly file: string
  readonly encoding: LabelName['encoding']
  /** The name of the image that has it. */
  image: string | null
}

const pathOf = ({ folder, file }: Candidate): string => below(folder.path, file)

/** Pairs a walk's images and labels, group by group, and reports what has no partner and what exists twice. */
export class Pairing {
  readonly #tree: SourceTree
  readonly #unique: DatasetLayout['unique']
  /** Folder of the first image with a key, where keys are unique in the source. */
  readonly #folderOfKey = new Map<string, string>()

  constructor(tree: SourceTree, unique: DatasetLayout['unique']) {
    this.#tree = tree
    this.#unique = unique
  }

  *pairs(group: FolderGroup): Generator<Pair> {
    const labels = bestLabels(group)
    let images = 0
    for (const folder of group.imageFolders) {
      for (const pair of this.#pairsOfFolder(group, folder, labels)) {
        images++
        yield pair
      }
    }
    this.#reportLabelsLeft(group, labels, images)
  }

  *#pairsOfFolder(group: FolderGroup, folder: FolderListing, labels: Map<string, Candidate>): Generator<Pair> {
    let images = 0
    for (const file of folder.files) {
      const name = group.imageOf(file, folder)
      if (!name) continue
      images++
      const image = below(folder.path, file)
      const label = labels.get(name.key) ?? null
      this.#reportDuplicate(image, folder, name.key, label)
      if (label) label.image ??= file
      else if (group.labels === 'promised' && labels.size > 0) this.#reportMissingLabel(image, group)
      yield { image, name, label: label && { path: pathOf(label), encoding: label.encoding } }
    }
    if (images > 0 && group.labels === 'promised' && labels.size === 0) this.#reportMissingLabels(folder, images, group)
  }

  #reportDuplicate(image: string, folder: FolderListing, key: string, label: Candidate | null): void {
    if (this.#unique === 'source') {
      const first = this.#folderOfKey.get(key)
      if (first === undefined) this.#folderOfKey.set(key, folder.path)
      else {
        const places = first === folder.path ? `twice in ${shown(first)}` : `in ${shown(first)} as well`
        this.#tree.report(
          'duplicate-name',
          image,
          `${shown(image)} has a name that exists ${places}; keep one, for labels and exports go by the name.`,
        )
      }
    } else if (label?.image) {
      const other = below(folder.path, label.image)
      this.#tree.report(
        'duplicate-name',
        image,
        `${shown(image)} and ${shown(other)} share the label ${shown(pathOf(label))}; keep or rename one of them.`,
      )
    }
  }

  #reportMissingLabel(image: string, { labelFolders }: FolderGroup): void {
    const places = labelFolders.map(({ path }) => shown(path)).join(' or ')
    this.#tree.report(
      'label-missing',
      image,
      `${shown(image)} has no label in ${places}; copy it to use the image as content.`,
    )
  }

  #reportMissingLabels(folder: FolderListing, images: number, { labelFolders }: FolderGroup): void {
    const places = labelFolders.map(({ path }) => shown(path)).join(' or ')
    this.#tree.report(
      'label-missing',
      folder.path,
      `None of the ${images} images in ${shown(folder.path)} has a label${places && ` in ${places}`}; copy the labels to ` +
        `use the images as content.`,
    )
  }

  #reportLabelsLeft({ imageFolders, labelFolders }: FolderGroup, labels: Map<string, Candidate>, images: number): void {
    const places = imageFolders.map(({ path }) => shown(path)).join(' or ') || 'the source'
    if (images === 0 && labels.size > 0) {
      for (const { path, files } of labelFolders) {
        if (files.length === 0) continue
        this.#tree.report(
          'image-missing',
          path,
          `No label in ${shown(path)} has an image in ${places}; copy the images.`,
        )
      }
      return
    }
    for (const label of labels.values()) {
      if (label.image !== null) continue
      const path = pathOf(label)
      this.#tree.report('image-missing', path, `${shown(path)} has no image in ${places}; copy it or remove the label.`)
    }
  }
}

/** The best label of each key: from the first folder that has one, there the encoding that tells most. */
function bestLabels({ labelFolders, labelOf }: FolderGroup): Map<string, Candidate> {
  const best = new Map<string, Candidate>()
  for (const folder of labelFolders) {
    for (const file of folder.files) {
      const name = labelOf(file, folder)
      if (!name) continue
      const known = best.get(name.key)
      if (known && (known.folder !== folder || preference(known.encoding) <= preference(name.encoding))) continue
      best.set(name.key, { folder, file, encoding: name.encoding, image: null })
    }
  }
  return best
}
