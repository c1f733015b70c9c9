import { useCallback, useMemo } from 'react'
import { builtInPresets, paper } from '../../../../shared/presets.ts'
import { parseSettings } from '../../../../shared/settings-schema.ts'
import type { Settings } from '../../../../shared/settings.ts'
import type { SavedPreset } from '../../../../shared/tuning.ts'
import { useStoredState, type Parse } from '../../../shell/stored-state.ts'
import { changedPaths } from './setting-values.ts'

/** What the settings began as: a preset that comes with Weatherglass, or a version of a saved one. */
export type Base = { readonly builtIn: string } | { readonly version: number }

interface Kept {
  readonly base: Base
  readonly settings: Settings
}

/** The settings that are tuned, and what they began as. */
export interface TuningSettings {
  readonly settings: Settings
  readonly base: Base
  /** The settings of the base. */
  readonly baseSettings: Settings
  /** `Night, soft lamps 3`. */
  readonly baseName: string
  /** Paths of the settings that differ from the base. */
  readonly changed: readonly string[]
  readonly presets: readonly SavedPreset[]
  readonly change: (settings: Settings) => void
  /** Begins anew with a preset. */
  readonly begin: (base: Base, settings: Settings) => void
}

const asKept: Parse<Kept | null> = (stored) => {
  const { base, settings } = stored as Kept
  // what another version wrote throws, and is passed over
  return { base, settings: parseSettings(settings) }
}

/** Null is nothing kept yet: `initial` is what suggests itself for the model. */
export function useTuningSettings(presets: readonly SavedPreset[], initial: string): TuningSettings {
  const [kept, keep] = useStoredState<Kept | null>('tuning/settings', null, asKept)
  const first = useMemo(() => ({ base: { builtIn: initial }, settings: builtInSettings(initial) }), [initial])
  const { base, settings } = kept ?? first
  const found = useMemo(() => findBase(base, presets), [base, presets])
  const changed = useMemo(() => changedPaths(settings, found.settings), [settings, found])
  const change = useCallback((next: Settings) => keep({ base, settings: next }), [base, keep])
  const begin = useCallback((next: Base, from: Settings) => keep({ base: next, settings: from }), [keep])
  return { settings, base, baseSettings: found.settings, baseName: found.name, changed, presets, change, begin }
}

export const builtInSettings = (name: string): Settings =>
  parseSettings((builtInPresets.find((preset) => preset.name === name) ?? paper).settings)

/** `fast-preview` -> `Fast preview`. */
export const builtInName = (name: string): string => `${name[0]!.toUpperCase()}${name.slice(1).replaceAll('-', ' ')}`

/** A saved preset and one of its versions; null where it was removed. */
export function findVersion(presets: readonly SavedPreset[], id: number) {
  for (const preset of presets) {
    const version = preset.versions.find((each) => each.id === id)
    if (version) return { preset, version }
  }
  return null
}

function findBase(base: Base, presets: readonly SavedPreset[]): { readonly name: string; readonly settings: Settings } {
  const found = 'version' in base ? findVersion(presets, base.version) : null
  if (found) return { name: `${found.preset.name} ${found.version.version}`, settings: found.version.settings }
  const name = 'builtIn' in base ? base.builtIn : paper.name
  return { name: builtInName(name), settings: builtInSettings(name) }
}
