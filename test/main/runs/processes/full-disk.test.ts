import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../catalog/temporary-workspace.ts'

const program = fileURLToPath(new URL('run-on-full-disk.ts', import.meta.url))
const inNamespace = (...command: string[]) => spawnSync('unshare', ['-rm', ...command], { encoding: 'utf8' })

/** A mount namespace of one's own needs no rights on most Linux machines, and none can be had elsewhere. */
const canMount = inNamespace('mount', '-t', 'tmpfs', 'none', '/mnt').status === 0

it.skipIf(!canMount)(
  'a full disk pauses the run with its reason, and with room it goes on to the end',
  { timeout: 300_000 },
  () => {
    const { stdout, stderr } = inNamespace(process.execPath, program, temporaryFolder(), temporaryFolder())
    expect(stderr).toBe('')
    expect(stdout.trimEnd().split('\n')).toEqual([
      'on a full disk: paused, for the disk',
      'running: 0',
      'failed: 0',
      'with room: done, 800 done',
    ])
  },
)
