import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { lockFolder } from '../../../../src/main/export/write/export-lock.ts'
import { startChild } from '../../catalog/processes/child-process.ts'
import { temporaryFolder } from '../drawn-rows.ts'

const program = new URL('hold-lock.ts', import.meta.url)
const host = os.hostname().replaceAll(/[^\w.-]|_/g, '-')

/** A lock of a process that is gone. */
function leaveLock(folder: string): void {
  mkdirSync(folder, { recursive: true })
  // numbers of processes end far below
  writeFileSync(path.join(folder, `lock_${host}_999999999_1_0`), '')
}

it(
  'of processes that come at once to a folder that a dead one held, never two go on at a time, and each gets its turn',
  { timeout: 300_000 },
  async () => {
    const top = temporaryFolder()
    const folder = path.join(top, 'build')
    const log = path.join(top, 'log')
    leaveLock(folder)
    const children = Array.from({ length: 5 }, () => startChild(program, [folder, log, '10']))
    for (const { ended } of children) expect(await ended).toMatchObject({ errors: '', lines: ['begun', 'done'] })
    const lines = readFileSync(log, 'utf8').trim().split('\n')
    expect(lines).toHaveLength(2 * 5 * 10)
    for (let i = 0; i < lines.length; i += 2) {
      const pid = lines[i]!.split(' ')[1]!
      expect(lines.slice(i, i + 2)).toEqual([`in ${pid}`, `out ${pid}`])
    }
    expect(existsSync(folder)).toBe(false)
  },
)

it('a process of another host is taken to live, and a number that is used again is told from the process that had it', async () => {
  const folder = path.join(temporaryFolder(), 'build')
  leaveLock(folder)
  writeFileSync(path.join(folder, `lock_${host}_${process.pid}_1_0`), '')
  const unlock = await lockFolder(folder)
  expect(unlock).toBeDefined()
  expect(await lockFolder(folder)).toBeUndefined()
  await unlock!()
  expect(readdirSync(folder)).toEqual([])
  writeFileSync(path.join(folder, 'lock_elsewhere_1_1_0'), '')
  expect(await lockFolder(folder)).toBeUndefined()
})
