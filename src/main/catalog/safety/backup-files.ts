import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'

/** Why a backup was taken: once a day, or before the catalog became a newer version. */
export type BackupKind = 'daily' | 'migration'

export interface Backup {
  readonly file: string
  readonly kind: BackupKind
  /** The catalog's `user_version`. */
  readonly version: number
  /** ISO 8601, whole seconds. */
  readonly takenUtc: string
  readonly bytes: number
}

/** `catalog-20261122T180300Z-v1-daily.sqlite`: names sort by time. */
const backupName = /^catalog-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-v(\d+)-(daily|migration)\.sqlite$/

export function backupFileName(kind: BackupKind, version: number, taken: Date): string {
  const time = `${taken.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
  return `catalog-${time}-v${version}-${kind}.sqlite`
}

/** The backups in a workspace's folder for them, newest first, unopened; no folder is no backup. */
export function listBackups(folder: string): Backup[] {
  return namesIn(folder)
    .sort()
    .reverse()
    .flatMap((name) => asBackup(path.join(folder, name)))
}

/** The newest backup by its name; whether it is whole shows when it is restored. */
export const newestBackup = (folder: string): Backup | undefined => listBackups(folder)[0]

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function asBackup(file: string): Backup[] {
  const match = backupName.exec(path.basename(file))
  if (!match) return []
  const [, year, month, day, hour, minute, second, version, kind] = match
  const found = statSync(file, { throwIfNoEntry: false })
  // another process may have deleted it after the listing
  if (!found?.isFile()) return []
  const takenUtc = `${year}-${month}-${day}T${hour}:${minute}:${second}Z`
  return [{ file, kind: kind as BackupKind, version: Number(version), takenUtc, bytes: found.size }]
}
