import type { ExportOptions, LikenessRequest } from '../../../../shared/exports.ts'
import { classNames, type ClassName } from '../../../../shared/labels.ts'
import type { Parse } from '../../../shell/stored-state.ts'

/** The networks that a person brings, as typed; empty: left out, or read from the network's file. */
export interface Networks {
  readonly inception: string
  readonly segmentation: string
  /** `512 x 1024`: height, width. */
  readonly size: string
  /** `0.485, 0.456, 0.406` */
  readonly mean: string
  readonly std: string
  /** `road, sidewalk, ...` in the order of the outputs. */
  readonly classes: string
}

export const noNetworks: Networks = { inception: '', segmentation: '', size: '', mean: '', std: '', classes: '' }

export const asNetworks: Parse<Networks> = (stored) => {
  if (typeof stored !== 'object' || stored === null) return undefined
  const given = stored as Record<string, unknown>
  const keys = Object.keys(noNetworks) as (keyof Networks)[]
  return keys.every((key) => typeof given[key] === 'string') ? (stored as Networks) : undefined
}

type Segmentation = NonNullable<LikenessRequest['segmentation']>

/** Null where nothing is written, undefined where what is written cannot be read. */
type Read<Value> = Value | null | undefined

const numbersIn = (text: string): readonly number[] =>
  text
    .split(/[\s,;×x]+/)
    .filter(Boolean)
    .map(Number)

export function readSize(text: string): Read<NonNullable<Segmentation['size']>> {
  if (text.trim() === '') return null
  const [height, width, ...rest] = numbersIn(text)
  const isSide = (side: number | undefined): side is number =>
    side !== undefined && Number.isInteger(side) && side >= 16 && side <= 8192
  return isSide(height) && isSide(width) && rest.length === 0 ? [height, width] : undefined
}

export function readTriple(
  text: string,
  isAllowed: (value: number) => boolean,
): Read<NonNullable<Segmentation['mean']>> {
  if (text.trim() === '') return null
  const [red, green, blue, ...rest] = numbersIn(text)
  const isGood = (value: number | undefined): value is number =>
    value !== undefined && Number.isFinite(value) && isAllowed(value)
  return isGood(red) && isGood(green) && isGood(blue) && rest.length === 0 ? [red, green, blue] : undefined
}

export function readClasses(text: string): Read<readonly ClassName[]> {
  if (text.trim() === '') return null
  const names = text.split(',').map((name) => name.trim().toLowerCase())
  const known = names.filter((name): name is ClassName => (classNames as readonly string[]).includes(name))
  return known.length === names.length ? known : undefined
}

/** What is wrong with a field, by its key; empty where all can be read. */
export function refusals({ size, mean, std, classes }: Networks): Partial<Record<keyof Networks, string>> {
  return {
    ...(readSize(size) === undefined && { size: 'Write height and width in pixels, as 512 x 1024.' }),
    ...(readTriple(mean, () => true) === undefined && { mean: 'Write three numbers for red, green and blue.' }),
    ...(readTriple(std, (value) => value > 0) === undefined && { std: 'Write three numbers above 0.' }),
    ...(readClasses(classes) === undefined && { classes: 'Write Cityscapes class names with commas between them.' }),
  }
}

/** The question to the application; null where no network is named or a field cannot be read. */
export function likenessRequest(options: ExportOptions, networks: Networks): LikenessRequest | null {
  const [inception, file] = [networks.inception.trim(), networks.segmentation.trim()]
  if ((inception === '' && file === '') || Object.keys(refusals(networks)).length > 0) return null
  const segmentation = {
    file,
    size: readSize(networks.size) ?? null,
    mean: readTriple(networks.mean, () => true) ?? null,
    std: readTriple(networks.std, (value) => value > 0) ?? null,
    classes: readClasses(networks.classes) ?? null,
  }
  return { options, inception: inception || null, segmentation: file === '' ? null : segmentation }
}
