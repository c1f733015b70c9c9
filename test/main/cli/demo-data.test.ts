import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseOutput, runCommand } from './run-command.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'weatherglass-demo-data-'))
})
afterAll(() => rm(folder, { recursive: true }))

const small = ['--content', '2', '--references', '1', '--size', '64x128']

it('writes the three trees, says how far it is and how many files there are', async () => {
  const out = path.join(folder, 'trees')
  const result = await runCommand(['demo-data', '--out', out, ...small, '--seed', '3', '--json'])
  expect(result.exitCode, result.stderr).toBe(0)
  const files = (await readdir(out, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  expect(parseOutput(result)).toMatchObject({
    out,
    gta5: path.join(out, 'gta5'),
    acdc: path.join(out, 'acdc'),
    cityscapes: path.join(out, 'cityscapes'),
    files: files.length,
    content: 2,
    references: 1,
    size: [64, 128],
    seed: 3,
  })
  expect(result.stderr).toMatch(/drawing scenes 7\/7, .*\/s/)
})

it('stops where it is cancelled', async () => {
  const out = path.join(folder, 'cancelled')
  const many = ['--content', '500', '--references', '0', '--size', '64x128', '--json']
  let asked = false
  const result = await runCommand(['demo-data', '--out', out, ...many], (stderr, child) => {
    if (!asked && stderr.includes('drawing scenes')) asked = child.kill('SIGINT')
  })
  expect(result.exitCode).toBe(1)
  expect(parseOutput(result)).toMatchObject({ error: { code: 'cancelled', file: out } })
  const files = await readdir(out, { recursive: true })
  expect(files.length).toBeLessThan(500)
  expect(files.filter((file) => file.includes('.tmp'))).toEqual([])
})
