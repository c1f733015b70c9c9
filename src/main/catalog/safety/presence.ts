import { setTimeout } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { CatalogBusyError, WorkspaceError } from '../../../shared/errors.ts'
import { asCatalogError } from '../database-errors.ts'
import { lockFile, type Workspace } from '../workspace/folders.ts'

/**
 * Who has a workspace open: a SQLite file that holds nothing but SQLite's locks. Every process with an open catalog keeps a
 * reading transaction on it; what must not happen under anyone's feet (creating, migrating, restoring) takes it exclusively.
 * The operating system frees the locks of a process that dies.
 */
export interface Presence {
  leave(): void
}

type Folder = Pick<Workspace, 'folder'>
type Lock = Database.Database

const WAIT_MILLISECONDS = 30_000
const RETRY_MILLISECONDS = 20

/** Counts the caller among those that have the workspace open; undefined where someone is alone with it just now. */
export const tryEnter = (workspace: Folder): Presence | undefined =>
  take(workspace, (lock) => {
    lock.exec('BEGIN')
    lock.prepare('SELECT * FROM presence').get()
  })

/** The workspace to oneself; undefined where anyone has it open, in this process or another. Leave soon: others wait. */
export const tryAlone = (workspace: Folder): Presence | undefined =>
  take(workspace, (lock) => lock.exec('BEGIN EXCLUSIVE'))

/**
 * Runs `body` while nobody else has the workspace open.
 *
 * @throws CatalogBusyError where someone has it open for longer than the time given
 */
export async function alone<T>(
  workspace: Folder,
  body: () => Promise<T>,
  waitMilliseconds = WAIT_MILLISECONDS,
): Promise<T> {
  const presence = await retried(() => tryAlone(workspace), waitMilliseconds)
  if (!presence)
    throw new CatalogBusyError(
      `${workspace.folder} is open in another window or process; close it there, then try again`,
      workspace.folder,
    )
  try {
    return await body()
  } finally {
    presence.leave()
  }
}

/** The first result that is there; undefined where there was none in time. */
export async function retried<T>(
  attempt: () => T | undefined | Promise<T | undefined>,
  waitMilliseconds = WAIT_MILLISECONDS,
): Promise<T | undefined> {
  const end = performance.now() + waitMilliseconds
  for (;;) {
    const result = await attempt()
    if (result !== undefined || performance.now() > end) return result
    await setTimeout(RETRY_MILLISECONDS)
  }
}

function take(workspace: Folder, begin: (lock: Lock) => void): Presence | undefined {
  const file = lockFile(workspace)
  let lock: Lock | undefined
  try {
    lock = new Database(file, { timeout: 0 })
    // an empty file would hold no reader's lock
    lock.exec('CREATE TABLE IF NOT EXISTS presence (holder)')
    begin(lock)
  } catch (error) {
    lock?.close()
    if (!(error instanceof Database.SqliteError)) throw error
    if (error.code.startsWith('SQLITE_BUSY')) return undefined
    if (/^SQLITE_(NOTADB|CORRUPT)/.test(error.code)) throw damagedLock(file, error)
    throw asCatalogError(error, file)
  }
  const held = lock
  return { leave: () => void held.close() }
}

const damagedLock = (file: string, cause: unknown): WorkspaceError =>
  new WorkspaceError(`${file} is damaged; close Weatherglass everywhere and delete that file, it holds nothing`, file, {
    cause,
  })
