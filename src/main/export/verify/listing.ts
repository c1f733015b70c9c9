import { lstatSync } from 'node:fs'
import path from 'node:path'
import { FileMissingError, UsageError } from '../../../shared/errors.ts'
import { entriesBelow } from '../layout/entries-below.ts'
import { labelKinds, parseName, type CityscapesName, type LabelKind } from '../layout/names.ts'
import type { PairFiles } from './pair-check.ts'

/** A dataset's files, paired as the official tools pair them, and what of it those tools would stumble over. */
export interface Listing {
  readonly pairs: readonly PairFiles[]
  /** All regular files, relative, with forward slashes. */
  readonly files: readonly string[]
  readonly errors: readonly string[]
}

interface Entry extends CityscapesName {
  readonly file: string
  readonly split: string
  readonly folderCity: string
}

const imageExtensions: readonly string[] = ['png', 'jpg', 'jpeg']

/**
 * Lists a folder of Cityscapes' layout by the rules of cityscapesScripts: names of 5 or 6 parts, a picture for each label and a label for
 * each picture of a split that has labels, one picture for each `city_sequence_frame` in the whole tree, nothing else in the folders of cities.
 *
 * @throws UsageError where it is no such folder; FileMissingError
 */
export async function listDataset(folder: string): Promise<Listing> {
  const errors: string[] = []
  const files = await regularFiles(folder, errors)
  const inTree = (top: string): Entry[] => files.flatMap((file) => entryOf(file, top, errors))
  const images = inTree('leftImg8bit')
  const labels = inTree('gtFine')
  if (images.length === 0 && labels.length === 0)
    throw new UsageError(
      `${folder} has neither leftImg8bit/SPLIT/CITY nor gtFine/SPLIT/CITY; give the folder that holds leftImg8bit and gtFine.`,
      folder,
    )
  return { pairs: paired(images, labels, errors), files, errors }
}

async function regularFiles(folder: string, errors: string[]): Promise<string[]> {
  let entries
  try {
    if (!lstatSync(folder, { throwIfNoEntry: true }).isDirectory())
      throw new UsageError(
        `${folder} is no folder of its own; give the folder that holds leftImg8bit and gtFine.`,
        folder,
      )
    entries = await entriesBelow(folder)
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new FileMissingError(
      `${folder} can't be read (${(error as NodeJS.ErrnoException).code}); check its path.`,
      folder,
      { cause: error },
    )
  }
  const files: string[] = []
  for (const entry of entries) {
    const file = path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/')
    if (entry.isFile()) files.push(file)
    else if (!entry.isDirectory())
      errors.push(`${file} is a ${entry.isSymbolicLink() ? 'link' : 'special file'}, expected a file.`)
  }
  return files.sort()
}

function entryOf(file: string, top: string, errors: string[]): Entry[] {
  const [first, split = '', city = '', name, ...more] = file.split('/')
  if (first !== top || name === undefined) {
    if (first === top && split !== '' && city !== '')
      errors.push(`${file} lies among the cities, where tools take it for one.`)
    return []
  }
  const refuse = (reason: string): [] => {
    errors.push(`${file} ${reason}.`)
    return []
  }
  if (more.length > 0) return refuse('lies deeper than the folder of its city')
  if (name.endsWith('_polygons.json') && top === 'gtFine') return []
  const parsed = parseName(name)
  if (typeof parsed === 'number')
    return refuse(`has a name of ${parsed} parts between underscores and dots, expected 5 or 6`)
  if (parsed.city !== city) return refuse(`lies in the folder of the city ${city}`)
  if (!/^\d+$/.test(parsed.sequence) || !/^\d+$/.test(parsed.frame))
    return refuse('has no numbers for sequence and frame')
  if (parsed.type !== top) return refuse(`is of the type ${parsed.type}, expected ${top}`)
  const isImage = top === 'leftImg8bit'
  if (isImage ? parsed.type2 !== '' || !imageExtensions.includes(parsed.extension) : parsed.extension !== 'png')
    return refuse(`is no ${isImage ? 'picture' : 'label'} by its name`)
  if (!isImage && !labelKinds.some((kind) => kind === parsed.type2))
    return refuse(`is a label of the unknown kind ${parsed.type2}`)
  return [{ ...parsed, file, split, folderCity: city }]
}

const stem = ({ city, sequence, frame }: CityscapesName): string => `${city}_${sequence}_${frame}`

function paired(images: readonly Entry[], labels: readonly Entry[], errors: string[]): PairFiles[] {
  const labelled = new Map<string, Partial<Record<LabelKind, string>>>()
  const splitsWithLabels = new Set<string>()
  for (const label of labels) {
    splitsWithLabels.add(label.split)
    const key = `${label.split}/${stem(label)}`
    labelled.set(key, { ...labelled.get(key), [label.type2 as LabelKind]: label.file })
  }
  const byStem = new Map<string, string>()
  const pairs = images.map((image): PairFiles => {
    const other = byStem.get(stem(image))
    if (other !== undefined)
      errors.push(`${image.file} and ${other} have one city, sequence and frame, by which tools pair files.`)
    byStem.set(stem(image), image.file)
    const key = `${image.split}/${stem(image)}`
    const found = labelled.get(key)
    labelled.delete(key)
    if (!found?.labelIds && !found?.labelTrainIds && (splitsWithLabels.has(image.split) || image.split !== 'test'))
      errors.push(`${image.file} has no label in gtFine/${image.split}/${image.city}.`)
    else if (found && !found.labelIds)
      errors.push(`${image.file} has no labelIds, which the official evaluation looks for.`)
    return { image: image.file, labels: found ?? {} }
  })
  for (const [key, kinds] of labelled) {
    const [one] = Object.values(kinds)
    errors.push(`${one ?? key} has no picture in leftImg8bit.`)
  }
  errors.push(...prefixErrors(byStem))
  return pairs
}

/** A label finds its picture by `city_sequence_frame*`: no frame may begin with another one. */
function prefixErrors(byStem: ReadonlyMap<string, string>): string[] {
  const sorted = [...byStem.keys()].sort()
  return sorted.flatMap((one, index) => {
    const next = sorted[index + 1]
    return next?.startsWith(one)
      ? [`${byStem.get(next)} is found by the pattern ${one}*, which is meant for ${byStem.get(one)}.`]
      : []
  })
}
