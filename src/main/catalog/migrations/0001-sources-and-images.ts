/** A trigger that gives images a new revision where their places on boards change. */
const touchImages = (name: string, event: string, images: readonly string[]): string => `
CREATE TRIGGER ${name} AFTER ${event} BEGIN
  UPDATE catalog_state SET value = value + 1 WHERE key = 'revision';
  UPDATE image SET revision = (SELECT value FROM catalog_state WHERE key = 'revision') WHERE id IN (${images.join(', ')});
END;`

/**
 * Sources, their images and their defects, and the style boards. Times are UTC in ISO 8601, times of change of files in
 * milliseconds since 1970. `revision` is the number of the transaction that changed a row last: whoever keeps rows in memory
 * asks for what is newer than what it has (`catalog_state.revision`); `catalog_state.removals` grows where rows were deleted.
 */
export const sourcesAndImages = `
CREATE TABLE catalog_state (
  key TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO catalog_state (key, value) VALUES ('revision', 0), ('removals', 0);

CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  root TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  layout TEXT NOT NULL CHECK (layout IN ('gta5', 'acdc', 'cityscapes', 'folder')),
  -- 1 where a person said so and no look at the folder may change it
  layout_given INTEGER NOT NULL DEFAULT 0 CHECK (layout_given IN (0, 1)),
  -- the condition of all images of a plain folder, where a person gave it
  condition TEXT CHECK (condition IN ('fog', 'night', 'rain', 'snow', 'clear')),
  added_utc TEXT NOT NULL,
  -- number of the walk that is running or ran last
  walk INTEGER NOT NULL DEFAULT 0,
  -- number of the last walk that came to its end; lower than \`walk\` while one runs or where one was interrupted
  whole_walk INTEGER NOT NULL DEFAULT 0,
  -- when the last whole walk ended; null before the first
  walked_utc TEXT,
  walk_seconds REAL,
  -- the folder was not there when it was last looked for
  missing INTEGER NOT NULL DEFAULT 0 CHECK (missing IN (0, 1))
) STRICT;

CREATE UNIQUE INDEX source_by_name ON source (name COLLATE NOCASE);

CREATE TABLE image (
  -- never given twice: thumbnails and whatever a window remembers are named by it
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  label_path TEXT,
  label_encoding TEXT CHECK (label_encoding IN ('labelIds', 'labelTrainIds', 'colours')),
  condition TEXT NOT NULL CHECK (condition IN ('fog', 'night', 'rain', 'snow', 'clear')),
  split TEXT CHECK (split IN ('train', 'val', 'test')),
  sequence TEXT,
  frame TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  modified_ms INTEGER NOT NULL,
  label_bytes INTEGER,
  label_modified_ms INTEGER,
  -- number of the walk that found the file first (source.walk)
  walk INTEGER NOT NULL,
  -- the file was not there at the last walk; the row stays, for transfers and boards may name it
  missing INTEGER NOT NULL DEFAULT 0 CHECK (missing IN (0, 1)),
  -- has the background pass decoded it as it is now?
  reading TEXT NOT NULL DEFAULT 'waiting' CHECK (reading IN ('waiting', 'done', 'failed')),
  -- SHA-256 over size, first and last 64 KiB, of the file that was read. Null where it changed since; an image that waits and
  -- has one was moved: where the file still has this hash, all that is here holds
  partial_hash BLOB CHECK (length(partial_hash) = 32),
  width INTEGER,
  height INTEGER,
  -- luma of Rec. 601, mean and standard deviation, 0 to 255
  luminance REAL,
  luminance_spread REAL,
  -- six float32, little-endian: mean L*, a*, b* and their standard deviations
  colour BLOB CHECK (length(colour) = 24),
  -- standard deviation of the Laplacian of the luma at thumbnail size
  sharpness REAL,
  -- twenty uint32, little-endian: pixels of train ids 0 to 18 and of void
  class_pixels BLOB CHECK (length(class_pixels) = 80),
  thumbnail INTEGER NOT NULL DEFAULT 0 CHECK (thumbnail IN (0, 1)),
  -- 1 where the table problem has a row about this image
  has_problem INTEGER NOT NULL DEFAULT 0 CHECK (has_problem IN (0, 1)),
  revision INTEGER NOT NULL,
  UNIQUE (source_id, path)
) STRICT;
CREATE INDEX image_by_revision ON image (revision);
CREATE INDEX image_waiting ON image (source_id, id) WHERE reading = 'waiting' AND missing = 0;

CREATE TABLE problem (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  -- null where it is about a file that is no image of the catalog
  image_id INTEGER REFERENCES image (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  problem TEXT NOT NULL,
  message TEXT NOT NULL,
  -- found by the walk (names and sizes) or by the reading pass (pixels): each replaces its own
  found_by TEXT NOT NULL CHECK (found_by IN ('walk', 'reading'))
) STRICT;
-- a file has a problem of each kind once
CREATE UNIQUE INDEX problem_by_kind ON problem (source_id, problem, path);
CREATE INDEX problem_by_image ON problem (image_id);

CREATE TABLE board (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  created_utc TEXT NOT NULL
) STRICT;

CREATE TABLE board_reference (
  board_id INTEGER NOT NULL REFERENCES board (id) ON DELETE CASCADE,
  condition TEXT NOT NULL CHECK (condition IN ('fog', 'night', 'rain', 'snow')),
  image_id INTEGER NOT NULL REFERENCES image (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  PRIMARY KEY (board_id, condition, image_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX board_reference_by_image ON board_reference (image_id);

-- Whoever deletes an image or puts it on a board need not think of those who keep rows in memory.
CREATE TRIGGER image_removed AFTER DELETE ON image BEGIN
  UPDATE catalog_state SET value = value + 1 WHERE key = 'removals';
END;
${touchImages('reference_added', 'INSERT ON board_reference', ['NEW.image_id'])}
${touchImages('reference_changed', 'UPDATE OF board_id, condition, image_id ON board_reference', ['OLD.image_id', 'NEW.image_id'])}
${touchImages('reference_removed', 'DELETE ON board_reference', ['OLD.image_id'])}
`
