import { statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { makeFolder } from '../../../src/main/imaging/make-folder.ts'
import { runInProcess } from '../cli/run-command.ts'
import { temporaryFolder } from '../catalog/temporary-workspace.ts'

it('makes a folder with those around it, and is content with one that is there', async () => {
  const folder = path.join(temporaryFolder(), 'a', 'b')
  await makeFolder(folder)
  await makeFolder(folder)
  expect(statSync(folder).isDirectory()).toBe(true)
})

it.each(['demo', 'demo-data'])('%s says where it may not write', async (command) => {
  const file = path.join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  const out = path.join(file, 'out')
  expect(await runInProcess([command, '--out', out])).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: `${out} cannot be made a folder (ENOTDIR); choose a place where you may write.\n`,
  })
})
