/** SQL of runs and their queue. A test holds each to its indexes; those named LIST read a table from end to end: runs are few. */

export const TOUCH = 'UPDATE transfer_state SET revision = revision + 1'
export const REVISION = 'SELECT revision FROM transfer_state'

export const ADD_RUN = `
INSERT INTO run (uid, name, state, position, plan, after_crash, shard, shards, created_utc)
VALUES (@uid, @name, @state, @position, @plan, @afterCrash, @shard, @shards, @createdUtc) RETURNING id`

const RUN_COLUMNS = `
id, uid, name, state, reason, position, plan, after_crash AS afterCrash, shard, shards, created_utc AS createdUtc,
started_utc AS startedUtc, ended_utc AS endedUtc, worked_seconds AS workedSeconds, evaluations,
single_evaluations AS singleEvaluations, peak_bytes AS peakBytes, gives_back AS givesBack`

export const LIST_RUNS = `SELECT ${RUN_COLUMNS} FROM run ORDER BY position, id`
export const FIND_RUN = `SELECT ${RUN_COLUMNS} FROM run WHERE id = ?`
export const FIND_RUN_BY_UID = `SELECT ${RUN_COLUMNS} FROM run WHERE uid = ? AND shard = ? AND shards = ?`
/** The run that is next to work on: the first that is to run, or that waits and has no paused one before it. */
export const LIST_NEXT_RUN = `
SELECT ${RUN_COLUMNS} FROM run WHERE state = 'running' OR (state = 'queued' AND NOT EXISTS (
  SELECT 1 FROM run AS paused WHERE paused.state = 'paused' AND paused.position < run.position
)) ORDER BY position, id LIMIT 1`
export const LAST_RUN_POSITION = 'SELECT position FROM run ORDER BY position DESC LIMIT 1'
export const FIRST_RUN_POSITION = 'SELECT position FROM run ORDER BY position LIMIT 1'
export const MAKE_ROOM_FOR_RUN = 'UPDATE run SET position = position + 1 WHERE position >= ?'
export const PLACE_RUN = 'UPDATE run SET position = ? WHERE id = ?'
export const RENAME_RUN = 'UPDATE run SET name = ? WHERE id = ?'
export const SET_AFTER_CRASH = 'UPDATE run SET after_crash = ? WHERE id = ?'
export const SET_RUN_STATE = 'UPDATE run SET state = @state, reason = @reason, gives_back = @givesBack WHERE id = @id'
/** A pause that was asked for before takes effect at once. */
export const GIVE_BACK = `UPDATE run SET gives_back = 1 WHERE id = ? AND state = 'paused'`
export const START_RUN = `UPDATE run SET state = 'running', reason = NULL, gives_back = 0, ended_utc = NULL, started_utc = coalesce(started_utc, @now) WHERE id = @id`
export const END_RUN = `UPDATE run SET state = @state, reason = NULL, ended_utc = @now WHERE id = @id`
export const ADD_WORK = `
UPDATE run SET worked_seconds = worked_seconds + @seconds, evaluations = evaluations + @evaluations,
  single_evaluations = single_evaluations + @singleEvaluations, peak_bytes = max(peak_bytes, @peakBytes)
WHERE id = @id`

export const FIND_SETTINGS = 'SELECT id FROM transfer_settings WHERE settings = ? AND preset = ? AND preset_version = ?'
export const ADD_SETTINGS =
  'INSERT INTO transfer_settings (settings, preset, preset_version) VALUES (?, ?, ?) RETURNING id'
export const GET_SETTINGS =
  'SELECT settings, preset, preset_version AS presetVersion FROM transfer_settings WHERE id = ?'

/** Parameters: run, position, block, condition, content, reference, settings, parent. */
export const ADD_TRANSFER = `
INSERT INTO transfer (run_id, position, block, condition, content_id, reference_id, settings_id, parent_id)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
export const LAST_PLACE = 'SELECT max(position) AS position, max(block) AS block FROM transfer WHERE run_id = ?'

/** Counts of a run by condition and state. */
export const COUNT_TRANSFERS =
  'SELECT condition, state, count(*) AS count FROM transfer WHERE run_id = ? GROUP BY condition, state'
export const COUNT_STATE = 'SELECT count(*) FROM transfer WHERE run_id = ? AND state = ?'
export const ANY_IN_STATE = 'SELECT 1 FROM transfer WHERE run_id = ? AND state = ? LIMIT 1'

export const NEXT_BLOCK = `
SELECT block FROM transfer WHERE run_id = ? AND state = 'queued' ORDER BY block, position LIMIT 1`
export const CLAIM_BLOCK = `
UPDATE transfer SET state = 'running', attempts = attempts + 1, started_utc = @now, error = NULL
WHERE run_id = @run AND state = 'queued' AND block = @block`
/** Content, reference and labels of the running transfers of a block, with where their files are. */
export const BLOCK_TRANSFERS = `
SELECT transfer.id, transfer.position, transfer.block, transfer.condition, transfer.settings_id AS settings, transfer.attempts,
  content.id AS content, content_source.root AS contentRoot, content.path AS contentPath, content.label_path AS contentLabel,
  reference.id AS reference, reference_source.root AS referenceRoot, reference.path AS referencePath,
  reference.label_path AS referenceLabel, predicted_label.file AS predictedLabel, lower(hex(network_sha256)) AS network
