import { lstat, opendir, statfs } from 'node:fs/promises'
import path from 'node:path'
import type { ExportTarget } from '../../../shared/exports.ts'
import { targetFolder } from '../layout/target-name.ts'
import { MANIFEST } from '../manifest.ts'
import { buildFolderOf } from './build-folder.ts'

/**
 * What lies where an export is to be written; nothing is changed.
 *
 * @throws UsageError where its name cannot be carried to any file system
 */
export async function lookAtTarget(given: string): Promise<ExportTarget> {
  const folder = targetFolder(given)
  const [content, freeBytes, unfinished] = await Promise.all([
    contentOf(folder),
    freeBytesAround(folder),
    isThere(buildFolderOf(folder)),
  ])
  return { folder, content, freeBytes, unfinished }
}

async function contentOf(folder: string): Promise<ExportTarget['content']> {
  const found = await lstat(folder).catch(() => null)
  if (!found) return 'nothing'
  if (!found.isDirectory()) return 'other'
  if (await isThere(path.join(folder, MANIFEST))) return 'export'
  return (await isEmpty(folder)) ? 'nothing' : 'other'
}

/** A folder that may not be listed counts as full: nothing is known of what is in it. */
async function isEmpty(folder: string): Promise<boolean> {
  try {
    for await (const _ of await opendir(folder)) return false
    return true
  } catch {
    return false
  }
}

/** Of the disk that the nearest folder above lies on; null where none can be asked. */
async function freeBytesAround(folder: string): Promise<number | null> {
  for (let place = folder; ; place = path.dirname(place)) {
    const { bavail, bsize } = (await statfs(place).catch(() => null)) ?? {}
    if (bavail !== undefined && bsize !== undefined) return bavail * bsize
    if (place === path.dirname(place)) return null
  }
}

const isThere = (place: string): Promise<boolean> =>
  lstat(place).then(
    () => true,
    () => false,
  )
