import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { readImage } from '../../../src/main/imaging/image.ts'
import { runCommand } from './run-command.ts'

it('the demo ends in a sheet to look at, in which day turned darker', { timeout: 240_000 }, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'weatherglass-demo-'))
  const { exitCode, stdout, stderr } = await runCommand(['demo', '--out', path.join(folder, 'demo')])
  expect(exitCode, stderr).toBe(0)
  expect(stdout).toContain('untrained')
  expect(stdout).toContain(path.join(folder, 'demo', 'sheet.png'))
  expect(await readdir(path.join(folder, 'demo'))).toEqual(
    expect.arrayContaining(['content.png', 'style.png', 'restyled.png', 'restyled.json', 'sheet.png']),
  )
  const brightness = async (name: string): Promise<number> => {
    const { data } = await readImage(path.join(folder, 'demo', name))
    return data.reduce((sum, value) => sum + value, 0) / data.length
  }
  const [day, night, restyled] = await Promise.all(['content.png', 'style.png', 'restyled.png'].map(brightness))
  expect(Math.abs(restyled! - night!)).toBeLessThan(0.5 * Math.abs(day! - night!))
  await rm(folder, { recursive: true })
})
