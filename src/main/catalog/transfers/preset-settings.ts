import type { PickCondition } from '../../../shared/gallery.ts'
import type { SettingsInput } from '../../../shared/settings-schema.ts'
import type { CatalogDatabase } from '../database.ts'

/** Parameters: name, condition, version or null. One for the condition goes before one for all, a newer version before an older. */
export const SAVED_PRESET = `
SELECT version, settings FROM preset JOIN preset_version ON preset_id = preset.id
WHERE name = @name COLLATE NOCASE AND coalesce(condition, '') IN ('', @condition) AND removed_utc IS NULL
  AND version = coalesce(@version, version)
ORDER BY condition IS NULL, version DESC LIMIT 1`

/** The settings of a preset that was saved under that name, in the version that is asked for or the newest; undefined where there is none. */
export function savedPresetSettings(
  database: CatalogDatabase,
  name: string,
  condition: PickCondition,
  version: number | undefined,
): { readonly version: number; readonly settings: SettingsInput } | undefined {
  const found = database.prepare(SAVED_PRESET).get({ name, condition, version: version ?? null })
  if (found === undefined) return undefined
  const row = found as { readonly version: number; readonly settings: string }
  return { version: row.version, settings: JSON.parse(row.settings) as SettingsInput }
}
