import type { PickCondition } from '../../../../shared/gallery.ts'
import type { DeviceEntry, DeviceSetting } from '../../../../shared/machine.ts'
import { builtInPresets } from '../../../../shared/presets.ts'
import type { AfterCrash, PlannedSampling } from '../../../../shared/runs.ts'
import type { SavedPreset } from '../../../../shared/tuning.ts'
import { count, counted, pixels } from '../../../ui/format/numbers.ts'
import { AUTOMATIC, deviceKey, providerNames, settingOf } from '../../machine/machine-words.ts'
import { builtInName } from '../../tuning/settings/use-tuning-settings.ts'
import { referencesOn } from '../../board/work/board-names.ts'
import { afterCrashWords } from '../run-words.ts'
import type { Option } from './field.tsx'
import type { PlanChoices, Supplies } from './plan-choices.ts'
import type { PlanDraft, PresetChoice } from './plan-draft.ts'

/** What can be chosen, as it stands in the lists of the plan. */

export const boardOptions = ({ boards }: Supplies): readonly Option<string>[] =>
  boards.map((board) => ({
    value: String(board.id),
    name: board.name,
    detail: counted(referencesOn(board), 'reference'),
  }))

export const contentsKey = (contents: PlanChoices['contents']): string =>
  contents === null ? '' : typeof contents === 'string' ? contents : `source ${contents.source}`

export const contentsOf = (key: string): PlanDraft['contents'] =>
  key === 'gallery' || key === 'selection' ? key : { source: Number(key.split(' ')[1]) }

export const contentOptions = ({ sources, gallery, selection }: Supplies): readonly Option<string>[] => [
  ...sources.map(({ id, name, labelled }) => ({
    value: `source ${id}`,
    name,
    detail: labelled === 0 ? 'no labels' : counted(labelled, 'labelled frame'),
    isDead: labelled === 0,
  })),
  {
    value: 'gallery',
    name: 'What the gallery shows',
    detail: counted(gallery.labelled, 'labelled frame'),
    isDead: gallery.labelled === 0,
  },
  {
    value: 'selection',
    name: 'Selected pictures',
    detail: selection.length === 0 ? 'select some in the gallery' : counted(selection.length, 'picture'),
    isDead: selection.length === 0,
  },
]

export const samplingOptions: readonly Option<PlannedSampling['strategy']>[] = [
  { value: 'ordered-repeat', name: 'In order', detail: 'the same for each reference' },
  { value: 'ordered', name: 'In order, once', detail: 'others for each reference' },
  { value: 'uniform', name: 'At random, once', detail: 'others for each reference' },
  { value: 'rcs', name: 'Rare classes first', detail: 'as DAFormer samples' },
]

const presetKey = ({ preset, version }: PresetChoice): string => JSON.stringify([preset, version ?? null])

export const presetOf = (key: string): PresetChoice => {
  const [preset, version] = JSON.parse(key) as [string, number | null]
  return version === null ? { preset } : { preset, version }
}

/** Built-in ones, then saved ones for the condition or for all, each in its versions. One that is chosen and gone stays, so that it is seen. */
export function presetOptions(
  presets: readonly SavedPreset[],
  condition: PickCondition,
  chosen: PresetChoice,
): { readonly value: string; readonly options: readonly Option<string>[] } {
  const saved = presets.filter((preset) => preset.condition === condition || preset.condition === null)
  const options = [
    ...builtInPresets.map(({ name }) => ({ value: presetKey({ preset: name }), name: builtInName(name) })),
    ...saved.flatMap(({ name, versions }) =>
      versions.map(({ version }, index) => ({
        value: presetKey({ preset: name, version }),
        name,
        detail: `version ${version}${index === 0 && versions.length > 1 ? ', newest' : ''}`,
      })),
    ),
  ]
  const value = presetKey(chosen)
  const isThere = options.some((option) => option.value === value)
  return {
    value,
    options: isThere ? options : [...options, { value, name: chosen.preset, detail: 'is not there any more' }],
  }
}

const sizes = [
  [64, 128],
  [128, 256],
  [256, 512],
  [512, 1024],
  [1024, 2048],
] as const

export const sizeKey = (size: PlanDraft['size']): string => (size ? size.join('x') : 'preset')

export const sizeOf = (key: string): PlanDraft['size'] => sizes.find((size) => sizeKey(size) === key) ?? null

export const sizeOptions: readonly Option<string>[] = [
  { value: 'preset', name: 'As the preset has it' },
  ...sizes.map((size) => ({ value: sizeKey(size), name: pixels(size[1], size[0]) })),
]

export const modelOptions = ({ models }: Supplies): readonly Option<string>[] =>
  models.map(({ id, name, demonstration, problems }) => ({
    value: id,
    name,
    detail: problems.length > 0 ? 'cannot be used' : demonstration ? 'shows the method' : undefined,
    isDead: problems.length > 0,
  }))

/** Automatic, and what passed the check; also what is chosen. */
export function deviceOptions(
  devices: readonly DeviceEntry[],
  chosen: DeviceSetting,
): readonly (Option<string> & { readonly name: string; readonly device: DeviceSetting })[] {
  const options = [
    { value: deviceKey(AUTOMATIC), name: 'Automatic', detail: 'the fastest that computes right', device: AUTOMATIC },
    ...devices
      .filter(({ state, provider }) => state === 'works' || provider === 'cpu')
      .map((device) => ({
        value: deviceKey(settingOf(device)),
        name: providerNames[device.provider],
        detail:
          device.imagesPerHour === null
            ? device.precision
            : `${device.precision}, ${count(device.imagesPerHour)} images/h`,
        device: settingOf(device),
      })),
  ].filter((option, index, all) => all.findIndex(({ value }) => value === option.value) === index)
  if (options.some(({ value }) => value === deviceKey(chosen)) || chosen.provider === 'auto') return options
  return [
    ...options,
    { value: deviceKey(chosen), name: providerNames[chosen.provider], detail: chosen.precision, device: chosen },
  ]
}

export const startOptions: readonly (Option<PlanDraft['start']> & { readonly name: string })[] = [
  { value: 'queued', name: 'After the others', detail: 'at the end of the queue' },
  { value: 'now', name: 'At once', detail: 'before the others' },
  { value: 'paused', name: 'When I resume it', detail: 'waits, paused' },
]

export const afterCrashOptions: readonly Option<AfterCrash>[] = [
  { value: 'ask', name: afterCrashWords.ask },
  { value: 'go-on', name: afterCrashWords['go-on'] },
  { value: 'wait', name: afterCrashWords.wait },
]
