import { lstat, opendir, statfs } from 'node:fs/promises'
import path from 'node:path'
import type { ExportTarget } from '../../../shared/exports.ts'
import { targetFolder } from '../layout/target-name.ts'
import { MANIFEST } from '../manifest.ts'
import { buildFolderOf } from './build-folder.ts'
import { nearestFolder } from './make-folder.ts'

/**
 * What lies where an export is to be written; nothing is changed.
 *
 * @throws UsageError where its name cannot be carried to any file system; WriteError where no folder can be made there
 */
export async function lookAtTarget(given: string): Promise<ExportTarget> {
  const folder = targetFolder(given)
  const nearest = await nearestFolder(folder)
  const [content, freeBytes, unfinished] = await Promise.all([
    contentOf(folder),
    freeBytesOf(nearest),
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

/** Of the disk that it lies on; null where that can't be asked. */
async function freeBytesOf(folder: string): Promise<number | null> {
  const found = await statfs(folder).catch(() => null)
  return found && found.bavail * found.bsize
}

const isThere = (place: string): Promise<boolean> =>
  lstat(place).then(
    () => true,
    () => false,
  )
