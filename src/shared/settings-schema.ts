import { z } from 'zod'
import { SettingsError } from './errors.ts'
import { classNames } from './labels.ts'
import { nearestName } from './nearest-name.ts'
import {
  defaultFilterAxis,
  defaultFreeU,
  defaultSettings,
  fidelities,
  filterAxes,
  methods,
  resolveQuirks,
  type Settings,
} from './settings.ts'

/** The headings under which a person finds a setting. */
export const settingGroups = ['image', 'sampling', 'attention', 'appearance', 'features', 'public code'] as const
export type SettingGroup = (typeof settingGroups)[number]

interface SettingMeta extends Record<string, unknown> {
  readonly group: SettingGroup
  readonly help: string
  readonly unit?: string
  /** What the value must be, where the schema's own bounds don't say it. */
  readonly expects?: string
}
const about = (group: SettingGroup, help: string, more: Partial<SettingMeta> = {}): SettingMeta => ({
  group,
  help,
  ...more,
})

const maxSteps = 1000
const whole = (min: number, max: number) => z.int().min(min).max(max)
const number = (min: number, max: number) => z.number().min(min).max(max)

const stepRange = z
  .tuple([whole(0, maxSteps), whole(0, maxSteps)])
  .refine(([start, end]) => start <= end)
  .readonly()
const rangeMeta = { unit: 'steps', expects: `[start, end) with 0 <= start <= end <= ${maxSteps}, whole numbers` }

const sizeSide = whole(64, 4096).multipleOf(64)
const fourNumbers = z.tuple([number(0, 10), number(0, 10), number(0, 10), number(0, 10)]).readonly()
const fourMeta = { expects: 'four numbers from 0 to 10' }
const className = z.enum(classNames)

export const settingsSchema = z
  .strictObject({
    method: z
      .enum(methods)
      .meta(
        about('sampling', 'cross-image mixes attention; cacti adds class-wise AdaIN; cactif adds attention filtering'),
      ),
    fidelity: z
      .enum(fidelities)
      .meta(about('public code', 'all quirks as in the code behind the published numbers, or the other side of each')),
    size: z
      .tuple([sizeSide, sizeSide])
      .readonly()
      .meta(
        about('image', 'height and width of the result; content and style are cropped to its aspect', {
          unit: 'pixels',
          expects: '[height, width], each a multiple of 64 from 64 to 4096',
        }),
      ),
    steps: whole(1, maxSteps).meta(about('sampling', 'steps of the whole diffusion schedule', { unit: 'steps' })),
    skip: whole(0, maxSteps - 1).meta(
      about('sampling', 'noisiest steps left out: more keeps more of the content', { unit: 'steps' }),
    ),
    seed: whole(0, 2 ** 32 - 1).meta(
      about('sampling', 'of the noise; the same seed, images and settings give the same result'),
    ),
    prompt: z.string().max(1000).meta(about('sampling', 'text that describes the scene; empty as in the paper')),
    inversionGuidance: number(0, 30).meta(
      about('sampling', 'classifier-free guidance of the inversion; acts with a prompt only'),
    ),
    contrast: z
      .number()
      .gt(0)
      .max(10)
      .meta(about('attention', 'how far the mixed attention map is stretched around its mean')),
    filterShare: number(0, 1).meta(
      about('attention', 'share of tokens that fall back to the content, the least similar ones first', {
        unit: 'share',
      }),
    ),
    filterAxis: z
      .enum(filterAxes)
      .meta(about('public code', 'a filtered token gives way as a key (public code) or as a query')),
    mixRange: z
      .strictObject({
        full: stepRange.meta(about('attention', 'steps in which the last up block mixes attention', rangeMeta)),
        half: stepRange.meta(
          about('attention', 'steps in which the up block before the last mixes attention', rangeMeta),
        ),
      })
      .partial(),
    classAdainRange: stepRange.meta(
      about('appearance', 'steps in which AdaIN is class-wise; plain AdaIN at all others', rangeMeta),
    ),
    swapGuidance: number(0, 30).meta(
      about(
        'attention',
        'guidance from the unmixed towards the mixed prediction; up to 1 none, above 1 a second pass per step',
      ),
    ),
    freeU: z
      .strictObject({
        backbone: fourNumbers.meta(
          about('features', 'FreeU: factor on the first half of the channels that enter up_blocks 0 to 3', fourMeta),
        ),
        low: fourNumbers.meta(
          about('features', 'FreeU: factor on the lowest frequencies that enter up_blocks 0 to 3', fourMeta),
        ),
      })
      .partial()
      .nullable(),
    classMap: z.partialRecord(className, className.nullable()).meta(
      about('appearance', 'class of the content -> class of the reference it takes its appearance from; null: none', {
        expects: 'an object of class names, each with a class name or null',
      }),
    ),
    quirks: z
      .strictObject({
        sigmaPlusOne: z.boolean().meta(about('public code', 'class-wise AdaIN adds 1 to both standard deviations')),
        stepLag: z.boolean().meta(about('public code', 'attention sees the step before the current one')),
        labelShrink: z
          .enum(['colours', 'coverage'])
          .meta(about('public code', 'how label maps reach latent size: blended colours turn void, or area coverage')),
        erosion: z.boolean().meta(about('public code', 'class masks lose their border pixels')),
        guidedInversionOnly: z
          .boolean()
          .meta(about('public code', 'a prompt guides the inversion alone, or the denoising too')),
      })
      .partial(),
  })
  .partial()

