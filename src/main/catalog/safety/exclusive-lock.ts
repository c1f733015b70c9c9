import path from 'node:path'
import Database from 'better-sqlite3'
import { asCatalogError } from '../database-errors.ts'
import { makeInnerFolder } from '../workspace/inner-folder.ts'

/** What one thread of one process has at a time. */
export interface ExclusiveLock {
  release(): void
}

/**
 * Takes an exclusive lock on a SQLite file of its own, in a folder of the workspace, that holds nothing else; undefined where another one has it. The operating system
 * frees the lock of a process that dies, so there is no heartbeat to miss and no clock to trust.
 *
 * @throws WriteError
 */
export function tryLock(file: string): ExclusiveLock | undefined {
  let lock: Database.Database | undefined
  try {
    const folder = path.dirname(file)
    makeInnerFolder(path.dirname(folder), folder)
    lock = new Database(file, { timeout: 0 })
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock?.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return undefined
    throw asCatalogError(error, file)
  }
  const held = lock
  return { release: () => void held.close() }
}
