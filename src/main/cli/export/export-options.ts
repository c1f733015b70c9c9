import { readFile } from 'node:fs/promises'
import { Option, type Command } from 'commander'
import { z } from 'zod'
import { pickConditions, type Condition } from '../../../shared/conditions.ts'
import { FileMissingError, UsageError } from '../../../shared/errors.ts'
import { exportOptionsSchema, type ExportOptions, type ExportOptionsInput } from '../../../shared/exports.ts'

/** As commander gives them; what is not there takes its default, or the options file's value. */
export interface ExportFlags {
  readonly run?: readonly string[]
  readonly options?: string
  readonly pictures?: ExportOptions['pictures']
  readonly condition?: readonly Exclude<Condition, 'clear'>[]
  readonly originals?: string
  readonly val?: string
  readonly keepTogether?: ExportOptions['split']['keepTogether']
  readonly seed?: string
  readonly size?: ExportOptions['image']['size']
  readonly format?: ExportOptions['image']['format']
  readonly quality?: string
  readonly prefix?: string
  readonly huggingFace?: true
  readonly rcs: boolean
  readonly mmsegmentation: boolean
  readonly card: boolean
  readonly licence?: readonly string[]
}

const words = (name: string, text: string, choices: readonly string[]): Option =>
  new Option(name, text).choices(choices)

export const withExportFlags = (command: Command): Command =>
  command
    .option('--run <id...>', 'the runs whose results are exported')
    .option('--options <file>', 'all these choices as JSON, as the window loads and saves them')
    .addOption(words('--pictures <which>', 'default: accepted', ['accepted', 'not-rejected', 'all']))
    .addOption(words('--condition <name...>', 'these conditions alone', pickConditions))
    .option(
      '--originals <amount>',
      'adds contents as they are: a number of frames, a share of the results as 0.5 or 50%, or shares by condition as fog=50%,night=20%',
    )
    .option('--val <share>', 'share for validation, 0 to 0.9; default: 0.1')
    .addOption(
      words('--keep-together <what>', 'never divided between train and val; default: sequence', [
        'sequence',
        'content',
      ]),
    )
    .option('--seed <number>', 'of the draw of splits and originals')
    .addOption(words('--size <size>', 'of pictures and labels; default: generated', ['generated', 'source', 'full']))
    .addOption(words('--format <format>', 'of pictures; labels are PNG', ['png', 'jpeg']))
    .option('--quality <number>', 'of JPEG, 1 to 100')
    .option('--prefix <word>', 'of the cities: gta gives gtafog')
    .option('--no-rcs', 'without the files of rare class sampling')
    .option('--no-mmsegmentation', 'without the mmsegmentation config')
    .option('--no-card', 'without README.md and contact sheet')
    .option('--hugging-face', 'with the metadata of a Hugging Face imagefolder')
    .option('--licence <source=text...>', 'what the card says of a source')

/** @throws UsageError, FileMissingError */
export async function exportOptionsOf(flags: ExportFlags): Promise<ExportOptions> {
  const file = flags.options === undefined ? {} : await optionsFile(flags.options)
  const { split, image, also, licences, ...rest } = file
  const input = {
    ...rest,
    ...(flags.run && { runs: flags.run.map((run) => number(run, '--run')) }),
    ...(flags.pictures && { pictures: flags.pictures }),
    ...(flags.condition && { conditions: flags.condition }),
    ...(flags.originals !== undefined && { originals: originalsOf(flags.originals) }),
    ...(flags.prefix !== undefined && { cityPrefix: flags.prefix }),
    split: {
      ...split,
      ...(flags.val !== undefined && { validation: number(flags.val, '--val') }),
      ...(flags.keepTogether && { keepTogether: flags.keepTogether }),
      ...(flags.seed !== undefined && { seed: number(flags.seed, '--seed') }),
    },
    image: {
      ...image,
      ...(flags.size && { size: flags.size }),
      ...(flags.format && { format: flags.format }),
      ...(flags.quality !== undefined && { quality: number(flags.quality, '--quality') }),
    },
    also: {
      ...also,
      ...(flags.rcs ? {} : { rcs: false }),
      ...(flags.mmsegmentation ? {} : { mmsegmentation: false }),
      ...(flags.card ? {} : { card: false }),
      ...(flags.huggingFace && { huggingFace: true }),
    },
    licences: { ...licences, ...Object.fromEntries((flags.licence ?? []).map(licenceOf)) },
  }
  if (!('runs' in input))
    throw new UsageError('Expected --run ID, the run whose results are exported; see weatherglass queue.')
  return checked(input)
}

function number(text: string, flag: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value))
    throw new UsageError(`Expected ${flag} as a number but received "${text}".`)
  return value
}

function originalsOf(text: string): ExportOptionsInput['originals'] {
  const parts = text.split(',').map((part) => part.trim())
  const [first = ''] = parts
  if (parts.length > 1 || first.includes('=')) return { amount: sharesOf(parts) }
  if (first.endsWith('%')) return { amount: { share: shareOf(first) } }
  const amount = number(text, '--originals')
  if (amount === 0) return null
  return { amount: Number.isInteger(amount) ? { count: amount } : { share: amount } }
}

/** `25%,fog=50%`: half as many as there are results in fog, and a quarter of the others; none of the others where that is left out. */
function sharesOf(parts: readonly string[]): { share: number; conditions: Record<string, number> } {
  const named = parts.flatMap((part) => (part.includes('=') ? [part.split('=') as [string, string]] : []))
  const plain = parts.filter((part) => !part.includes('='))
  if (plain.length > 1)
    throw new UsageError(
      `Expected --originals as one share and others by condition, 25%,fog=50%, but received "${parts.join(',')}".`,
    )
  return {
    share: plain[0] === undefined ? 0 : shareOf(plain[0]),
    conditions: Object.fromEntries(named.map(([condition, share]) => [condition, shareOf(share)])),
  }
}

const shareOf = (text: string): number =>
  text.endsWith('%') ? number(text.slice(0, -1), '--originals') / 100 : number(text, '--originals')

function licenceOf(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at <= 0) throw new UsageError(`Expected --licence SOURCE=TEXT but received "${text}".`)
  return [text.slice(0, at), text.slice(at + 1)]
}

const fileSchema = exportOptionsSchema.unwrap().partial()

async function optionsFile(file: string): Promise<z.infer<typeof fileSchema>> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new FileMissingError(`${file} can't be read; check the path of the options.`, file, { cause: error })
  })
  try {
    return fileSchema.parse(JSON.parse(text))
  } catch (error) {
    throw new UsageError(`${file} holds no options of an export: ${reasonOf(error)}.`, file)
  }
}

function checked(input: unknown): ExportOptions {
  try {
    return exportOptionsSchema.parse(input)
  } catch (error) {
    throw new UsageError(`The export can't be made like that: ${reasonOf(error)}.`)
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof z.ZodError)) return 'it is no JSON'
  const [issue] = error.issues
  return issue ? `${issue.path.join('.') || 'the options'}: ${issue.message}` : error.message
}
