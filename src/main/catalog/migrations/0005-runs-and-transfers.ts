/**
 * Runs, their transfers and what a person judged of them. Times are UTC in ISO 8601. `transfer_state.revision` grows with each change of a
 * run, a transfer or a verdict, whoever makes it: windows and terminals look at it.
 */
export const runsAndTransfers = `
CREATE TABLE transfer_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  revision INTEGER NOT NULL
) STRICT;
INSERT INTO transfer_state (id, revision) VALUES (1, 0);

CREATE TABLE run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- the plan's: the same in each workspace that has a part of it
  uid TEXT NOT NULL,
  name TEXT NOT NULL,
  -- 'running' is what is to run, whether or not a process does so just now; 'queued' waits for those before it
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'paused', 'stopped', 'done')),
  -- why it is paused, where no person did it: JSON of code, message and file
  reason TEXT,
  -- runs are done in this order
  position INTEGER NOT NULL,
  -- what all its transfers share, as JSON: model, provider, precision, board, sampling, block shape
  plan TEXT NOT NULL,
  after_crash TEXT NOT NULL CHECK (after_crash IN ('ask', 'go-on', 'wait')),
  -- part k of n of a plan that several workspaces share
  shard INTEGER NOT NULL DEFAULT 1,
  shards INTEGER NOT NULL DEFAULT 1,
  created_utc TEXT NOT NULL,
  started_utc TEXT,
  ended_utc TEXT,
  -- time that the engine worked for it, and the rows of the U-Net that it evaluated
  worked_seconds REAL NOT NULL DEFAULT 0,
  evaluations INTEGER NOT NULL DEFAULT 0,
  -- what as many single transfers would have evaluated
  single_evaluations INTEGER NOT NULL DEFAULT 0,
  peak_bytes INTEGER NOT NULL DEFAULT 0,
  CHECK (shard BETWEEN 1 AND shards)
) STRICT;
CREATE INDEX run_by_position ON run (position);
CREATE UNIQUE INDEX run_by_uid ON run (uid, shard, shards);

CREATE TABLE transfer_settings (
  id INTEGER PRIMARY KEY,
  -- complete settings, as JSON
  settings TEXT NOT NULL,
  -- the preset that they were made from, and its version; '' and 0 where there was none
  preset TEXT NOT NULL DEFAULT '',
  preset_version INTEGER NOT NULL DEFAULT 0,
  UNIQUE (settings, preset, preset_version)
) STRICT;

CREATE TABLE transfer (
  -- never given twice: results are named by it
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  -- names it in every workspace that shares the plan: the place in the whole plan, whatever the shard
  position INTEGER NOT NULL,
  -- contents and references that are evaluated together
  block INTEGER NOT NULL,
  condition TEXT NOT NULL CHECK (condition IN ('fog', 'night', 'rain', 'snow')),
  -- null where its source was removed since
  content_id INTEGER REFERENCES image (id) ON DELETE SET NULL,
  reference_id INTEGER REFERENCES image (id) ON DELETE SET NULL,
  settings_id INTEGER NOT NULL REFERENCES transfer_settings (id),
  state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'skipped')),
  attempts INTEGER NOT NULL DEFAULT 0,
  -- why it failed or was skipped: JSON of code, message and file
  error TEXT,
  started_utc TEXT,
  ended_utc TEXT,
  -- its share of the time of its block
  seconds REAL,
  -- the picture: relative to the workspace, '/' between the parts
  output TEXT UNIQUE,
  bytes INTEGER,
  sha256 BLOB CHECK (length(sha256) = 32),
  width INTEGER,
  height INTEGER,
  -- structure kept (0 to 1), distance to the style (CIELAB, 0 is best), leaked share (0 to 1); null where it could not be measured
  structure REAL,
  style REAL,
  leakage REAL,
  -- the transfer that this one is another try of
  parent_id INTEGER REFERENCES transfer (id) ON DELETE SET NULL,
  UNIQUE (run_id, position),
  CHECK (state <> 'done' OR (output IS NOT NULL AND sha256 IS NOT NULL))
) STRICT;
CREATE INDEX transfer_by_state ON transfer (run_id, state, block, position);
CREATE INDEX transfer_by_condition ON transfer (run_id, condition, state);
CREATE INDEX transfer_by_content ON transfer (content_id, reference_id);
CREATE INDEX transfer_by_reference ON transfer (reference_id, state);
CREATE INDEX transfer_by_parent ON transfer (parent_id) WHERE parent_id IS NOT NULL;

-- apart from the row that lists read: some kilobytes each
CREATE TABLE transfer_provenance (
  transfer_id INTEGER PRIMARY KEY REFERENCES transfer (id) ON DELETE CASCADE,
  provenance TEXT NOT NULL,
  -- all measures, as JSON; null where they could not be taken
  measures TEXT
) STRICT;

CREATE TABLE verdict (
  transfer_id INTEGER PRIMARY KEY REFERENCES transfer (id) ON DELETE CASCADE,
  verdict TEXT NOT NULL CHECK (verdict IN ('accept', 'reject', 'undecided')),
  -- JSON array of words
  tags TEXT NOT NULL DEFAULT '[]',
  note TEXT NOT NULL DEFAULT '',
  judged_by TEXT NOT NULL,
  judged_utc TEXT NOT NULL
) STRICT;
CREATE INDEX verdict_by_verdict ON verdict (verdict, transfer_id);

-- A change holds the verdicts as they are to be next time: before it while it is done, after it while it is undone.
CREATE TABLE verdict_change (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
  words TEXT NOT NULL,
  size INTEGER NOT NULL
) STRICT;

CREATE TABLE verdict_change_item (
  change_id INTEGER NOT NULL REFERENCES verdict_change (id) ON DELETE CASCADE,
  transfer_id INTEGER NOT NULL REFERENCES transfer (id) ON DELETE CASCADE,
  -- null where there was no verdict
  verdict TEXT CHECK (verdict IN ('accept', 'reject', 'undecided')),
  tags TEXT NOT NULL DEFAULT '[]',
  note TEXT NOT NULL DEFAULT '',
  judged_by TEXT NOT NULL DEFAULT '',
  judged_utc TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (change_id, transfer_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX verdict_change_item_by_transfer ON verdict_change_item (transfer_id);
`
