import { parseSettings, settingDescriptions } from '../../../../shared/settings-schema.ts'
import {
  defaultFilterAxis,
  defaultFreeU,
  resolveQuirks,
  type Settings,
  type StepRange,
} from '../../../../shared/settings.ts'

/** The value at the path of a setting, `mixRange.full`; quirks as they are in effect, null for FreeU that is off. */
export function valueAt(settings: Settings, path: string): unknown {
  const [first, second] = path.split('.') as [string, string?]
  if (first === 'quirks') return resolveQuirks(settings)[second as keyof ReturnType<typeof resolveQuirks>]
  const value = settings[first as keyof Settings] as unknown
  if (second === undefined) return value
  return (value as Readonly<Record<string, unknown>> | null)?.[second] ?? null
}

/**
 * The settings with another value at a path, as far as what depends on it: another bundle brings its own filter axis and drops single
 * quirks; a number of steps brings what lies beyond it along.
 *
 * @throws SettingsError in a sentence where the value is none
 */
export function withValue(settings: Settings, path: string, value: unknown): Settings {
  return parseSettings(followed(withPart(settings, path, value), path))
}

function withPart(settings: Settings, path: string, value: unknown): Settings {
  const [first, second] = path.split('.') as [string, string?]
  if (second === undefined) return { ...settings, [first]: value }
  const group = settings[first as keyof Settings] as object | null
  return { ...settings, [first]: { ...(group ?? (first === 'freeU' ? defaultFreeU : {})), [second]: value } }
}

function followed(settings: Settings, path: string): Settings {
  if (path === 'fidelity') return { ...settings, filterAxis: defaultFilterAxis(settings.fidelity), quirks: {} }
  if (path === 'steps') return { ...settings, skip: Math.min(settings.skip, settings.steps - 1) }
  if (path === 'skip') return { ...settings, steps: Math.max(settings.steps, settings.skip + 1) }
  return settings
}

const asText = (value: unknown): string => JSON.stringify(value)

/** The paths of the settings that differ. */
export const changedPaths = (settings: Settings, base: Settings): readonly string[] =>
  settingDescriptions
    .map(({ path }) => path)
    .filter((path) => asText(valueAt(settings, path)) !== asText(valueAt(base, path)))

/** Whether they give the same transfer, however they are written. */
export const isSameSettings = (a: Settings, b: Settings): boolean => changedPaths(a, b).length === 0

/** Denoising steps that are done: those that are not skipped. */
export const denoisingSteps = ({ steps, skip }: Settings): number => steps - skip

/** The part of a range that has steps: the paper's settings end beyond their last one. */
export function actingIn(settings: Settings, [start, end]: StepRange): StepRange {
  const last = denoisingSteps(settings)
  return [Math.min(start, last), Math.min(end, last)]
}

/** The settings with the base's value at a path. FreeU that is off in the base is off again. */
export function resetAt(settings: Settings, base: Settings, path: string): Settings {
  if (path.startsWith('freeU')) return { ...settings, freeU: base.freeU }
  if (path.startsWith('quirks.')) {
    const key = path.slice('quirks.'.length) as keyof Settings['quirks']
    const others = Object.entries(settings.quirks).filter(([name]) => name !== key)
    const own = base.quirks[key]
    return { ...settings, quirks: Object.fromEntries(own === undefined ? others : [...others, [key, own]]) }
  }
  return followed(withPart(settings, path, valueAt(base, path)), path)
}
