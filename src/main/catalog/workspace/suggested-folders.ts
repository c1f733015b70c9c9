import { access, constants, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { fileSystemOf, mountOf, networkReason, readMounts, type Mount } from './file-systems.ts'

/** A folder that could become a workspace. */
export interface SuggestedWorkspace {
  /** Not there yet, or a workspace already. */
  readonly folder: string
  readonly freeBytes: number
  readonly totalBytes: number
  /** `ext4`; null where the platform doesn't tell. */
  readonly fileSystem: string | null
}

/** Thumbnails of 25,000 images take 0.5 GB, a catalog with its backups 0.3 GB, an output 1.5 MB. */
const BYTES_NEEDED = 5e9

/** Disks in the sense of a person: not memory, not an image of a package, not a part of the system. */
const diskType = /^(ext[234]|xfs|btrfs|zfs|f2fs|bcachefs|jfs|reiserfs|ntfs3?|fuseblk|exfat|apfs|hfsplus)$/
const systemFolder = /^\/(boot|efi|snap|proc|sys|dev|run(?!\/media)|var\/lib\/(docker|containers|snapd))(\/|$)/

/**
 * Local disks with room (5 GB free) on which a workspace could be made: the home folder first, the others by free space.
 * On macOS and Windows the home folder alone (untested there).
 *
 * @param home the home folder
 * @param mounts all file systems that are mounted; without it the platform is asked
 */
export async function suggestWorkspaces(
  home = homedir(),
  mounts?: readonly Mount[],
  bytesNeeded = BYTES_NEEDED,
): Promise<SuggestedWorkspace[]> {
  const mounted = mounts ?? (process.platform === 'linux' ? await readMounts() : [])
  const homeDisk = mountOf(home, mounted)?.device
  const disks = mounted.filter(
    ({ device, type, folder, writable }) =>
      device !== homeDisk && writable && diskType.test(type) && !systemFolder.test(folder),
  )
  const others = [...Map.groupBy(disks, ({ device }) => device).values()].map((same) => same[0]!.folder)
  const suggested = await Promise.all([home, ...others].map((folder) => suggestionIn(folder, bytesNeeded)))
  const [first, ...rest] = suggested
  const byFreeSpace = rest.filter((one) => one !== undefined).sort((a, b) => b.freeBytes - a.freeBytes)
  return first ? [first, ...byFreeSpace] : byFreeSpace
}

async function suggestionIn(parent: string, bytesNeeded: number): Promise<SuggestedWorkspace | undefined> {
  try {
    // a container mounts single files
    if (!(await stat(parent)).isDirectory()) return undefined
    await access(parent, constants.W_OK)
    const fileSystem = await fileSystemOf(parent)
    const { freeBytes, totalBytes, type } = fileSystem
    if (networkReason(parent, fileSystem) !== null || freeBytes < bytesNeeded) return undefined
    return { folder: path.join(parent, 'weatherglass'), freeBytes, totalBytes, fileSystem: type }
  } catch (error) {
    // a disk that cannot be written or was taken out just now is not suggested
    if ((error as NodeJS.ErrnoException).code !== undefined) return undefined
    throw error
  }
}
