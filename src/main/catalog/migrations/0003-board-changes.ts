/**
 * Undo and redo of style boards. A change holds the columns that it touched, whole, as they are to be next time: before it while it is
 * done, after it while it is undone. So taking it back and making it again are the same exchange with what is on the board.
 */
export const boardChanges = `
CREATE UNIQUE INDEX board_by_name ON board (name COLLATE NOCASE);

CREATE TABLE board_change (
  -- grows: changes of a board are in the order of their ids
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  board_id INTEGER NOT NULL REFERENCES board (id) ON DELETE CASCADE,
  -- 1 where it was taken back and can be made again; those come after all that are done
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
  -- what the person did: 'put 3 pictures on fog'
  words TEXT NOT NULL,
  -- JSON array of the conditions whose columns it touched: one that was empty has no rows
  conditions TEXT NOT NULL,
  -- how many rows it has in board_change_reference, or had before images were removed
  size INTEGER NOT NULL
) STRICT;
CREATE INDEX board_change_by_board ON board_change (board_id, undone, id);

CREATE TABLE board_change_reference (
  change_id INTEGER NOT NULL REFERENCES board_change (id) ON DELETE CASCADE,
  condition TEXT NOT NULL CHECK (condition IN ('fog', 'night', 'rain', 'snow')),
  image_id INTEGER NOT NULL REFERENCES image (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  PRIMARY KEY (change_id, condition, image_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX board_change_reference_by_image ON board_change_reference (image_id);
`
