import { spawn } from 'node:child_process'
import { existsSync, openSync } from 'node:fs'
import { expect, it } from 'vitest'
import { launcher } from './run-command.ts'

type Output = 'pipe' | number

function commandWith(output: Output): Promise<{ readonly exitCode: number | null; readonly stderr: string }> {
  const child = spawn(process.execPath, [launcher, 'model', 'check'], { stdio: ['ignore', output, 'pipe'] })
  // whoever reads ends before a word of it is written
  child.stdout?.destroy()
  let stderr = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  return new Promise((resolve) => {
    child.on('close', (exitCode) => resolve({ exitCode, stderr }))
  })
}

it('a reader that ends early is no failure', async () => {
  expect(await commandWith('pipe')).toEqual({ exitCode: 0, stderr: '' })
})

it.runIf(existsSync('/dev/full'))('an output that takes nothing is said in one sentence', async () => {
  const { exitCode, stderr } = await commandWith(openSync('/dev/full', 'w'))
  expect(exitCode).toBe(1)
  expect(stderr).toBe('What was to be printed could not be written (ENOSPC); look at where the output goes.\n')
})
