/** Small values of the window that outlive a restart: filters, positions, sizes. `value` is JSON. */
export const preferences = `
CREATE TABLE preference (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`
