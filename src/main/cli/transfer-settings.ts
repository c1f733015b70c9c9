import { readFile } from 'node:fs/promises'
import { FileMissingError, SettingsError, UsageError } from '../../shared/errors.ts'
import { layerSettings, presetNamed, type Preset } from '../../shared/presets.ts'
import { parseSettingsInput, resolveSettings, type SettingsInput } from '../../shared/settings-schema.ts'
import type { Settings } from '../../shared/settings.ts'

/** The options that a command takes its settings from, as text. */
export interface SettingOptions {
  readonly preset?: string
  readonly settings?: string
  readonly method?: string
  readonly fidelity?: string
  readonly seed?: string
  readonly size?: string
  readonly steps?: string
  readonly skip?: string
  readonly filterShare?: string
}

/**
 * The settings of a command: the preset that is asked for or else the usual one, then the settings file, then single options.
 * @throws SettingsError, UsageError, FileMissingError
 */
export async function readSettings(
  options: SettingOptions,
  usual: Preset,
): Promise<{ readonly settings: Settings; readonly preset: string }> {
  const { settings: file } = options
  const preset = options.preset === undefined ? usual : presetNamed(options.preset)
  const fromFile = file === undefined ? {} : parseSettingsInput(await readJson(file), file)
  const layers = layerSettings(preset.settings, fromFile, parseSettingsInput(fromOptions(options)))
  return { settings: resolveSettings(layers, file), preset: preset.name }
}

function fromOptions({ method, fidelity, seed, size, steps, skip, filterShare }: SettingOptions): SettingsInput {
  const given = {
    method,
    fidelity,
    seed: numberOf(seed),
    size: size === undefined ? undefined : sizeOf(size),
    steps: numberOf(steps),
    skip: numberOf(skip),
    filterShare: numberOf(filterShare),
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** What is no number stays text, which the check of the settings then shows. */
function numberOf(text: string | undefined): number | string | undefined {
  if (text === undefined || text.trim() === '') return text
  const number = Number(text)
  return Number.isNaN(number) ? text : number
}

/** `512x1024` -> [512, 1024], height first. @throws UsageError */
export function sizeOf(text: string): [number, number] {
  const match = /^(\d+)x(\d+)$/i.exec(text)
  if (!match) throw new UsageError(`Expected --size as HEIGHTxWIDTH, for example 512x1024, but received "${text}".`)
  return [Number(match[1]), Number(match[2])]
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new FileMissingError(`${file} cannot be read (${error.code}): check the path of the settings.`, file)
  })
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new SettingsError(`${file} is not JSON (${(error as Error).message}).`, file)
  }
}
