/**
 * How fast blocks are computed, by machine, model and size; a pause that does not wait for the block in hand; and the indexes by which review
 * lists results of all runs and ranks them by a measure.
 */
export const speedsAndResults = `
-- a paused run whose block is given back instead of finished
ALTER TABLE run ADD COLUMN gives_back INTEGER NOT NULL DEFAULT 0 CHECK (gives_back IN (0, 1));

-- seconds of one evaluation of so many rows of the U-Net
CREATE TABLE block_speed (
  -- a workspace may move to another one
  machine TEXT NOT NULL,
  -- as in a run's plan; '' for the demonstration model
  model TEXT NOT NULL,
  provider TEXT NOT NULL,
  precision TEXT NOT NULL,
  height INTEGER NOT NULL,
  width INTEGER NOT NULL,
  rows INTEGER NOT NULL CHECK (rows > 0),
  seconds REAL NOT NULL CHECK (seconds > 0),
  PRIMARY KEY (machine, model, provider, precision, height, width, rows)
) STRICT, WITHOUT ROWID;

CREATE INDEX transfer_of_all_runs ON transfer (state);
CREATE INDEX result_by_structure ON transfer (condition, structure) WHERE state = 'done' AND structure IS NOT NULL;
CREATE INDEX result_by_style ON transfer (condition, style) WHERE state = 'done' AND style IS NOT NULL;
CREATE INDEX result_by_leakage ON transfer (condition, leakage) WHERE state = 'done' AND leakage IS NOT NULL;
`
