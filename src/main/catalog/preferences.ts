import { transact, type CatalogDatabase } from './database.ts'

/** What was stored under a key, as JSON; null where nothing was. */
export function preference(database: CatalogDatabase, key: string): unknown {
  const value = database.prepare('SELECT value FROM preference WHERE key = ?').pluck().get(key) as string | undefined
  return value === undefined ? null : JSON.parse(value)
}

/** Most keys that are kept: a window has a few dozen. */
const MAX_KEYS = 1_000

/** @throws WriteError, CatalogBusyError */
export function storePreference(database: CatalogDatabase, key: string, value: unknown): void {
  transact(database, () => {
    database
      .prepare(
        'INSERT INTO preference (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      )
      .run(key, JSON.stringify(value))
    const keys = database.prepare('SELECT count(*) FROM preference').pluck().get() as number
    if (keys > MAX_KEYS)
      database
        .prepare('DELETE FROM preference WHERE key IN (SELECT key FROM preference WHERE key <> ? LIMIT 1)')
        .run(key)
  })
}
