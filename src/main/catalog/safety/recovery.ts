import { existsSync } from 'node:fs'
import { copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { CatalogDamagedError, WorkspaceError, WriteError } from '../../../shared/errors.ts'
import { listBackups, type Backup } from './backup-files.ts'
import { giveName, sweepTemporaryFiles, syncFolder, temporaryFile } from './backups.ts'
import { connect, createCatalogFile, revision } from '../database.ts'
import { explained } from '../database-errors.ts'
import { logIsReadable } from './log-header.ts'
import { inMaintenanceThread } from './maintenance.ts'
import { alone } from './presence.ts'
import { backupsFolder, catalogFile, type Workspace } from '../workspace/folders.ts'

type Folder = Pick<Workspace, 'folder'>

/** What the catalog is made of now. */
export interface Restored {
  /** `catalog`: the damaged catalog's own file is whole, only its log was damaged. `new`: an empty one. */
  readonly from: Backup | 'catalog' | 'new'
  /** The folder with the files that were damaged. */
  readonly keptIn: string
  /** Newer backups that are damaged themselves. */
  readonly damagedBackups: readonly Backup[]
}

/** A window of the same workspace should close first: that takes a person, not this long. */
const WAIT_MILLISECONDS = 2_000

/**
 * Puts the newest backup that is whole in the place of a damaged catalog, on the word of a person; the damaged files are moved to
 * `backups/damaged-...`. Killed at any moment, it can be called again. `openCatalog` brings an older backup to this version.
 *
 * @throws WorkspaceError where the catalog is whole, CatalogDamagedError where no backup is, CatalogBusyError where the workspace is
 *   open, WriteError
 */
export const restoreNewestBackup = (workspace: Folder): Promise<Restored> =>
  alone(workspace, () => restore(workspace, false), WAIT_MILLISECONDS)

/** As `restoreNewestBackup`, but with an empty catalog where no backup is whole: sources have to be added again. */
export const restoreOrStartAnew = (workspace: Folder): Promise<Restored> =>
  alone(workspace, () => restore(workspace, true), WAIT_MILLISECONDS)

/** A synced file that takes the catalog's place. */
interface Successor {
  readonly from: Restored['from']
  readonly file: string
}

async function restore(workspace: Folder, startAnew: boolean): Promise<Restored> {
  const file = catalogFile(workspace)
  if (await isWhole(file))
    throw new WorkspaceError(`${file} passes the full check; nothing was restored, open it as it is`, file)
  sweepTemporaryFiles(workspace)
  const damagedBackups: Backup[] = []
  const backup = await wholeBackup(workspace, damagedBackups)
  const successor =
    (await catalogWithoutLog(workspace, backup)) ??
    backup ??
    (startAnew ? newCatalog(workspace) : refuse(file, damagedBackups))
  const keptIn = await moveAside(workspace)
  await giveName(successor.file, file)
  sweepTemporaryFiles(workspace)
  return { from: successor.from, keptIn, damagedBackups }
}

function refuse(file: string, damagedBackups: readonly Backup[]): never {
  const found =
    damagedBackups.length === 0 ? 'there is no backup' : `all ${damagedBackups.length} backups are damaged too`
  throw new CatalogDamagedError(
    `${file} is damaged and ${found}; weatherglass workspace restore --start-anew --workspace ${path.dirname(file)} keeps the damaged file and starts with an empty catalog`,
    file,
  )
}

/** Whether a catalog is there, its log can be read and nothing is found in it. */
async function isWhole(file: string): Promise<boolean> {
  if (!(await isThere(file))) return false
  if ((await isThere(`${file}-wal`)) && !logIsReadable(file)) return false
  return await passes(file)
}

const isThere = async (file: string): Promise<boolean> => ((await stat(file).catch(() => undefined))?.size ?? 0) > 0

async function passes(file: string): Promise<boolean> {
  try {
    return (await inMaintenanceThread({ task: 'check', file, depth: 'full' })).length === 0
  } catch (error) {
    if (error instanceof CatalogDamagedError) return false
    throw error
  }
}

async function wholeBackup(workspace: Folder, damaged: Backup[]): Promise<(Successor & { from: Backup }) | undefined> {
  for (const backup of listBackups(backupsFolder(workspace))) {
    const file = await copied(workspace, backup.file)
    if (await passes(file)) return { from: backup, file }
    damaged.push(backup)
  }
  return undefined
}

/**
 * The catalog as it was when its log was last written back into it: where the log alone is damaged, that is mostly newer
 * than any backup. Not where the backup holds anything that it may not.
 */
async function catalogWithoutLog(workspace: Folder, backup: Successor | undefined): Promise<Successor | undefined> {
  const catalog = catalogFile(workspace)
  if (!(await isThere(catalog)) || !(await isThere(`${catalog}-wal`)) || logIsReadable(catalog)) return undefined
  const file = await copied(workspace, catalog)
  if (!(await passes(file))) return undefined
  return backup && revisionOf(backup.file) > revisionOf(file) ? undefined : { from: 'catalog', file }
}

function revisionOf(file: string): number {
  const database = connect(file, { durability: 'crash', readonly: true })
  try {
    return explained(file, () => revision(database))
  } finally {
    database.close()
  }
}

function newCatalog(workspace: Folder): Successor {
  const file = temporaryFile(workspace.folder)
  createCatalogFile(file)
  return { from: 'new', file }
}

async function copied(workspace: Folder, file: string): Promise<string> {
  const temporary = temporaryFile(workspace.folder)
  try {
    await copyFile(file, temporary)
    await using handle = await open(temporary, 'r+')
    await handle.sync()
    return temporary
  } catch (error) {
    await rm(temporary, { force: true })
    const { code, message } = error as NodeJS.ErrnoException
    throw new WriteError(
      `${file} could not be copied to ${workspace.folder} (${code ?? message}); check the disk and free some space`,
      file,
      { cause: error },
    )
  }
}

/**
 * The catalog's file first: killed after it, there is none, which nobody takes for a whole one; a file without its log could be. The log
 * must be gone before another file has the catalog's name: SQLite would write it into that one.
 */
async function moveAside(workspace: Folder): Promise<string> {
  const file = catalogFile(workspace)
  const time = new Date().toISOString().replaceAll(/[-:.]/g, '')
  const folder = path.join(backupsFolder(workspace), `damaged-${time}`)
  await mkdir(folder, { recursive: true })
  for (const suffix of ['', '-wal', '-shm'])
    if (existsSync(file + suffix)) await rename(file + suffix, path.join(folder, path.basename(file) + suffix))
  await syncFolder(folder)
  await syncFolder(workspace.folder)
  return folder
}
