import path from 'node:path'
import Database from 'better-sqlite3'
import { CatalogBusyError, CatalogDamagedError, FileMissingError, WriteError } from '../../shared/errors.ts'
import { newestBackup } from './safety/backup-files.ts'

/** Runs `body` and turns what SQLite throws about the file, the disk or another process into a sentence for a person. */
export function explained<T>(file: string, body: () => T): T {
  try {
    return body()
  } catch (error) {
    throw asCatalogError(error, file)
  }
}

/** The error for a person where SQLite failed for a reason outside the program; anything else as it is: a defect. */
export function asCatalogError(error: unknown, file: string): unknown {
  // better-sqlite3 looks for the folder itself
  const isFolderGone = error instanceof TypeError && error.message.includes('directory does not exist')
  if (isFolderGone || (error as NodeJS.ErrnoException).code === 'ENOENT')
    return new FileMissingError(
      `${file} cannot be opened: its folder is not there; put it back, or open another`,
      file,
      {
        cause: error,
      },
    )
  if (!(error instanceof Database.SqliteError)) return error
  const { code } = error
  const isAbout = (...codes: string[]): boolean => codes.some((one) => code === one || code.startsWith(`${one}_`))
  if (isAbout('SQLITE_CORRUPT', 'SQLITE_NOTADB')) return catalogDamaged(file, error.message, error)
  if (isAbout('SQLITE_BUSY', 'SQLITE_LOCKED')) return catalogBusy(file, error)
  const refuse = (sentence: string) => new WriteError(`${file} ${sentence} (${code})`, file, { cause: error })
  if (isAbout('SQLITE_FULL')) return refuse('could not be written: the disk is full; free some space, nothing is lost')
  if (isAbout('SQLITE_READONLY')) return refuse('could not be written: it is read-only; change its permissions')
  // extending the shared index of the log is where a full disk shows first
  if (isAbout('SQLITE_IOERR_SHMSIZE', 'SQLITE_IOERR_SHMOPEN'))
    return refuse('could not be opened: the disk is full or read-only; free some space')
  if (isAbout('SQLITE_IOERR'))
    return refuse('could not be read or written: the disk failed or is gone; check it, then open the workspace again')
  if (isAbout('SQLITE_CANTOPEN', 'SQLITE_PERM'))
    return new FileMissingError(
      `${file} cannot be opened (${code}); check that the workspace is there and its permissions`,
      file,
      { cause: error },
    )
  return error
}

/** The damage in one sentence, with the newest backup and how to get it back. */
export function catalogDamaged(file: string, found: string, cause?: unknown): CatalogDamagedError {
  const folder = path.dirname(file)
  const backup = newestBackup(path.join(folder, 'backups'))
  const wayBack = backup
    ? `its newest backup, ${path.basename(backup.file)}, was taken at ${backup.takenUtc}: weatherglass workspace restore --workspace ${folder} brings it back and keeps the damaged file`
    : `there is no backup: weatherglass workspace restore --start-anew --workspace ${folder} keeps the damaged file and starts with an empty catalog`
  return new CatalogDamagedError(`${file} is damaged (${found}); ${wayBack}`, file, { cause })
}

export function catalogBusy(file: string, cause?: unknown): CatalogBusyError {
  return new CatalogBusyError(
    `${file} is in use by another process for longer than expected; wait for it or close it, then try again`,
    file,
    { cause },
  )
}
