/** SQL of verdicts and their undo. A test holds each to its indexes. */

/** One row for each transfer that is there; its verdict is null where nobody judged it. */
export const FIND_VERDICT = `
SELECT verdict, coalesce(tags, '[]') AS tags, coalesce(note, '') AS note, coalesce(judged_by, '') AS judgedBy,
  coalesce(judged_utc, '') AS judgedUtc
FROM transfer LEFT JOIN verdict ON transfer_id = transfer.id WHERE transfer.id = ?`

export const PUT_VERDICT = `
INSERT OR REPLACE INTO verdict (transfer_id, verdict, tags, note, judged_by, judged_utc)
VALUES (@transfer, @verdict, @tags, @note, @judgedBy, @judgedUtc)`

export const REMOVE_VERDICT = 'DELETE FROM verdict WHERE transfer_id = ?'

export const ADD_VERDICT_CHANGE = 'INSERT INTO verdict_change (words, size) VALUES (?, ?) RETURNING id'

export const ADD_ITEM = `
INSERT INTO verdict_change_item (change_id, transfer_id, verdict, tags, note, judged_by, judged_utc)
VALUES (@change, @transfer, @verdict, @tags, @note, @judgedBy, @judgedUtc)`

export const SET_ITEM = `
UPDATE verdict_change_item SET verdict = @verdict, tags = @tags, note = @note, judged_by = @judgedBy, judged_utc = @judgedUtc
WHERE change_id = @change AND transfer_id = @transfer`

export const ITEMS_OF_CHANGE = `
SELECT transfer_id AS transfer, verdict, tags, note, judged_by AS judgedBy, judged_utc AS judgedUtc
FROM verdict_change_item WHERE change_id = ?`

/** Changes are few: the newest that is done, the oldest that is undone. */
export const NEXT_UNDO = 'SELECT id, words, size FROM verdict_change WHERE undone = 0 ORDER BY id DESC LIMIT 1'
export const NEXT_REDO = 'SELECT id, words, size FROM verdict_change WHERE undone = 1 ORDER BY id LIMIT 1'
export const TURN_CHANGE = 'UPDATE verdict_change SET undone = ? WHERE id = ?'
export const REMOVE_UNDONE_CHANGES = 'DELETE FROM verdict_change WHERE undone = 1'
/** Parameter: changes to keep. */
export const REMOVE_OLD_CHANGES = `
DELETE FROM verdict_change WHERE id <= (SELECT id FROM verdict_change ORDER BY id DESC LIMIT 1 OFFSET ?)`
