import { settingDescriptions, type SettingDescription } from '../../../../shared/settings-schema.ts'

/** Headings of the pane, in its order. */
export const paneGroups = [
  'Filter',
  'Steps',
  'Attention',
  'Style per class',
  'FreeU',
  'Prompt',
  'Picture',
  'Public code',
] as const
export type PaneGroup = (typeof paneGroups)[number]

interface SettingWords {
  readonly group: PaneGroup
  readonly name: string
  /** Where a slider goes; what may be typed goes further. Steps of denoising where it says so. */
  readonly slider?: { readonly min: number; readonly max: number; readonly step: number } | 'denoising steps'
  /** A share: shown as per cent. */
  readonly isShare?: true
}

const of = (group: PaneGroup, name: string, more: Omit<SettingWords, 'group' | 'name'> = {}): SettingWords => ({
  group,
  name,
  ...more,
})

/** What a person calls the settings; the method stands by itself, and class pairs are set in the class view. */
const words: Readonly<Record<string, SettingWords>> = {
  filterShare: of('Filter', 'Kept share', { slider: { min: 0, max: 1, step: 0.001 }, isShare: true }),
  filterAxis: of('Filter', 'Gives way as'),
  steps: of('Steps', 'Steps', { slider: { min: 1, max: 100, step: 1 } }),
  skip: of('Steps', 'Skipped first', { slider: { min: 0, max: 99, step: 1 } }),
  seed: of('Steps', 'Seed'),
  contrast: of('Attention', 'Contrast', { slider: { min: 0.5, max: 4, step: 0.01 } }),
  'mixRange.full': of('Attention', 'Fine mixing', { slider: 'denoising steps' }),
  'mixRange.half': of('Attention', 'Coarse mixing', { slider: 'denoising steps' }),
  swapGuidance: of('Attention', 'Swap guidance', { slider: { min: 0, max: 10, step: 0.1 } }),
  classAdainRange: of('Style per class', 'Active in', { slider: 'denoising steps' }),
  classMap: of('Style per class', 'Class pairs'),
  'freeU.backbone': of('FreeU', 'Backbone, blocks 0 to 3'),
  'freeU.low': of('FreeU', 'Low frequencies, blocks 0 to 3'),
  prompt: of('Prompt', 'Prompt'),
  inversionGuidance: of('Prompt', 'Guidance of the inversion', { slider: { min: 0, max: 15, step: 0.1 } }),
  size: of('Picture', 'Height × width'),
  fidelity: of('Public code', 'Behaves as'),
  'quirks.sigmaPlusOne': of('Public code', 'Adds 1 to spreads'),
  'quirks.stepLag': of('Public code', 'Attention lags a step'),
  'quirks.labelShrink': of('Public code', 'Labels shrink by'),
  'quirks.erosion': of('Public code', 'Masks lose borders'),
  'quirks.guidedInversionOnly': of('Public code', 'Prompt in inversion only'),
}

/** A setting as the pane shows it. */
export interface PaneSetting extends SettingDescription {
  readonly words: SettingWords
}

/** Every setting but the method, under the headings of the pane. */
export const paneSettings: readonly PaneSetting[] = settingDescriptions
  .filter(({ path }) => path !== 'method')
  .map((description) => ({ ...description, words: words[description.path]! }))

export const settingName = (path: string): string => (path === 'method' ? 'Method' : words[path]!.name)
