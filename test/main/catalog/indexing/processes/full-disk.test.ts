import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../temporary-workspace.ts'
import { useDemoTrees } from '../demo-trees.ts'

const program = fileURLToPath(new URL('fill-disk.ts', import.meta.url))
const inNamespace = (...command: string[]) => spawnSync('unshare', ['-rm', ...command], { encoding: 'utf8' })

/** A mount namespace of one's own needs no rights on most Linux machines, and none can be had elsewhere. */
const canMount = inNamespace('mount', '-t', 'tmpfs', 'none', '/mnt').status === 0
const demo = useDemoTrees()

it.skipIf(!canMount)(
  'a full disk under the workspace is one clear error, blames no image, and all is read with room again',
  () => {
    const { stdout, stderr } = inNamespace(process.execPath, program, temporaryFolder(), demo().acdc)
    expect(stderr).toBe('')
    const [onFullDisk, afterwards, ...rest] = stdout.trimEnd().split('\n')
    expect(onFullDisk).toMatch(/^on a full disk: write-failed: DISK\/ws\/[^\n]*the disk is full[^\n]*$/)
    expect(afterwards).toBe('of 16 images 0 failed, 0 problems')
    expect(rest).toEqual([
      'with room: done',
      'ready: 0 waiting, 0 failed, 0 problems',
      'left of half-written files: 0',
      'sound',
    ])
  },
)
