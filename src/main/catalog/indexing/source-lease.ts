import { mkdirSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { CatalogBusyError } from '../../../shared/errors.ts'
import { asCatalogError } from '../database-errors.ts'
import type { SourceRecord } from '../sources/sources.ts'
import type { Workspace } from '../workspace/folders.ts'

/** The right to index a source. */
export interface SourceLease {
  release(): void
}

/**
 * Takes the right to index a source, which one thread of one process has at a time: an exclusive lock on a SQLite file of its own that
 * holds nothing else. The operating system frees the lock of a process that dies, so there is no heartbeat to miss.
 *
 * @throws CatalogBusyError where another one indexes the source; WriteError
 */
export function leaseSource(
  { folder }: Pick<Workspace, 'folder'>,
  source: Pick<SourceRecord, 'id' | 'name'>,
): SourceLease {
  const file = path.join(folder, 'locks', `source-${source.id}.lock`)
  let lock: Database.Database | undefined
  try {
    mkdirSync(path.dirname(file), { recursive: true })
    lock = new Database(file, { timeout: 0 })
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock?.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new CatalogBusyError(
        `${source.name} is being indexed by another window or process; let it finish, or stop it there`,
        file,
        { cause: error },
      )
    }
    throw asCatalogError(error, file)
  }
  const held = lock
  return { release: () => void held.close() }
}
