import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../started-app.ts'

const program = fileURLToPath(new URL('work-on-full-disk.ts', import.meta.url))
const inNamespace = (...command: string[]) => spawnSync('unshare', ['-rm', ...command], { encoding: 'utf8' })

/** A mount namespace of one's own needs no rights on most Linux machines, and none can be had elsewhere. */
const canMount = inNamespace('mount', '-t', 'tmpfs', 'none', '/mnt').status === 0

it.skipIf(!canMount)('a disk that fills up under an open window is one sentence, and nothing is lost', () => {
  const { stdout, stderr } = inNamespace(process.execPath, program, temporaryFolder(), temporaryFolder())
  expect(stderr).toBe('')
  const said = stdout.trimEnd().split('\n')
  const refused = said.filter((line) => line.includes('write-failed'))
  expect(refused.length).toBeGreaterThan(0)
  for (const line of refused)
    expect(line).toMatch(/^(preference|put): write-failed: DISK\/workspace\/catalog\.sqlite [^.]*: the disk is full/)
  expect(said.filter((line) => line.includes(': ') && /internal|unexpected|ENOSPC/.test(line))).toEqual([])
  expect(said).toContain('look: done')
  expect(said.slice(-4)).toEqual(['kept: true', 'preference: "before"', 'put with room again: done', 'images: 9 of 9'])
})