FROM transfer
LEFT JOIN image AS content ON content.id = transfer.content_id
LEFT JOIN source AS content_source ON content_source.id = content.source_id
LEFT JOIN image AS reference ON reference.id = transfer.reference_id
LEFT JOIN source AS reference_source ON reference_source.id = reference.source_id
LEFT JOIN predicted_label ON predicted_label.image_id = reference.id AND reference.label_path IS NULL
WHERE transfer.run_id = ? AND transfer.state = 'running' AND transfer.block = ?
ORDER BY transfer.position`
export const FINISH_TRANSFER = `
UPDATE transfer SET state = 'done', ended_utc = @now, seconds = @seconds, output = @output, bytes = @bytes, sha256 = @sha256,
  width = @width, height = @height, structure = @structure, style = @style, leakage = @leakage, error = NULL
WHERE id = @id AND state = 'running'`
export const ADD_PROVENANCE =
  'INSERT OR REPLACE INTO transfer_provenance (transfer_id, provenance, measures) VALUES (?, ?, ?)'
export const END_TRANSFER = `
UPDATE transfer SET state = @state, error = @error, ended_utc = @now WHERE id = @id AND state = 'running'`
export const REQUEUE = `UPDATE transfer SET state = 'queued', started_utc = NULL WHERE id = ? AND state = 'running'`

/** Of all runs: what a process that is gone had in hand. */
export const INTERRUPTED = `
SELECT transfer.id, run_id AS run, transfer.position, transfer.condition
FROM run CROSS JOIN transfer ON transfer.run_id = run.id AND transfer.state = 'running'`

export const CANCEL_QUEUED = `
UPDATE transfer SET state = 'cancelled', ended_utc = @now WHERE run_id = @run AND state = 'queued'`
export const RETRY_ALL = `
UPDATE transfer SET state = 'queued', error = NULL, started_utc = NULL, ended_utc = NULL, attempts = 0
WHERE run_id = ? AND state IN ('failed', 'cancelled')`
export const RETRY_FAILED = `
UPDATE transfer SET state = 'queued', error = NULL, started_utc = NULL, ended_utc = NULL, attempts = 0
WHERE run_id = @run AND state = 'failed' AND @reason IN ('any', coalesce(error ->> '$.code', 'unknown'))`
/** The error is that of the first. */
export const FAILURE_REASONS = `
SELECT coalesce(error ->> '$.code', 'unknown') AS code, count(*) AS count, min(position), error FROM transfer
WHERE run_id = ? AND state = 'failed' GROUP BY 1 ORDER BY 2 DESC, 3`
export const RETRY_ONE = `
UPDATE transfer SET state = 'queued', error = NULL, started_utc = NULL, ended_utc = NULL, attempts = 0
WHERE id = ? AND run_id = ? AND state IN ('failed', 'cancelled')`

/** Transfers of the catalog with this content, reference and settings that are done, by the fingerprint of their model. */
export const DONE_ALREADY = `
SELECT 1 FROM transfer JOIN run ON run.id = run_id
WHERE content_id = ? AND reference_id = ? AND settings_id = ? AND transfer.state = 'done' AND run.plan ->> '$.model' IS ? LIMIT 1`

/** Of what was measured before, half stays: a busy hour does not decide alone. */
export const REMEMBER_SPEED = `
INSERT INTO block_speed (machine, model, provider, precision, height, width, rows, seconds)
VALUES (@machine, @model, @provider, @precision, @height, @width, @rows, @seconds)
ON CONFLICT DO UPDATE SET seconds = (seconds + excluded.seconds) / 2`
export const KNOWN_SPEEDS = `
SELECT rows, seconds FROM block_speed WHERE machine = @machine AND model = @model AND provider = @provider
  AND precision = @precision AND height = @height AND width = @width ORDER BY rows`

/** The last results of the last run of this model, provider and precision, and what the run has evaluated for how many. */
export const RECENT_SPEED = `
WITH last AS (
  SELECT id, evaluations FROM run WHERE worked_seconds > 0 AND evaluations > 0 AND plan ->> '$.model' IS @model
    AND plan ->> '$.provider' = @provider AND plan ->> '$.precision' = @precision
  ORDER BY id DESC LIMIT 1
), recent AS (
  SELECT transfer.seconds, transfer.width, transfer.height FROM last
  CROSS JOIN transfer ON transfer.run_id = last.id AND transfer.state = 'done' AND transfer.seconds IS NOT NULL
  ORDER BY transfer.id DESC LIMIT 200
)
SELECT sum(seconds) AS seconds, count(*) AS results, sum(width * height) AS pixels, (SELECT evaluations FROM last) AS evaluations,
  (SELECT count(*) FROM last CROSS JOIN transfer ON transfer.run_id = last.id AND transfer.state = 'done') AS done
FROM recent`
