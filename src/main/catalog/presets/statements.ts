/** All SQL of presets and previews. A test holds each to its indexes; those named LIST read a table from end to end: presets are few. */

export const LIST_PRESETS = `
SELECT id, name, condition FROM preset WHERE removed_utc IS NULL ORDER BY condition, name COLLATE NOCASE`

export const LIST_VERSIONS = `
SELECT preset_version.id, preset_id AS preset, version, settings, preset_version.created_utc AS createdUtc
FROM preset_version JOIN preset ON preset.id = preset_id AND removed_utc IS NULL ORDER BY preset_id, version DESC`

/** Parameter: the version's id. Of a removed preset as well. */
export const FIND_VERSION = `
SELECT preset_version.id, preset_id AS preset, name, condition, version, settings, preset_version.created_utc AS createdUtc
FROM preset_version JOIN preset ON preset.id = preset_id WHERE preset_version.id = ?`

/** Parameters: name, condition or ''. */
export const FIND_PRESET = `
SELECT id FROM preset WHERE name = ? COLLATE NOCASE AND coalesce(condition, '') = ? AND removed_utc IS NULL`

export const ADD_PRESET = 'INSERT INTO preset (name, condition, created_utc) VALUES (?, ?, ?) RETURNING id'

export const NEWEST_VERSION = `
SELECT id, version, settings FROM preset_version WHERE preset_id = ? ORDER BY version DESC LIMIT 1`

/** Parameters: preset, version, settings, now. */
export const ADD_VERSION =
  'INSERT INTO preset_version (preset_id, version, settings, created_utc) VALUES (?, ?, ?, ?) RETURNING id'

/** Parameters: now, preset. */
export const REMOVE_PRESET = 'UPDATE preset SET removed_utc = ? WHERE id = ? AND removed_utc IS NULL'

/** Parameters: id, content, reference, settings, preset version, result, now. */
export const ADD_PREVIEW = `
INSERT INTO preview (id, content_id, reference_id, settings, preset_version_id, result, finished_utc)
VALUES (?, ?, ?, ?, ?, ?, ?)`

/** Parameters: content, reference. The newest first. */
export const PREVIEWS_OF_PAIR = `
SELECT id, content_id AS content, reference_id AS reference, settings, preset_version_id AS presetVersion, result, starred,
  finished_utc AS finishedUtc
FROM preview WHERE content_id = ? AND reference_id = ? ORDER BY sequence DESC`

export const FIND_PREVIEW = `
SELECT id, content_id AS content, reference_id AS reference, settings, preset_version_id AS presetVersion, result, starred,
  finished_utc AS finishedUtc
FROM preview WHERE id = ?`

/** Parameters: starred, id. */
export const STAR_PREVIEW = 'UPDATE preview SET starred = ? WHERE id = ?'

export const REMOVE_PREVIEW = 'DELETE FROM preview WHERE id = ?'

/** Parameters: content, reference, how many to keep. Those beyond, the starred ones left out. */
export const OLD_PREVIEWS = `
SELECT id FROM preview WHERE content_id = ? AND reference_id = ? AND starred = 0 ORDER BY sequence DESC LIMIT -1 OFFSET ?`

/** Which of these ids, a JSON array, are previews. */
export const KNOWN_PREVIEWS = `
SELECT id FROM preview WHERE id IN (SELECT value FROM json_each(?))`
