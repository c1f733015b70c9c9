import { conditions, type Condition } from '../../shared/conditions.ts'
import type { DatasetLayout, FolderGroup, ImageName } from './dataset-layout.ts'
import { partsOf, withoutExtension } from './names/file-names.ts'
import { isCompanion, labelStem } from './names/label-names.ts'
import { splitOfParts } from './names/split-names.ts'
import { datasetFolders, partsInside, recogniseByMarks } from './tree/dataset-folders.ts'
import { mirroredFolders, type MirroredFolders } from './tree/mirrored-folders.ts'
import type { SourceTree } from './tree/source-tree.ts'

const IMAGES = 'leftImg8bit'
/** Fine labels are preferred to coarse ones. */
const LABELS = ['gtFine', 'gtCoarse'] as const

/** Names without extension. */
const imageEnding = /^(.+)_leftImg8bit$/s
const otherPicture = /_(leftImg8bit_blurred|rightImg8bit)$/
const frameName = /^(.+_\d+)_(\d+)$/s
/** The cities that Weatherglass' own exports have: `gtafog`. */
const exportedCity = new RegExp(`^gta(${conditions.join('|')})$`)

/**
 * Cityscapes (Cordts et al., CVPR 2016): `leftImg8bit/{split}/{city}/{city}_{seq}_{frame}_leftImg8bit.png`, the labels of the
 * same path in `gtFine` or `gtCoarse`; also each inside the folder that its download is unpacked to. Not the blurred images.
 */
export const cityscapes: DatasetLayout = {
  name: 'cityscapes',
  title: 'Cityscapes',
  topFolders: [IMAGES, ...LABELS],
  expected: 'a folder leftImg8bit, with gtFine or gtCoarse beside it',
  unique: 'source',

  recognise: (folder) =>
    recogniseByMarks(folder, {
      images: IMAGES,
      labels: LABELS,
      imageName: /_leftImg8bit\.(png|jpe?g)$/,
      example: 'aachen_000000_000019_leftImg8bit.png',
    }),

  *groups(tree, { condition }) {
    const top = tree.list('')
    if (!top) return
    const images = datasetFolders(tree, top, IMAGES)
    const labels = LABELS.flatMap((name) => datasetFolders(tree, top, name))
    if (labels.length === 0) reportNoLabels(tree)
    const outer = partsInside(tree.root, IMAGES) ?? []
    const context = { outer, condition, labelled: labels.length > 0 }
    for (const folders of mirroredFolders(tree, { images: images.length > 0 ? images : [top], labels })) {
      yield groupOf(folders, context)
    }
  },
}

function reportNoLabels(tree: SourceTree): void {
  tree.report(
    'label-missing',
    '',
    'No image has a label: expected a folder gtFine or gtCoarse beside leftImg8bit; copy it to use the images as content.',
  )
}

interface Context {
  /** Folders between leftImg8bit and the source, where the source lies inside. */
  readonly outer: readonly string[]
  readonly condition: Condition | undefined
  /** Are there labels at all? */
  readonly labelled: boolean
}

function groupOf({ images, labels }: MirroredFolders, { outer, condition, labelled }: Context): FolderGroup {
  const parts = [...outer, ...partsOf(images[0]?.path ?? '')]
  const split = splitOfParts(parts)
  const exported = parts.map((part) => exportedCity.exec(part)?.[1]).find((found) => found !== undefined)
  const place = { split, condition: (exported as Condition | undefined) ?? condition ?? 'clear' }
  const promised = labelled && (parts.includes('train') || parts.includes('val') || labels.length > 0)
  return {
    imageFolders: images,
    labelFolders: labels,
    labels: promised && split !== 'test' ? 'promised' : 'optional',
    imageOf: (file) => imageOf(withoutExtension(file), place),
    labelOf: (file) => {
      const label = labelStem(withoutExtension(file))
      return label && { key: label.stem, encoding: label.encoding }
    },
  }
}

function imageOf(name: string, place: Pick<ImageName, 'condition' | 'split'>): ImageName | null {
  if (otherPicture.test(name) || labelStem(name) || isCompanion(name)) return null
  const key = imageEnding.exec(name)?.[1] ?? name
  const [, sequence = null, frame = key] = frameName.exec(key) ?? []
  return { ...place, key, sequence, frame }
}
