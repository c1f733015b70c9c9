/**
 * All SQL of the queries, each statement with the steps of its plan; a test holds SQLite to them, and lets only those named
 * LOAD read a table from end to end. What filters, sorts and facets look at is in memory (`columns/`) and needs no SQL.
 */
export interface Statement {
  readonly sql: string
  /** What EXPLAIN QUERY PLAN says of each table that it touches. */
  readonly plan: readonly string[]
}

/** The columns that are kept in memory, in the order of `ColumnRow`. */
const columns = `
  id, source_id, path, condition, split, sequence,
  (label_path IS NOT NULL) + 2 * missing + 4 * (id IN (SELECT image_id FROM board_reference)),
  reading, luminance, class_pixels,
  CASE WHEN has_problem THEN (SELECT group_concat(problem) FROM problem WHERE image_id = image.id) END`

const columnLookUps = [
  'USING INDEX board_reference_by_image FOR IN-OPERATOR',
  'SEARCH problem USING INDEX problem_by_image (image_id=?)',
]

/** Where the catalog stands: tells whether the columns are up to date. */
export const STATE: Statement = {
  sql: `SELECT (SELECT value FROM catalog_state WHERE key = 'revision') AS revision,
               (SELECT value FROM catalog_state WHERE key = 'removals') AS removals`,
  plan: [
    'SEARCH catalog_state USING PRIMARY KEY (key=?)', //
    'SEARCH catalog_state USING PRIMARY KEY (key=?)',
  ],
}

/** The next rows in the order of ids: a Statement hands out many rows at once for less than one by one. */
export const LOAD_COLUMNS: Statement = {
  sql: `SELECT ${columns} FROM image WHERE id > ? ORDER BY id LIMIT 2000`,
  plan: ['SEARCH image USING INTEGER PRIMARY KEY (rowid>?)', ...columnLookUps],
}

// Named, because SQLite would rather scan all rows than sort the few that changed.
export const CHANGED_COLUMNS: Statement = {
  sql: `SELECT ${columns} FROM image INDEXED BY image_by_revision WHERE revision > ? ORDER BY id`,
  plan: ['SEARCH image USING INDEX image_by_revision (revision>?)', ...columnLookUps],
}

/** The ids that are left after rows were deleted, in no order: an index is a tenth of the table. */
export const LOAD_IDS: Statement = {
  sql: 'SELECT id FROM image',
  plan: ['SCAN image USING COVERING INDEX image_by_revision'],
}

/** What a row of the grid shows beside the columns. */
export const ROW_BY_ID: Statement = {
  sql: `SELECT path, frame, width, height, bytes, modified_ms AS modifiedMs, thumbnail,
               label_path IS NULL AND EXISTS (SELECT 1 FROM predicted_label WHERE image_id = image.id) AS predicted
        FROM image WHERE id = ?`,
  plan: [
    'SEARCH image USING INTEGER PRIMARY KEY (rowid=?)',
    'SEARCH predicted_label USING INTEGER PRIMARY KEY (rowid=?)',
  ],
}

/** Of the images of a page, whose ids are given as a JSON array. */
export const PICKS_OF_IMAGES: Statement = {
  sql: `SELECT image_id AS image, board_id AS board, condition FROM board_reference
        WHERE image_id IN (SELECT value FROM json_each(?)) ORDER BY image_id, board_id, condition`,
  plan: [
    'SEARCH board_reference USING COVERING INDEX board_reference_by_image (image_id=?)',
    'SCAN json_each VIRTUAL TABLE INDEX 1:',
  ],
}

/** With the names of the boards, for the one image that is looked at. */
export const NAMED_PICKS_OF_IMAGE: Statement = {
  sql: `SELECT board_reference.board_id AS board, board_reference.condition, board.name
        FROM board_reference JOIN board ON board.id = board_reference.board_id
        WHERE board_reference.image_id = ? ORDER BY board.id, board_reference.condition`,
  plan: [
    'SEARCH board_reference USING COVERING INDEX board_reference_by_image (image_id=?)',
    'SEARCH board USING INTEGER PRIMARY KEY (rowid=?)',
  ],
}

export const PICKS_OF_BOARD: Statement = {
  sql: 'SELECT image_id FROM board_reference WHERE board_id = ?',
  plan: ['SEARCH board_reference USING PRIMARY KEY (board_id=?)'],
}

export const PICKS_OF_BOARD_COLUMN: Statement = {
  sql: 'SELECT image_id FROM board_reference WHERE board_id = ? AND condition = ?',
  plan: ['SEARCH board_reference USING PRIMARY KEY (board_id=? AND condition=?)'],
}

export const IMAGE_BY_ID: Statement = {
  sql: `SELECT image.*, source.name AS source_name, source.root AS source_root, source.missing AS source_missing,
               lower(hex(network_sha256)) AS network, made_utc, predicted_label.class_pixels AS predicted_pixels
        FROM image JOIN source ON source.id = image.source_id
        LEFT JOIN predicted_label ON predicted_label.image_id = image.id AND image.label_path IS NULL
        WHERE image.id = ?`,
  plan: [
    'SEARCH image USING INTEGER PRIMARY KEY (rowid=?)',
    'SEARCH source USING INTEGER PRIMARY KEY (rowid=?)',
    'SEARCH predicted_label USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN',
  ],
}

export const PROBLEMS_OF_IMAGE: Statement = {
  sql: 'SELECT path, problem, message FROM problem WHERE image_id = ? ORDER BY problem, path',
  plan: ['SEARCH problem USING INDEX problem_by_image (image_id=?)'],
}

export const COUNT_PROBLEMS: Statement = {
  sql: 'SELECT count(*) FROM problem WHERE source_id = ? AND problem = ?',
  plan: ['SEARCH problem USING COVERING INDEX problem_by_kind (source_id=? AND problem=?)'],
}

export const PROBLEMS_BY_KIND: Statement = {
  sql: `SELECT id, source_id AS source, image_id AS image, path, problem, message FROM problem
        WHERE source_id = ? AND problem = ? ORDER BY path LIMIT ? OFFSET ?`,
  plan: ['SEARCH problem USING INDEX problem_by_kind (source_id=? AND problem=?)'],
}

/** All sources: there are few. */
export const LOAD_SOURCES: Statement = {
  sql: `SELECT id, name, root, layout, condition, missing, added_utc AS addedUtc, walked_utc AS walkedUtc,
               walk_seconds AS walkSeconds FROM source ORDER BY id`,
  plan: ['SCAN source'],
}
