import { readFile, statfs } from 'node:fs/promises'
import { isWithin } from './folders.ts'

/** One line of /proc/self/mountinfo. */
export interface Mount {
  readonly folder: string
  /** `ext4`, `nfs4`, `fuse.sshfs`. */
  readonly type: string
  /** `/dev/sda1`, `server:/export`. */
  readonly device: string
  readonly writable: boolean
}

/** What the platform tells of the file system under a folder. */
export interface FileSystemFacts {
  /** `f_type` of statfs(2); Linux' numbers are below. */
  readonly magic: number
  /** As mountinfo says; null where there is none. */
  readonly type: string | null
  readonly device: string | null
  readonly freeBytes: number
  readonly totalBytes: number
}

/** `f_type` of file systems whose files lie on another host (linux/magic.h and the file systems' own headers). */
const networkMagic: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x564c, 'NCP'],
  [0x01021997, '9P'],
  [0x5346414f, 'AFS'],
  [0x6b414653, 'AFS'],
  [0x73757245, 'Coda'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0x19830326, 'BeeGFS'],
  [0x20030528, 'OrangeFS'],
  [0xaad7aaea, 'PanFS'],
  [0x01161970, 'GFS2'],
  [0x7461636f, 'OCFS2'],
])

/** Types in mountinfo of file systems on another host, and of FUSE file systems that are a window onto one. */
const networkType =
  /^(nfs4?|cifs|smb\d?|smbfs|ncpfs|9p|afs|coda|ceph|lustre|gpfs|beegfs|orangefs|pvfs2|panfs|gfs2?|ocfs2|glusterfs|wekafs|acfs|davfs)$/
const networkFuse =
  /^fuse\.(sshfs|glusterfs|rclone|s3fs|s3ql|goofys|gcsfuse|mount-s3|blobfuse2?|juicefs|davfs2?|curlftpfs|ceph(-fuse)?|moosefs|mfs(mount)?|lizardfs|seaweedfs|weed|smbnetfs|beegfs|nfs|gvfsd-fuse|google-drive-ocamlfuse|onedriver|vmhgfs-fuse)$/

/**
 * Why SQLite's log isn't safe on this file system, in a sentence to be followed by what to do; null where it is safe. WAL needs memory
 * shared by all who have the file open, and locks that are kept: file systems over a network have neither.
 *
 * @param folder real path; a UNC path of Windows is a share whatever the facts say
 */
export function networkReason(folder: string, { magic, type, device }: FileSystemFacts): string | null {
  // Windows' \\?\C:\ and \\.\ are no shares
  if (/^\\\\(?![?.]\\)/.test(folder) || /^\\\\\?\\UNC\\/i.test(folder)) return 'is a network share of Windows'
  if (type !== null && (networkType.test(type) || networkFuse.test(type)))
    return `lies on a network file system (${type}, ${device})`
  const name = networkMagic.get(magic >>> 0)
  // a FUSE file system or a container may say less in mountinfo than statfs does
  return name === undefined ? null : `lies on a network file system (${name})`
}

/** @param folder real path of a folder that exists */
export async function fileSystemOf(folder: string): Promise<FileSystemFacts> {
  const { type: magic, bavail, blocks, bsize } = await statfs(folder)
  const mount = process.platform === 'linux' ? mountOf(folder, await readMounts()) : undefined
  return {
    magic,
    type: mount?.type ?? null,
    device: mount?.device ?? null,
    freeBytes: bavail * bsize,
    totalBytes: blocks * bsize,
  }
}

/** The mount that a path lies on: the innermost, and of two in one place the later, which hides the earlier. */
export function mountOf(folder: string, mounts: readonly Mount[]): Mount | undefined {
  let found: Mount | undefined
  for (const mount of mounts)
    if (isWithin(folder, mount.folder) && mount.folder.length >= (found?.folder.length ?? 0)) found = mount
  return found
}

export async function readMounts(): Promise<Mount[]> {
  try {
    return parseMounts(await readFile('/proc/self/mountinfo', 'utf8'))
  } catch (error) {
    // a jail without /proc: statfs still tells
    if (['ENOENT', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return []
    throw error
  }
}

/** proc_pid_mountinfo(5): `36 35 98:0 /root /folder rw,noatime shared:1 - ext4 /dev/sda1 rw`, optional fields before ` - `. */
export function parseMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [mounted, fileSystem] = line.split(' - ')
    const [, , , , folder, options] = mounted!.split(' ')
    const [type, device, superOptions = ''] = fileSystem?.split(' ') ?? []
    if (folder === undefined || type === undefined || device === undefined) return []
    const writable = ![options, superOptions].some((list) => list?.split(',').includes('ro'))
    return [{ folder: unescaped(folder), type, device: unescaped(device), writable }]
  })
}

/** Blank, tab, newline and backslash stand as octal numbers: `/media/my\040disk`. */
const unescaped = (field: string): string =>
  field.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)))
