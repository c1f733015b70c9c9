import Database from 'better-sqlite3'
import { migrations } from './migrations/index.ts'

export type CatalogDatabase = Database.Database

/** What a commit survives. `power-cut`: for what a person decided; `crash`: for what can be read again from the sources. */
export type Durability = 'power-cut' | 'crash'

export interface OpenOptions {
  readonly durability: Durability
  readonly readonly?: boolean
}

/** How long a statement waits for another process' transaction. */
const BUSY_MILLISECONDS = 10_000

/**
 * Opens a catalog that exists and is up to date, on a connection of its own: one for each thread and each durability.
 * WAL, foreign keys on. `openCatalog` makes, migrates and checks it first.
 */
export function connect(file: string, { durability, readonly = false }: OpenOptions): CatalogDatabase {
  const database = new Database(file, { readonly, timeout: BUSY_MILLISECONDS })
  database.pragma('journal_mode = WAL')
  database.pragma(`synchronous = ${durability === 'power-cut' ? 'FULL' : 'NORMAL'}`)
  database.pragma('foreign_keys = ON')
  return database
}

/** Brings a catalog to the newest version, each step in a transaction of its own. */
export function migrate(database: CatalogDatabase): void {
  for (let version = databaseVersion(database); version < migrations.length; version++) {
    database
      .transaction(() => {
        // another process may have been faster
        if (databaseVersion(database) !== version) return
        database.exec(migrations[version]!)
        database.pragma(`user_version = ${version + 1}`)
      })
      .immediate()
  }
}

export const databaseVersion = (database: CatalogDatabase): number =>
  database.pragma('user_version', { simple: true }) as number

/** The number of this transaction, for the `revision` of the rows it changes. Call it inside a transaction. */
export function nextRevision(database: CatalogDatabase): number {
  const statement = `UPDATE catalog_state SET value = value + 1 WHERE key = 'revision' RETURNING value`
  return (database.prepare(statement).get() as { value: number }).value
}
