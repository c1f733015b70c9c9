import Database from 'better-sqlite3'
import { explained } from './database-errors.ts'
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

/** `WGLS`, in the header of every catalog. */
export const applicationId = 0x57474c53

/**
 * Opens a catalog that exists and is up to date, on a connection of its own: one for each thread and each durability.
 * WAL, foreign keys on. `openCatalog` makes, migrates and checks it first.
 *
 * @throws CatalogDamagedError, CatalogBusyError, WriteError
 */
export function connect(file: string, { durability, readonly = false }: OpenOptions): CatalogDatabase {
  return explained(file, () =>
    prepared(new Database(file, { readonly, fileMustExist: true, timeout: BUSY_MILLISECONDS }), durability),
  )
}

/** Makes an empty catalog of the newest version where there is no file. One process at a time: `openCatalog` sees to that. */
export function createCatalogFile(file: string): void {
  explained(file, () => {
    const database = prepared(new Database(file, { timeout: BUSY_MILLISECONDS }), 'power-cut')
    try {
      migrate(database)
    } finally {
      database.close()
    }
  })
}

function prepared(database: CatalogDatabase, durability: Durability): CatalogDatabase {
  try {
    if (!database.readonly) database.pragma('journal_mode = WAL')
    setDurability(database, durability)
    database.pragma('foreign_keys = ON')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** On macOS a sync reaches the disk itself only with `fullfsync`; elsewhere that changes nothing. */
function setDurability(database: CatalogDatabase, durability: Durability): void {
  const powerCut = durability === 'power-cut'
  database.pragma(`synchronous = ${powerCut ? 'FULL' : 'NORMAL'}`)
  database.pragma(`fullfsync = ${powerCut}`)
}

/**
 * Runs `body` in a transaction that locks the catalog for writing at once: all of it is committed, or, where it throws,
 * nothing.
 *
 * @throws CatalogBusyError where another process wrote for longer than ten seconds, WriteError where the disk is full or
 *   read-only, CatalogDamagedError
 */
export function transact<T>(database: CatalogDatabase, body: () => T): T {
  return explained(database.name, () => database.transaction(body).immediate())
}

/** A transaction about what a person decided: when this returns, a power cut doesn't undo it, whatever the connection is for. */
export function decide<T>(database: CatalogDatabase, body: () => T): T {
  const isPowerCut = database.pragma('synchronous', { simple: true }) === 2
  // setting `fullfsync` takes longer the larger the catalog is: 9 ms of one core at 29,000 images
  if (isPowerCut) return transact(database, body)
  setDurability(database, 'power-cut')
  try {
    return transact(database, body)
  } finally {
    setDurability(database, 'crash')
  }
}

/** Brings a catalog to the newest version, each step in a transaction of its own. */
export function migrate(database: CatalogDatabase, steps: readonly string[] = migrations): void {
  for (let version = databaseVersion(database); version < steps.length; version++) {
    transact(database, () => {
      // another process may have been faster
      if (databaseVersion(database) !== version) return
      database.exec(steps[version]!)
      database.pragma(`application_id = ${applicationId}`)
      database.pragma(`user_version = ${version + 1}`)
    })
  }
}

export const databaseVersion = (database: CatalogDatabase): number =>
  database.pragma('user_version', { simple: true }) as number

/** The number of this transaction, for the `revision` of the rows it changes. Call it inside a transaction. */
export function nextRevision(database: CatalogDatabase): number {
  const statement = `UPDATE catalog_state SET value = value + 1 WHERE key = 'revision' RETURNING value`
  return (database.prepare(statement).get() as { value: number }).value
}

/** The number of the last transaction that changed images. */
export const revision = (database: CatalogDatabase): number =>
  database.prepare(`SELECT value FROM catalog_state WHERE key = 'revision'`).pluck().get() as number
