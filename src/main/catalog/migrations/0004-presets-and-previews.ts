/**
 * Settings that a person named, and what the tuning screen has shown. A version of a preset never changes: runs and previews name the one
 * that they were made with. A preset that was removed keeps its versions and is no longer listed.
 */
export const presetsAndPreviews = `
CREATE TABLE preset (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  -- null: for every condition
  condition TEXT CHECK (condition IN ('fog', 'night', 'rain', 'snow')),
  created_utc TEXT NOT NULL,
  removed_utc TEXT
) STRICT;
CREATE UNIQUE INDEX preset_by_name ON preset (name COLLATE NOCASE, coalesce(condition, '')) WHERE removed_utc IS NULL;

CREATE TABLE preset_version (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  preset_id INTEGER NOT NULL REFERENCES preset (id),
  -- 1, 2, 3, ... of its preset
  version INTEGER NOT NULL,
  -- JSON of complete settings
  settings TEXT NOT NULL,
  created_utc TEXT NOT NULL,
  UNIQUE (preset_id, version)
) STRICT;

CREATE TABLE preview (
  -- grows: previews of a pair are in the order in which they were finished
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  -- names its files in the folder previews
  id TEXT NOT NULL UNIQUE,
  content_id INTEGER NOT NULL REFERENCES image (id) ON DELETE CASCADE,
  reference_id INTEGER NOT NULL REFERENCES image (id) ON DELETE CASCADE,
  -- JSON of complete settings
  settings TEXT NOT NULL,
  preset_version_id INTEGER REFERENCES preset_version (id),
  -- JSON: model, seconds, evaluations, measures and what else is shown with it
  result TEXT NOT NULL,
  starred INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1)),
  finished_utc TEXT NOT NULL
) STRICT;
CREATE INDEX preview_by_pair ON preview (content_id, reference_id, sequence);
CREATE INDEX preview_by_reference ON preview (reference_id);
CREATE INDEX preview_by_preset_version ON preview (preset_version_id) WHERE preset_version_id IS NOT NULL;
`
