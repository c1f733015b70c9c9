import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readSafetensorsHeader } from '../../../src/main/diffusion/safetensors.ts'
import { readPngText } from '../../../src/main/imaging/write-image.ts'
import { oraclePath } from '../../oracle.ts'
import { parseOutput, runCommand } from './run-command.ts'

/** The command as a person starts it, in the real inference process with the oracle's tiny model. */
let root: string
let folder: string
let runs = 0
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'weatherglass-cli-'))
})
afterAll(() => rm(root, { recursive: true }))
beforeEach(async () => {
  folder = path.join(root, String(runs++))
  await mkdir(folder)
})

const out = (): string => path.join(folder, 'out.png')
const inputs = [
  ...['--model', oraclePath('tiny-sd')],
  ...['--content', oraclePath('cactif', 'content.png'), '--content-label', oraclePath('cactif', 'content_label.png')],
  ...['--style', oraclePath('cactif', 'style.png'), '--style-label', oraclePath('cactif', 'style_label.png')],
]
const quick = ['--size', '128x256', '--steps', '4', '--skip', '2']
const transfer = (...args: string[]) => runCommand(['transfer', ...inputs, ...quick, '--out', out(), ...args])

describe('transfer', () => {
  it('prints one JSON object, and writes it into the picture and beside it', async () => {
    const result = await transfer('--json', '--seed', '7', '--method', 'cacti', '--provider', 'cpu')
    expect(result.exitCode, result.stderr).toBe(0)
    const printed = parseOutput(result)
    expect(printed).toMatchObject({
      out: out(),
      method: 'cacti',
      fidelity: 'paper-code',
      settings: { seed: 7, size: [128, 256], steps: 4, skip: 2, method: 'cacti' },
      provider: 'cpu',
      precision: 'fp32',
      warnings: [],
    })
    expect(printed['evaluations']).toBeTypeOf('number')
    expect(printed['seconds']).toBeTypeOf('number')
    const beside = JSON.parse(await readFile(path.join(folder, 'out.json'), 'utf8')) as Record<string, unknown>
    expect(JSON.parse((await readPngText(out()))['weatherglass']!)).toEqual(beside)
    expect(printed).toMatchObject(beside)
    expect(result.stderr).toMatch(/denoising 2\/2/)
    expect((await readdir(folder)).sort()).toEqual(['out.json', 'out.png'])
  })

  it('without --json prints where the picture is, and warnings on stderr', async () => {
    const unlabelled = [...inputs.slice(0, -2), ...quick]
    const result = await runCommand(['transfer', ...unlabelled, '--out', out()])
    expect(result.exitCode, result.stderr).toBe(0)
    expect(result.stdout).toContain(out())
    expect(result.stderr).toContain('warning: ')
  })

  it('lays options over the settings file', async () => {
    const settings = path.join(folder, 'settings.json')
    await writeFile(settings, JSON.stringify({ steps: 6, skip: 4, contrast: 1.2, seed: 1, size: [64, 128] }))
    const result = await runCommand([
      'transfer',
      ...inputs,
      '--settings',
      settings,
      '--seed',
      '2',
      '--out',
      out(),
      '--json',
    ])
    expect(parseOutput(result)).toMatchObject({
      settings: { steps: 6, skip: 4, contrast: 1.2, seed: 2, size: [64, 128] },
    })
  })

  it('writes a trace', async () => {
    const trace = path.join(folder, 'trace.safetensors')
    expect((await transfer('--trace', trace)).exitCode).toBe(0)
    const { tensors } = await readSafetensorsHeader(trace)
    expect(tensors.get('step1.out')).toMatchObject({ dtype: 'F32', shape: [1, 4, 16, 32] })
    expect(tensors.get('out.image')).toMatchObject({ dtype: 'F32', shape: [1, 3, 128, 256] })
  })
})

describe('Ctrl-C', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('stops within a step and leaves nothing (%s)', async (signal) => {
    let sent = 0
    const long = ['--size', '128x256', '--steps', '200', '--skip', '0', '--json']
    const result = await runCommand(['transfer', ...inputs, ...long, '--out', out()], (stderr, child) => {
      if (sent === 0 && stderr.includes('denoising 0/200')) {
        sent = performance.now()
        child.kill(signal)
      }
    })
    expect(sent).toBeGreaterThan(0)
    expect(performance.now() - sent).toBeLessThan(10_000)
    expect(result.exitCode).toBe(1)
    expect(parseOutput(result)).toMatchObject({ error: { code: 'cancelled' } })
    expect(await readdir(folder)).toEqual([])
  })
})
