import { UsageError } from '../../../shared/errors.ts'
import type { Settings } from '../../../shared/settings.ts'
import type { PresetVersion, SavedPreset, SavePreset } from '../../../shared/tuning.ts'
import { decide, type CatalogDatabase } from '../database.ts'
import {
  ADD_PRESET,
  ADD_VERSION,
  FIND_PRESET,
  FIND_VERSION,
  LIST_PRESETS,
  LIST_VERSIONS,
  NEWEST_VERSION,
  REMOVE_PRESET,
} from './statements.ts'

/** A version with the name that its preset has now. */
export interface NamedVersion extends PresetVersion {
  readonly name: string
  readonly condition: SavePreset['condition']
}

interface VersionRow extends Omit<PresetVersion, 'settings'> {
  readonly settings: string
}

const parsed = <Row extends VersionRow>(row: Row) => ({ ...row, settings: JSON.parse(row.settings) as Settings })

/** Those of every condition first, then by condition, each by name. */
export function listPresets(database: CatalogDatabase): SavedPreset[] {
  const presets = database.prepare(LIST_PRESETS).all() as Omit<SavedPreset, 'versions'>[]
  const versions = Map.groupBy(
    (database.prepare(LIST_VERSIONS).all() as VersionRow[]).map(parsed),
    ({ preset }) => preset,
  )
  return presets.map((preset) => ({ ...preset, versions: versions.get(preset.id) ?? [] }))
}

/**
 * The version of that id, of a removed preset as well.
 *
 * @throws UsageError where there is none
 */
export function presetVersion(database: CatalogDatabase, id: number): NamedVersion {
  const found = database.prepare(FIND_VERSION).get(id) as
    (VersionRow & Pick<NamedVersion, 'name' | 'condition'>) | undefined
  if (!found) throw new UsageError(`There is no version ${id} of a preset in this workspace; choose one of the list`)
  return parsed(found)
}

/**
 * Saves a version of the preset of that name and condition, the first one where there is none. Settings that are those of the newest version
 * make no new one.
 *
 * @param settings complete and checked
 * @throws UsageError where the name shows nothing or is too long
 */
export function savePreset(
  database: CatalogDatabase,
  { name, condition, settings }: Omit<SavePreset, 'settings'> & { readonly settings: Settings },
): PresetVersion {
  const wanted = presetName(name)
  const now = new Date().toISOString()
  const text = JSON.stringify(settings)
  return decide(database, () => {
    const known = database
      .prepare(FIND_PRESET)
      .pluck()
      .get(wanted, condition ?? '') as number | undefined
    const preset = known ?? (database.prepare(ADD_PRESET).pluck().get(wanted, condition, now) as number)
    const newest = database.prepare(NEWEST_VERSION).get(preset) as
      Pick<VersionRow, 'id' | 'version' | 'settings'> | undefined
    const id =
      newest?.settings === text
        ? newest.id
        : (database
            .prepare(ADD_VERSION)
            .pluck()
            .get(preset, (newest?.version ?? 0) + 1, text, now) as number)
    return presetVersion(database, id)
  })
}

const MAX_NAME = 100

/** A name on one line; what looks alike is the same, however it was typed. @throws UsageError */
function presetName(name: string): string {
  const shown = name
    .toWellFormed()
    .normalize()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  if (!/[^\p{C}\s]/u.test(shown))
    throw new UsageError('A preset needs a name of at least one character that can be seen')
  const { length } = [...shown]
  if (length > MAX_NAME)
    throw new UsageError(`A preset's name has at most ${MAX_NAME} characters, this one has ${length}; shorten it`)
  return shown
}

/**
 * Takes a preset from the list; its versions stay, for what was made with them.
 *
 * @throws UsageError where there is none
 */
export function removePreset(database: CatalogDatabase, preset: number): void {
  const { changes } = decide(database, () => database.prepare(REMOVE_PRESET).run(new Date().toISOString(), preset))
  if (changes === 0) throw new UsageError(`There is no preset ${preset}; it was removed`)
}
