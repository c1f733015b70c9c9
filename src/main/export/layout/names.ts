import type { Condition } from '../../../shared/conditions.ts'

/**
 * Names of Cityscapes, as the official scripts split them (`getCsFileInfo` of cityscapesScripts): city, sequence, frame, type, perhaps a
 * second type, and the extension.
 */
export interface CityscapesName {
  readonly city: string
  readonly sequence: string
  readonly frame: string
  readonly type: string
  /** Empty in `..._leftImg8bit.png`. */
  readonly type2: string
  readonly extension: string
}

export const labelKinds = ['labelIds', 'labelTrainIds', 'color', 'instanceIds'] as const
export type LabelKind = (typeof labelKinds)[number]

export type Split = 'train' | 'val'

/** What the files of one pair are called. */
export interface PairName {
  readonly split: Split
  readonly city: string
  /** Number of the style reference; 0 of an original. */
  readonly sequence: number
  /** Number of the content. */
  readonly frame: number
}

/** Numbers have six digits: with more, `..._100000*` would find `..._1000000` too. */
export const HIGHEST_NUMBER = 999_999

const sixDigits = (number: number): string => String(number).padStart(6, '0')

/** gtafog_000012_010204: what pairs files over the whole tree. */
export const stemOf = ({ city, sequence, frame }: Omit<PairName, 'split'>): string =>
  `${city}_${sixDigits(sequence)}_${sixDigits(frame)}`

export const imagePath = (name: PairName, extension: 'png' | 'jpg'): string =>
  `leftImg8bit/${name.split}/${name.city}/${stemOf(name)}_leftImg8bit.${extension}`

export const labelPath = (name: PairName, kind: LabelKind): string =>
  `gtFine/${name.split}/${name.city}/${stemOf(name)}_gtFine_${kind}.png`

export const cityOf = (prefix: string, condition: Condition): string => `${prefix}${condition}`

/**
 * The parts of a file's name, or how many there are where it is not 5 or 6. All but the last are cut at underscores, the last one at its dots.
 */
export function parseName(name: string): CityscapesName | number {
  const words = name.split('_')
  const parts = [...words.slice(0, -1), ...words.at(-1)!.split('.')]
  if (parts.length !== 5 && parts.length !== 6) return parts.length
  const [city, sequence, frame, type] = parts as [string, string, string, string]
  return { city, sequence, frame, type, type2: parts.length === 6 ? parts[4]! : '', extension: parts.at(-1)! }
}