/** What a settings file or the command line gives: any part of the settings. Several are merged before they are resolved. */
export type SettingsInput = z.infer<typeof settingsSchema>

/** One setting as a command line or a tuning screen presents it. */
export interface SettingDescription {
  /** Dotted, as in the JSON: `mixRange.full`. */
  readonly path: string
  readonly group: SettingGroup
  readonly help: string
  readonly unit?: string
  readonly default: unknown
  /** What a value must be, in words. */
  readonly expects: string
  readonly minimum?: number
  readonly maximum?: number
  readonly choices?: readonly string[]
}

interface SchemaNode extends Partial<SettingMeta> {
  readonly type?: string
  readonly properties?: Record<string, SchemaNode>
  readonly anyOf?: readonly SchemaNode[]
  readonly enum?: readonly string[]
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
  readonly maxLength?: number
}

function expectedValue(node: SchemaNode): string {
  if (node.expects) return node.expects
  if (node.enum) return `one of ${node.enum.join(', ')}`
  if (node.type === 'boolean') return 'true or false'
  if (node.type === 'string') return `text of at most ${node.maxLength ?? 0} characters`
  const kind = node.type === 'integer' ? 'a whole number' : 'a number'
  const maximum = node.maximum ?? 0
  return node.exclusiveMinimum === undefined
    ? `${kind} from ${node.minimum ?? 0} to ${maximum}`
    : `${kind} above ${node.exclusiveMinimum} and at most ${maximum}`
}

function describeNode(path: string, node: SchemaNode, value: unknown): SettingDescription[] {
  const properties = node.properties ?? node.anyOf?.find((option) => option.properties)?.properties
  if (properties) {
    const values = value as Record<string, unknown>
    return Object.entries(properties).flatMap(([key, child]) =>
      describeNode(path === '' ? key : `${path}.${key}`, child, values[key]),
    )
  }
  const minimum = node.minimum ?? node.exclusiveMinimum
  return [
    {
      path,
      group: node.group!,
      help: node.help!,
      ...(node.unit && { unit: node.unit }),
      default: value,
      expects: expectedValue(node),
      ...(minimum !== undefined && { minimum }),
      ...(node.maximum !== undefined && { maximum: node.maximum }),
      ...(node.enum && { choices: node.enum }),
    },
  ]
}

/** Every setting with its default, range, unit, group and one line of help, in the order of the JSON. */
export const settingDescriptions: readonly SettingDescription[] = describeNode(
  '',
  z.toJSONSchema(settingsSchema) as SchemaNode,
  { ...defaultSettings, quirks: resolveQuirks(defaultSettings) },
)

