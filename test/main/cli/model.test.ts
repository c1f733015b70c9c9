import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { tinySd } from '../../../src/main/diffusion/architecture.ts'
import { writeRandomModel } from '../../../src/main/diffusion/random-model.ts'
import { oraclePath } from '../../oracle.ts'
import { parseOutput, runCommand } from './run-command.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'weatherglass-model-'))
})
afterAll(() => rm(folder, { recursive: true }))

it('says what a model is and the memory of its weights', async () => {
  const result = await runCommand(['model', 'check', oraclePath('tiny-sd'), '--json'])
  expect(result.exitCode, result.stderr).toBe(0)
  expect(parseOutput(result)).toMatchObject({
    layout: 'diffusers',
    parts: [{ part: 'unet', parameters: 2_162_996 }, { part: 'vae' }, { part: 'text_encoder' }],
    problems: [],
  })
  const text = await runCommand(['model', 'check', oraclePath('tiny-sd')])
  expect(text.stdout).toContain('weights in memory')
  expect(text.stdout).toContain('nothing wrong was found')
})

it('checks 16-bit weights as they are', async () => {
  const model = path.join(folder, 'half')
  await writeRandomModel(model, { architecture: tinySd, dtype: 'F16', seed: 1, shows: 'noise' })
  const result = await runCommand(['model', 'check', model])
  expect(result.exitCode, result.stderr).toBe(0)
  expect(result.stdout).toContain('F16')
})

it('names a config value that is not supported, and weights that do not fit the config', async () => {
  const model = path.join(folder, 'broken')
  await cp(oraclePath('tiny-sd'), model, { recursive: true })
  const config = path.join(model, 'unet', 'config.json')
  await rm(config, { force: true })
  await writeFile(config, JSON.stringify({ act_fn: 'mish' }))
  const result = await runCommand(['model', 'check', model, '--json'])
  expect(result.exitCode).toBe(1)
  expect(parseOutput(result)).toMatchObject({ error: { code: 'unsupported-model' } })
})

it('refuses what is no model', async () => {
  const result = await runCommand(['model', 'check', oraclePath('cactif', 'content.png'), '--json'])
  expect(result.exitCode).toBe(1)
  expect(parseOutput(result)).toHaveProperty('error.code')
})
