import { existsSync, statSync } from 'node:fs'
import { WorkspaceError } from '../../shared/errors.ts'
import { backUp, sweepTemporaryFiles } from './safety/backups.ts'
import { connect, databaseVersion, migrate, type CatalogDatabase } from './database.ts'
import { catalogBusy, catalogDamaged, explained } from './database-errors.ts'
import { findingsIn, strangeness } from './safety/integrity.ts'
import { logIsReadable } from './safety/log-header.ts'
import { inMaintenanceThread } from './safety/maintenance.ts'
import { migrations } from './migrations/index.ts'
import { retried, tryAlone, tryEnter, type Presence } from './safety/presence.ts'
import { refuseWorkspaceInSource } from './sources/source-roots.ts'
import { catalogFile, type Workspace } from './workspace/folders.ts'

/** An open catalog. As long as it is open, `connect(file, ...)` gives connections to other threads of this process. */
export interface Catalog {
  readonly workspace: Workspace
  readonly file: string
  /** For what a person decides; durability `power-cut`. */
  readonly database: CatalogDatabase
  close(): void
}

/** Up to this size the whole file is looked through at each opening: 10 ms. */
const BYTES_TO_CHECK_ALWAYS = 8_000_000

/**
 * Opens a workspace's catalog: an older one becomes one of this version after a backup; a small one, and one that was left open by a process
 * that was killed, is checked as a whole, any other where damage shows first. Several processes may have it open.
 *
 * @throws CatalogDamagedError, which says how to get a backup back; WorkspaceError where a newer Weatherglass made it or the
 *   workspace lies in a source; CatalogBusyError where a process of an older version has it open; WriteError
 */
export async function openCatalog(workspace: Workspace): Promise<Catalog> {
  const file = catalogFile(workspace)
  const presence = await retried(async () => {
    await prepareAlone(workspace)
    return enterCurrent(workspace)
  })
  if (!presence) throw catalogBusy(file)
  let database: CatalogDatabase | undefined
  try {
    database = connect(file, { durability: 'power-cut' })
    refuseWorkspaceInSource(database, workspace)
  } catch (error) {
    database?.close()
    presence.leave()
    throw error
  }
  const opened = database
  const close = () => {
    opened.close()
    presence.leave()
  }
  return { workspace, file, database, close }
}

/** What needs the catalog to itself: the check and the migrations. Nothing where another process has it open. */
async function prepareAlone(workspace: Workspace): Promise<void> {
  const presence = tryAlone(workspace)
  if (!presence) return
  const file = catalogFile(workspace)
  try {
    if (!existsSync(file)) throw catalogDamaged(file, 'the file is gone')
    sweepTemporaryFiles(workspace)
    if (wasLeftOpen(file)) await checkLeftOpen(file)
    const version = inspect(file)
    if (version < migrations.length) {
      await backUp(workspace, 'migration')
      migrateFile(file)
    }
  } finally {
    presence.leave()
  }
}

/** SQLite deletes its log when the last process closes the catalog. */
const wasLeftOpen = (file: string): boolean => (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0

async function checkLeftOpen(file: string): Promise<void> {
  if (!logIsReadable(file)) throw catalogDamaged(file, 'its write-ahead log has no readable header')
  const findings = await inMaintenanceThread({ task: 'check', file, depth: 'quick' })
  if (findings.length > 0) throw catalogDamaged(file, findings[0]!)
}

function enterCurrent(workspace: Workspace): Presence | undefined {
  const presence = tryEnter(workspace)
  if (!presence) return undefined
  try {
    if (inspect(catalogFile(workspace)) === migrations.length) return presence
  } catch (error) {
    presence.leave()
    throw error
  }
  // a process of an older version has it open: it may close in time
  presence.leave()
  return undefined
}

/**
 * Looks where damage shows without reading the whole file: header, size, schema, the few rows that all else hangs on. A
 * small file is read as a whole.
 *
 * @returns the catalog's version
 */
function inspect(file: string): number {
  // SQLite would make an empty file a database
  if (statSync(file).size === 0) throw catalogDamaged(file, 'it is empty')
  const database = connect(file, { durability: 'crash' })
  try {
    return explained(file, () => {
      const found = strangeness(database)
      if (found !== null) throw catalogDamaged(file, found)
      const version = databaseVersion(database)
      if (version > migrations.length) throw newerCatalog(file, version)
      database.prepare('SELECT id, root, name FROM source').all()
      const [finding] = statSync(file).size <= BYTES_TO_CHECK_ALWAYS ? findingsIn(database, 'quick') : []
      if (finding !== undefined) throw catalogDamaged(file, finding)
      return version
    })
  } finally {
    database.close()
  }
}

const newerCatalog = (file: string, version: number): WorkspaceError =>
  new WorkspaceError(
    `${file} was made by a newer Weatherglass (version ${version}, this one knows ${migrations.length}); update Weatherglass`,
    file,
  )

function migrateFile(file: string): void {
  const database = connect(file, { durability: 'power-cut' })
  try {
    migrate(database)
  } finally {
    database.close()
  }
}
