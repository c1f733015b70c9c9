import { rm, mkdir, readdir, realpath, stat, statfs, utimes } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { WriteError } from '../../../shared/errors.ts'
import { isPartialName } from './atomic-file.ts'

/** The folder of converted weights and its limit: least recently used files go first, as their time of change says. */
export interface WeightsCache {
  readonly folder: string
  readonly maxBytes: number
}

/** What was used within this time is not deleted: a process may be about to map it. */
const graceMs = 10 * 60_000
/** A partial file that has not grown for this long was left by a process that is gone. */
const abandonedMs = 60 * 60_000

/**
 * Where converted weights are kept: `weights` under WEATHERGLASS_CACHE, or under the platform's folder for caches
 * ($XDG_CACHE_HOME or ~/.cache, ~/Library/Caches, %LOCALAPPDATA%).
 */
export function defaultCacheFolder(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const { WEATHERGLASS_CACHE: own, XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = environment
  if (own) return path.resolve(own, 'weights')
  if (platform === 'win32')
    return path.join(local || path.join(home, 'AppData', 'Local'), 'weatherglass', 'Cache', 'weights')
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches', 'weatherglass', 'weights')
  // The XDG base directory specification asks to ignore relative paths.
  return path.join(xdg && path.isAbsolute(xdg) ? xdg : path.join(home, '.cache'), 'weatherglass', 'weights')
}

/**
 * Makes the cache's folder where there is none.
 *
 * @returns its real path
 * @throws WriteError
 */
export async function makeCacheFolder(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true })
    return await realpath(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new WriteError(
      `${folder}: the cache of converted weights cannot be made there (${code}): choose another folder with WEATHERGLASS_CACHE`,
      folder,
      { cause: error },
    )
  }
}

/** Deletes the least recently used files until `bytesToCome` more fit under the limit, and what gone processes left. */
export async function trimCache({ folder, maxBytes }: WeightsCache, bytesToCome: number): Promise<void> {
  const now = Date.now()
  const files = await cachedFiles(folder)
  for (const { file, usedMs } of files.filter(({ file }) => isPartialName(path.basename(file)))) {
    if (now - usedMs > abandonedMs) await discard(file)
  }
  const whole = files.filter(({ file }) => !isPartialName(path.basename(file)))
  let total = whole.reduce((sum, { size }) => sum + size, bytesToCome)
  for (const { file, size, usedMs } of whole.sort((a, b) => a.usedMs - b.usedMs)) {
    if (total <= maxBytes || now - usedMs < graceMs) return
    if (await discard(file)) total -= size
  }
}

interface CachedFile {
  readonly file: string
  readonly size: number
  readonly usedMs: number
}

/** Only files with the names given here are touched, whatever else lies in the folder. */
async function cachedFiles(folder: string): Promise<CachedFile[]> {
  const ours = (await readdir(folder)).filter((name) => isPartialName(name) || cachedName.test(name))
  const files = ours.map(async (name) => {
    const file = path.join(folder, name)
    try {
      const { size, mtimeMs } = await stat(file)
      return [{ file, size, usedMs: mtimeMs }]
    } catch (error) {
      // Another process may delete or rename a file between the listing and here.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
  })
  return (await Promise.all(files)).flat()
}

const cachedName = /^[0-9a-f]{64}-(F32|F16)\.safetensors$/

export const cachedFileName = (key: string, compute: string): string => `${key}-${compute}.safetensors`

/** Whether the file is gone; on Windows a file that is mapped cannot be deleted, and is then in use. */
async function discard(file: string): Promise<boolean> {
  try {
    await rm(file, { force: true })
    return true
  } catch (error) {
    if (['EBUSY', 'EPERM', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return false
    throw error
  }
}

/** Marks a file as used now. A cache that is shared read-only works all the same; its owner decides what to delete. */
export async function markUsed(file: string): Promise<void> {
  const now = new Date()
  try {
    await utimes(file, now, now)
  } catch (error) {
    if (!['EPERM', 'EACCES', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

/** @throws WriteError where the disk has less than that free */
export async function checkFreeSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  if (free >= bytes) return
  throw new WriteError(
    `${folder}: converting the weights needs ${bytes} bytes, but ${free} are free: make room or choose another disk with WEATHERGLASS_CACHE`,
    folder,
  )
}
