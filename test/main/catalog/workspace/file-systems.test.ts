import { describe, expect, it } from 'vitest'
import {
  fileSystemOf,
  mountOf,
  networkReason,
  parseMounts,
  type FileSystemFacts,
} from '../../../../src/main/catalog/workspace/file-systems.ts'
import { temporaryFolder } from '../temporary-workspace.ts'

const local: FileSystemFacts = { magic: 0xef53, type: 'ext4', device: '/dev/sda1', freeBytes: 1e12, totalBytes: 2e12 }

describe('file systems on which SQLite is not safe', () => {
  it.each([
    'nfs',
    'nfs4',
    'cifs',
    'smb3',
    '9p',
    'afs',
    'ceph',
    'lustre',
    'gpfs',
    'beegfs',
    'fuse.sshfs',
    'fuse.rclone',
  ])('refuses %s by its name', (type) => {
    const facts = { ...local, magic: 0, type, device: 'server:/export' }
    expect(networkReason('/data', facts)).toBe(`lies on a network file system (${type}, server:/export)`)
  })

  it.each([
    [0x6969, 'NFS'],
    [0x517b, 'SMB'],
    [0xff534d42, 'CIFS'],
    // as statfs gives it where f_type is a signed number of 32 bits
    [0xfe534d42 | 0, 'SMB2'],
    [0x01021997, '9P'],
    [0x5346414f, 'AFS'],
    [0x00c36400, 'Ceph'],
    [0x0bd00bd0, 'Lustre'],
    [0x47504653, 'GPFS'],
    [0x19830326, 'BeeGFS'],
  ])('refuses %i by its number where mountinfo says nothing', (magic, name) => {
    expect(networkReason('/data', { ...local, magic, type: null })).toContain(`(${name})`)
  })

  it.each(['\\\\server\\share\\ws', '\\\\?\\UNC\\server\\share'])('refuses the share %s of Windows', (folder) => {
    expect(networkReason(folder, { ...local, magic: 0, type: null })).toContain('network share')
  })

  it.each(['ext4', 'xfs', 'btrfs', 'zfs', 'tmpfs', 'overlay', 'fuseblk', 'fuse.mergerfs', 'fuse.gocryptfs', 'ntfs3'])(
    'takes %s',
    (type) => expect(networkReason('/data', { ...local, type })).toBeNull(),
  )

  it('takes a disk of Windows by its long name', () => {
    expect(networkReason('\\\\?\\C:\\ws', { ...local, magic: 0, type: null })).toBeNull()
  })
})

const mountinfo = `22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
30 27 0:40 / /home rw,relatime shared:2 master:1 - nfs4 nas:/home rw,vers=4.2
31 27 8:1 / /media/my\\040disk\\134a rw - xfs /dev/sda1 rw
32 31 8:2 / /media/my\\040disk\\134a rw - xfs /dev/sdb1 rw
33 27 8:3 / /mnt/cd ro,relatime - iso9660 /dev/sr0 ro
34 27 8:4 / /mnt/stopped rw,relatime - ext4 /dev/sdc1 ro,errors=remount-ro
`

describe('mounts', () => {
  const mounts = parseMounts(mountinfo)

  it('are read with optional fields and octal characters', () => {
    expect(mounts.map(({ folder }) => folder)).toEqual([
      '/proc',
      '/',
      '/home',
      '/media/my disk\\a',
      '/media/my disk\\a',
      '/mnt/cd',
      '/mnt/stopped',
    ])
    expect(mounts.filter(({ writable }) => !writable).map(({ folder }) => folder)).toEqual(['/mnt/cd', '/mnt/stopped'])
  })

  it.each([
    ['/home/ann/ws', 'nas:/home'],
    ['/homes', '/dev/vda'],
    ['/', '/dev/vda'],
    ['/media/my disk\\a/ws', '/dev/sdb1'],
  ])('%s lies on %s', (folder, device) => expect(mountOf(folder, mounts)?.device).toBe(device))
})

describe('the file system under a folder', () => {
  it('has its room told, and is local where the tests run', async () => {
    const folder = temporaryFolder()
    const facts = await fileSystemOf(folder)
    expect(facts.freeBytes).toBeGreaterThan(0)
    expect(facts.totalBytes).toBeGreaterThanOrEqual(facts.freeBytes)
    expect(networkReason(folder, facts)).toBeNull()
  })
})