const settingPaths = settingDescriptions.map(({ path }) => path)
const groupPaths = ['mixRange', 'freeU', 'quirks']

const inFile = (file: string | undefined): string => (file === undefined ? '' : `${file}: `)

/** A value as a person wrote it, short. */
function received(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], json)
}

function unknownKey(key: string, parent: string): string {
  const name = parent === '' ? key : `${parent}.${key}`
  if (parent === 'classMap')
    return `"${key}" in classMap is not a class, the nearest one is "${nearestName(key, classNames)}"`
  const everywhere = [...settingPaths, ...groupPaths]
  const onOtherLevel = everywhere.find((path) => path.split('.').at(-1) === key)
  const siblings = everywhere.filter((path) => path.startsWith(`${parent}.`))
  const nearest = onOtherLevel ?? nearestName(key, parent === '' ? everywhere : siblings)
  return `"${name}" is not a setting, the nearest one is "${nearest}"`
}

function wrongValue(json: unknown, path: readonly PropertyKey[]): string {
  const dotted = path.join('.')
  const setting = settingDescriptions.find((one) => dotted === one.path || dotted.startsWith(`${one.path}.`))
  if (!setting) {
    const name = dotted === '' ? 'the settings' : `"${dotted}"`
    const expects = dotted === 'freeU' ? 'an object or null' : 'an object'
    return `expected ${expects} for ${name} but received ${received(valueAt(json, path))}`
  }
  const value = valueAt(json, setting.path.split('.'))
  const misnamed = setting.path === 'classMap' ? valueAt(json, path) : undefined
  if (typeof misnamed === 'string')
    return `"${misnamed}" in classMap is not a class, the nearest one is "${nearestName(misnamed, classNames)}"`
  return `expected ${setting.expects} for "${setting.path}" but received ${received(value)}`
}

/**
 * Checks keys, types and ranges and keeps what is not given open, so that settings of several origins can be merged by
 * `{ ...file, ...flags }` before `resolveSettings`. Throws a SettingsError that names the key, what was expected and what was received.
 */
export function parseSettingsInput(json: unknown, file?: string): SettingsInput {
  const parsed = settingsSchema.safeParse(json)
  if (parsed.success) return parsed.data
  const unknown = parsed.error.issues.find((issue) => issue.code === 'unrecognized_keys')
  const first = unknown ?? parsed.error.issues[0]!
  const problem =
    first.code === 'unrecognized_keys' ? unknownKey(first.keys[0]!, first.path.join('.')) : wrongValue(json, first.path)
  throw new SettingsError(`${inFile(file)}${problem}.`, file)
}

/** The entries that are given; those that are undefined count as missing. */
const given = <T extends object>(values: T | undefined): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values ?? {}).filter(([, value]) => value !== undefined)) as never

/** Fills in what is not given and checks what concerns several settings. Throws a SettingsError. */
export function resolveSettings(input: SettingsInput, file?: string): Settings {
  const fidelity = input.fidelity ?? defaultSettings.fidelity
  const settings: Settings = {
    ...defaultSettings,
    filterAxis: defaultFilterAxis(fidelity),
    ...given(input),
    mixRange: { ...defaultSettings.mixRange, ...given(input.mixRange) },
    freeU: input.freeU === null ? null : { ...defaultFreeU, ...given(input.freeU) },
    classMap: given(input.classMap),
    quirks: given(input.quirks),
  }
  if (settings.skip >= settings.steps)
    throw new SettingsError(
      `${inFile(file)}expected "skip" below "steps" but received skip ${settings.skip} of ${settings.steps} steps: lower skip or raise steps.`,
      file,
    )
  return settings
}

/** Settings from parsed JSON: missing keys take their defaults, anything unknown or out of range is a SettingsError. */
export const parseSettings = (json: unknown, file?: string): Settings =>
  resolveSettings(parseSettingsInput(json, file), file)
