import { conditions, type Condition } from '../../shared/conditions.ts'
import type { DatasetLayout, FolderGroup, ImageName } from './dataset-layout.ts'
import { conditionOfSequence } from './names/acdc-recordings.ts'
import { conditionOfParts } from './names/condition-words.ts'
import { below, partsOf, shown, withoutExtension } from './names/file-names.ts'
import { isCompanion, labelStem } from './names/label-names.ts'
import { splitOfPart, splitOfParts } from './names/split-names.ts'
import { datasetFolders, partsInside, recogniseByMarks } from './tree/dataset-folders.ts'
import type { FolderListing } from './tree/folder-listing.ts'
import { mirroredFolders, type MirroredFolders } from './tree/mirrored-folders.ts'
import type { SourceTree } from './tree/source-tree.ts'

const IMAGES = 'rgb_anon'
const LABELS = 'gt'

const imageEnding = /^(.+?)_rgb(_ref)?(?:_anon)?$/s
const frameName = /^(.+)_frame_(\d+)$/s

const isConditionFolder = (name: string): boolean => (conditions as readonly string[]).includes(name)
const isReferenceFolder = (part: string): boolean => /^(train|val|test)_ref$/.test(part)

/**
 * ACDC (Sakaridis et al., ICCV 2021): `rgb_anon/{condition}/{split}/{sequence}/{sequence}_frame_{frame}_rgb_anon.png`, labels by
 * the same path in `gt`; references on a clear day in `{split}_ref`, half of them labelled. Folders may be left out or
 * swapped, as in DAFormer's flattened `rgb_anon/train`: then the recording tells the condition.
 */
export const acdc: DatasetLayout = {
  name: 'acdc',
  title: 'ACDC',
  topFolders: [IMAGES, LABELS],
  expected: 'a folder rgb_anon, with gt beside it',
  unique: 'source',

  recognise: (folder) =>
    recogniseByMarks(folder, {
      images: IMAGES,
      labels: [LABELS],
      imageName: /_rgb(_ref)?_anon\.(png|jpe?g)$/,
      example: 'GOPR0475_frame_000041_rgb_anon.png',
    }),

  *groups(tree, { condition }) {
    const top = tree.list('')
    if (!top) return
    const images = datasetFolders(tree, top, IMAGES)
    const labels = [...datasetFolders(tree, top, LABELS), ...bareLabelFolders(tree, top)]
    if (labels.length === 0) reportNoLabels(tree)
    const outer = partsInside(tree.root, IMAGES) ?? []
    const unknown = new UnknownRecordings(condition)
    const folders = withoutFlatCopies(tree, { images: images.length > 0 ? images : [top], labels })
    const context = { outer, unknown, labelled: labels.length > 0 }
    for (const pair of mirroredFolders(tree, folders)) yield groupOf(pair, context)
    unknown.tell(tree)
  },
}

function reportNoLabels(tree: SourceTree): void {
  tree.report(
    'label-missing',
    '',
    'No image has a label: expected a folder gt beside rgb_anon; copy it to match styles class by class.',
  )
}

/** `gt_trainval_ref/fog`: a download that was unpacked without its own top folder. */
const bareLabelFolders = (tree: SourceTree, top: FolderListing): FolderListing[] =>
  top.folders
    .filter((name) => name.startsWith(`${LABELS}_trainval`))
    .flatMap((name) => tree.list(name) ?? [])
    .filter(({ folders }) => folders.some(isConditionFolder))

/** Flattening by copy leaves each image twice: where folders by condition are there, flat ones by split repeat them. */
function withoutFlatCopies(tree: SourceTree, { images, labels }: MirroredFolders): MirroredFolders {
  if (!images.some(({ folders }) => folders.some(isConditionFolder))) return { images, labels }
  const flat = images.flatMap(({ path, folders }) => folders.filter((name) => isFlat(tree.list(below(path, name)))))
  if (flat.length === 0) return { images, labels }
  const keep = (listing: FolderListing) => ({
    ...listing,
    folders: listing.folders.filter((name) => !flat.includes(name)),
  })
  const left = flat.map((name) => shown(name)).join(', ')
  tree.notice(`Folders left out, for they repeat the images of the folders by condition beside them: ${left}.`)
  return { images: images.map(keep), labels: labels.map(keep) }
}

const isFlat = (listing: FolderListing | null): boolean =>
  listing !== null && splitOfPart(listing.path.split('/').at(-1)!) !== null && listing.folders.length === 0

/** Counts the images whose condition neither folders nor ACDC's list of recordings tell. */
class UnknownRecordings {
  readonly #assumed: Condition
  readonly #given: boolean
  #images = 0
  #example = ''

  constructor(given: Condition | undefined) {
    this.#assumed = given ?? 'clear'
    this.#given = given !== undefined
  }

  assume(image: string): Condition {
    this.#images++
    this.#example ||= image
    return this.#assumed
  }

  tell(tree: SourceTree): void {
    if (this.#images === 0 || this.#given) return
    tree.notice(
      `Images such as ${shown(this.#example)} (${this.#images} in all) are in no folder of a condition and of no recording that ` +
        `ACDC lists; they were taken for ${this.#assumed}: index them again with their condition given.`,
    )
  }
}

interface Context {
  /** Folders between rgb_anon and the source, where the source lies inside. */
  readonly outer: readonly string[]
  readonly unknown: UnknownRecordings
  /** Are there labels at all? */
  readonly labelled: boolean
}

function groupOf({ images, labels }: MirroredFolders, { outer, unknown, labelled }: Context): FolderGroup {
  const parts = [...outer, ...partsOf(images[0]?.path ?? '')]
  const split = splitOfParts(parts)
  const references = parts.some(isReferenceFolder)
  const named = conditionOfParts(parts.filter((part) => splitOfPart(part) === null))
  const conditionOf = (sequence: string | null, file: string): Condition =>
    named ?? (sequence === null ? null : conditionOfSequence(sequence)) ?? unknown.assume(file)
  return {
    imageFolders: images,
    labelFolders: labels,
    labels: labelled && !references && (split === 'train' || split === 'val') ? 'promised' : 'optional',
    imageOf: (file): ImageName | null => {
      const name = withoutExtension(file)
      if (labelStem(name) || isCompanion(name)) return null
      const [, stem = name, mark] = imageEnding.exec(name) ?? []
      const reference = references || mark !== undefined
      const [, sequence = null, frame = stem] = frameName.exec(stem) ?? []
      const condition = reference ? 'clear' : conditionOf(sequence, file)
      return { key: reference ? `${stem}_ref` : stem, condition, split, sequence, frame }
    },
    labelOf: (file) => {
      const label = labelStem(withoutExtension(file))
      if (!label) return null
      const key = references && !label.stem.endsWith('_ref') ? `${label.stem}_ref` : label.stem
      return { key, encoding: label.encoding }
    },
  }
}
