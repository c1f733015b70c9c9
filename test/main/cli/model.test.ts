import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { tinySd } from '../../../src/main/diffusion/random-model/architecture.ts'
import { writeRandomModel } from '../../../src/main/diffusion/random-model/random-model.ts'
import { oraclePath } from '../../oracle.ts'
import { rawTensors } from '../diffusion/checkpoint-file.ts'
import { tensorFile } from '../diffusion/safetensors-files.ts'
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
    memory: { size: [512, 1024], provider: 'cpu', precision: 'fp32', peak: expect.any(Number) as unknown },
  })
  const text = await runCommand(['model', 'check', oraclePath('tiny-sd')])
  expect(text.stdout).toContain('weights in memory')
  expect(text.stdout).toContain('a transfer at 512x1024 needs about')
  expect(text.stdout).toContain('nothing wrong was found')
})

it('without a path is about the demonstration model', async () => {
  const result = await runCommand(['model', 'check', '--json'])
  expect(result.exitCode, result.stderr).toBe(0)
  expect(parseOutput(result)).toMatchObject({ name: 'weatherglass-mini', problems: [] })
})

it('checks 16-bit weights as they are', async () => {
  const model = path.join(folder, 'half')
  await writeRandomModel(model, { architecture: tinySd, dtype: 'F16', seed: 1 })
  const result = await runCommand(['model', 'check', model])
  expect(result.exitCode, result.stderr).toBe(0)
  expect(result.stdout).toContain('F16')
})

it('lists what is wrong with each network, as far as the headers tell', async () => {
  const model = path.join(folder, 'broken')
  await cp(oraclePath('tiny-sd'), model, { recursive: true })
  await writeFile(path.join(model, 'unet', 'config.json'), JSON.stringify({ act_fn: 'mish' }))
  const { 'decoder.conv_in.weight': left, ...rest } = rawTensors('vae', 'diffusion_pytorch_model.safetensors')
  expect(left).toBeDefined()
  await writeFile(path.join(model, 'vae', 'diffusion_pytorch_model.safetensors'), tensorFile(rest))
  const encoder = path.join(model, 'text_encoder', 'config.json')
  const config = JSON.parse(await readFile(encoder, 'utf8')) as object
  await writeFile(encoder, JSON.stringify({ ...config, vocab_size: 77 }))

  const result = await runCommand(['model', 'check', model, '--json'])
  expect(result.exitCode).toBe(1)
  const { problems, memory } = parseOutput(result) as { problems: string[]; memory: unknown }
  expect(problems).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/"act_fn" is "mish" in .*unet/),
      expect.stringContaining('lack the tensor decoder.conv_in.weight'),
      expect.stringMatching(/token_embedding.weight has shape \[\d+, \d+\] where .* asks for \[77, /),
    ]),
  )
  expect(memory).toBeNull()
})

it('refuses what is no model', async () => {
  const result = await runCommand(['model', 'check', oraclePath('cactif', 'content.png'), '--json'])
  expect(result.exitCode).toBe(1)
  expect(parseOutput(result)).toHaveProperty('error.code')
})
