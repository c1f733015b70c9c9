/** All SQL of the style boards. A test holds each to its indexes; those named LIST read a table from end to end: boards are few. */

export const LIST_BOARDS = 'SELECT id, name, created_utc AS createdUtc FROM board ORDER BY id'

export const LIST_COLUMN_SIZES =
  'SELECT board_id AS board, condition, count(*) AS size FROM board_reference GROUP BY board_id, condition'

export const FIND_BOARD = 'SELECT id, name, created_utc AS createdUtc FROM board WHERE id = ?'

export const FIND_NAME = 'SELECT id FROM board WHERE name = ? COLLATE NOCASE'

export const ADD_BOARD = 'INSERT INTO board (name, created_utc) VALUES (?, ?) RETURNING id'

export const RENAME_BOARD = 'UPDATE board SET name = ? WHERE id = ?'

export const REMOVE_BOARD = 'DELETE FROM board WHERE id = ?'

/** Parameters: the new board, the board to copy. */
export const COPY_COLUMNS = `
INSERT INTO board_reference (board_id, condition, image_id, position)
SELECT ?, condition, image_id, position FROM board_reference WHERE board_id = ?`

/** In their order. Removed images leave gaps between the positions; the next change of the column closes them. */
export const COLUMN = `
SELECT image_id AS image, position FROM board_reference WHERE board_id = ? AND condition = ? ORDER BY position`

export const ADD_REFERENCE = 'INSERT INTO board_reference (board_id, condition, image_id, position) VALUES (?, ?, ?, ?)'

/** Parameters: position, board, condition, image. */
export const MOVE_REFERENCE =
  'UPDATE board_reference SET position = ? WHERE board_id = ? AND condition = ? AND image_id = ?'

export const REMOVE_REFERENCE = 'DELETE FROM board_reference WHERE board_id = ? AND condition = ? AND image_id = ?'

/** Parameter: a JSON array of image ids. How many of them there are. */
export const COUNT_IMAGES = `
SELECT count(*) FROM json_each(?) AS wanted CROSS JOIN image ON image.id = wanted.value`

export const ADD_CHANGE =
  'INSERT INTO board_change (board_id, words, conditions, size) VALUES (?, ?, ?, ?) RETURNING id'

export const ADD_CHANGED_REFERENCE =
  'INSERT INTO board_change_reference (change_id, condition, image_id, position) VALUES (?, ?, ?, ?)'

/** What would be taken back, the last first. */
export const DONE_CHANGES =
  'SELECT id, words, conditions FROM board_change WHERE board_id = ? AND undone = 0 ORDER BY id DESC'

/** What would be made again, the first first. */
export const UNDONE_CHANGES =
  'SELECT id, words, conditions FROM board_change WHERE board_id = ? AND undone = 1 ORDER BY id'

export const CHANGED_COLUMN =
  'SELECT image_id FROM board_change_reference WHERE change_id = ? AND condition = ? ORDER BY position'

export const CLEAR_CHANGE = 'DELETE FROM board_change_reference WHERE change_id = ?'

/** Parameters: undone, size, change. */
export const TURN_CHANGE = 'UPDATE board_change SET undone = ?, size = ? WHERE id = ?'

export const REMOVE_CHANGE = 'DELETE FROM board_change WHERE id = ?'

export const REMOVE_UNDONE = 'DELETE FROM board_change WHERE board_id = ? AND undone = 1'

/** Parameters: board, changes to keep, rows to keep. The last change stays, however large. */
export const REMOVE_OLD_CHANGES = `
DELETE FROM board_change WHERE id IN (
  SELECT id FROM (
    SELECT id, row_number() OVER newest AS place, sum(size) OVER newest AS sizes
    FROM board_change WHERE board_id = ? WINDOW newest AS (ORDER BY id DESC)
  ) WHERE place > 1 AND (place > ? OR sizes > ?)
)`
