import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../temporary-workspace.ts'

const program = fileURLToPath(new URL('fill-disk.ts', import.meta.url))
const inNamespace = (...command: string[]) => spawnSync('unshare', ['-rm', ...command], { encoding: 'utf8' })

/** A mount namespace of one's own needs no rights on most Linux machines, and none can be had elsewhere. */
const canMount = inNamespace('mount', '-t', 'tmpfs', 'none', '/mnt').status === 0

it.skipIf(!canMount)('a full or read-only disk is one clear error for each attempt, and nothing is lost', () => {
  const { stdout, stderr } = inNamespace(process.execPath, program, temporaryFolder(), temporaryFolder())
  expect(stderr).toBe('')
  const said = stdout.trimEnd().split('\n')
  const saying = (start: string) => said.filter((line) => line.startsWith(start))
  expect(saying('walk of a part')).toEqual(['walk of a part: done'])
  expect(saying('walk on a full disk')[0]).toMatch(
    /: write-failed: DISK\/ws\/catalog.sqlite could not be written: the disk is full/,
  )
  const [kept, all] = saying('images')
  expect(kept).toMatch(/^images: (5|6)000, listing$/)
  expect(all).toBe('images: 40000, reading')
  // a few rows may still find room in the log, which is not cut off when it is written back
  expect(saying('source on')[0]).toMatch(/: (done|write-failed: .*the disk is full.*)$/)
  expect(saying('backup on')[0]).toMatch(/: write-failed: .*the disk is full/)
  expect(saying('left in backups')).toEqual(['left in backups: 0'])
  expect(saying('check')).toEqual(['check: done', 'check: done'])
  expect(saying('walk with room')).toEqual(['walk with room again: done'])
  expect(saying('opening on a full')[0]).toMatch(
    /: write-failed: DISK\/ws: the disk is full \(0.0 MB free, 1.0 MB needed/,
  )
  expect(saying('creating on a full')[0]).toMatch(/: write-failed: DISK: the disk is full/)
  expect(saying('opening on a read-only')[0]).toMatch(/: write-failed: DISK\/ws is read-only \(EROFS\)/)
  expect(saying('creating on a read-only')[0]).toMatch(/: write-failed: DISK is read-only \(EROFS\)/)
  expect(saying('opening again')).toEqual(['opening again: done'])
})
