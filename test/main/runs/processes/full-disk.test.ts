import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../catalog/temporary-workspace.ts'

const program = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const inNamespace = (...command: string[]) => spawnSync('unshare', ['-rm', ...command], { encoding: 'utf8' })

/** A mount namespace of one's own needs no rights on most Linux machines, and none can be had elsewhere. */
const canMount = inNamespace('mount', '-t', 'tmpfs', 'none', '/mnt').status === 0

it.skipIf(!canMount)(
  'a full disk pauses the run with its reason, and with room it goes on to the end',
  { timeout: 300_000 },
  () => {
    const { stdout, stderr } = inNamespace(
      process.execPath,
      program('run-on-full-disk.ts'),
      temporaryFolder(),
      temporaryFolder(),
    )
    expect(stderr).toBe('')
    expect(stdout.trimEnd().split('\n')).toEqual([
      'on a full disk: paused, for the disk',
      'running: 0',
      'failed: 0',
      'with room: done, 800 done',
    ])
  },
)

it.skipIf(!canMount)(
  'an output folder that becomes read-only pauses the run, and when it is writable the run goes on',
  () => {
    const { stdout, stderr } = inNamespace(process.execPath, program('run-on-read-only-folder.ts'), temporaryFolder())
    expect(stderr).toBe('')
    expect(stdout.trimEnd().split('\n')).toEqual([
      'read-only: paused, EROFS, 0 running, 0 failed',
      'writable: done, 8 done',
    ])
  },
)
