import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { WriteError } from '../../../shared/errors.ts'
import { backupFileName, listBackups, type Backup, type BackupKind } from './backup-files.ts'
import { connect, databaseVersion } from '../database.ts'
import { catalogDamaged } from '../database-errors.ts'
import { inMaintenanceThread } from './maintenance.ts'
import { backupsFolder, catalogFile, isTemporaryName, type Workspace } from '../workspace/folders.ts'

type Folder = Pick<Workspace, 'folder'>

/** The newest backup of each of so many days is kept. */
const DAYS_KEPT = 7

/**
 * Copies the catalog into the workspace's `backups`, as it is at one moment, while others go on working. The copy has to pass
 * the full check, or there is no backup and no older one goes.
 *
 * @throws CatalogDamagedError, WriteError
 */
export async function backUp(workspace: Folder, kind: BackupKind, now = new Date()): Promise<Backup> {
  const file = catalogFile(workspace)
  const folder = backupsFolder(workspace)
  const target = path.join(folder, backupFileName(kind, versionOf(file), now))
  const temporary = temporaryFile(folder)
  const findings = await inMaintenanceThread({ task: 'copy', file, target: temporary })
  if (findings.length > 0) {
    await rm(temporary, { force: true })
    throw catalogDamaged(file, findings[0]!)
  }
  await giveName(temporary, target)
  const backups = listBackups(folder)
  // the one just taken stays, also where the clock went back
  for (const { file } of superfluous(backups)) if (file !== target) await rm(file, { force: true })
  return backups.find((backup) => backup.file === target)!
}

/**
 * The day's backup where there is none yet. Call it at the start and once in a while.
 *
 * @returns undefined where there was one
 */
export async function backUpDaily(workspace: Folder, now = new Date()): Promise<Backup | undefined> {
  const today = now.toISOString().slice(0, 10)
  const there = listBackups(backupsFolder(workspace)).some(
    ({ kind, takenUtc }) => kind === 'daily' && takenUtc.startsWith(today),
  )
  return there ? undefined : await backUp(workspace, 'daily', now)
}

/** All but the newest of each of the last days and the newest before each migration; `backups` are newest first. */
export function superfluous(backups: readonly Backup[]): Backup[] {
  const days = new Set<string>()
  const versions = new Set<number>()
  return backups.filter(({ kind, takenUtc, version }) => {
    if (kind === 'migration') return versions.size === versions.add(version).size
    return days.size === days.add(takenUtc.slice(0, 10)).size || days.size > DAYS_KEPT
  })
}

/** A name in the folder that `sweepTemporaryFiles` knows. */
export const temporaryFile = (folder: string): string =>
  path.join(folder, `.weatherglass-${randomBytes(8).toString('hex')}.tmp`)

/** Deletes what killed processes left. Only where nobody else has the workspace open: a temporary file may be in use. */
export function sweepTemporaryFiles(workspace: Folder): void {
  for (const folder of [workspace.folder, backupsFolder(workspace)].filter((one) => existsSync(one)))
    for (const name of readdirSync(folder)) if (isTemporaryName(name)) rmSync(path.join(folder, name), { force: true })
}

/** Gives a synced file its name, so that a power cut doesn't undo it. Windows has no handle of a folder to sync. */
export async function giveName(temporary: string, file: string): Promise<void> {
  try {
    await rename(temporary, file)
    await syncFolder(path.dirname(file))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new WriteError(
      `${file} could not be written (${code ?? message}); check the disk and its permissions`,
      file,
      {
        cause: error,
      },
    )
  }
}

export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  await using handle = await open(folder, 'r')
  await handle.sync()
}

function versionOf(file: string): number {
  const database = connect(file, { durability: 'crash' })
  try {
    return databaseVersion(database)
  } finally {
    database.close()
  }
}
