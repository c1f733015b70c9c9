import { cpSync, rmSync, symlinkSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { oraclePath } from '../../oracle.ts'
import { temporaryFolder } from '../diffusion/safetensors-files.ts'
import { parseOutput, runCommand, type CommandResult } from './run-command.ts'

/** Copies of the whole installation with a demonstration model that is not as it was delivered. */
const repository = fileURLToPath(new URL('../../..', import.meta.url))

async function transferWithout(damage: (model: string) => void): Promise<CommandResult & { readonly model: string }> {
  const installation = temporaryFolder()
  for (const part of ['bin', 'src', 'resources', 'package.json'])
    cpSync(path.join(repository, part), path.join(installation, part), { recursive: true })
  symlinkSync(path.join(repository, 'node_modules'), path.join(installation, 'node_modules'))
  const model = path.join(installation, 'resources', 'models', 'weatherglass-mini')
  damage(model)
  const pictures = ['--content', oraclePath('cactif', 'content.png'), '--style', oraclePath('cactif', 'style.png')]
  const args = ['transfer', ...pictures, '--size', '64x128', '--out', path.join(installation, 'out.png'), '--json']
  const result = await runCommand(args, undefined, path.join(installation, 'bin', 'weatherglass.js'))
  return { ...result, model }
}

it('an installation without the demonstration model says so before it starts anything', async () => {
  const result = await transferWithout((model) => rmSync(model, { recursive: true }))
  expect(result).toMatchObject({ exitCode: 1, stderr: '' })
  const file = path.join('resources', 'models', 'weatherglass-mini')
  const message = `${file} is missing from this installation of Weatherglass: install it again.`
  expect(parseOutput(result)).toEqual({ error: { code: 'file-missing', message, file } })
})

it.each([
  ['its U-Net is missing', 'unet/diffusion_pytorch_model.safetensors', rmSync],
  ['its scheduler is missing', 'scheduler/scheduler_config.json', rmSync],
  [
    'its autoencoder is cut short',
    'vae/diffusion_pytorch_model.safetensors',
    (file: string) => truncateSync(file, 5000),
  ],
])('%s: the file, and what to do', async (_, name, damage) => {
  const result = await transferWithout((model) => damage(path.join(model, ...name.split('/'))))
  expect(result).toMatchObject({ exitCode: 1, stderr: '' })
  const { error } = parseOutput(result) as { error: { code: string; message: string } }
  expect(error.code).toBe('bad-weights')
  expect(error.message).toMatch(/^[^\n]*incomplete or damaged, install Weatherglass again\.$/)
  expect(error.message).toContain(path.join(result.model, ...name.split('/').slice(0, 1)))
})
