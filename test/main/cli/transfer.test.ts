import type { ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { tinySd } from '../../../src/main/diffusion/random-model/architecture.ts'
import { writeRandomModel } from '../../../src/main/diffusion/random-model/random-model.ts'
import { embeddedModel } from '../../../src/main/diffusion/resource-path.ts'
import { readSafetensorsHeader } from '../../../src/main/diffusion/safetensors.ts'
import { writeResult } from '../../../src/main/cli/transfer.ts'
import type { TransferResult } from '../../../src/main/engine/protocol.ts'
import { readPngText } from '../../../src/main/imaging/write-image.ts'
import { demonstration } from '../../../src/shared/presets.ts'
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
      preset: 'paper',
      model: { path: oraclePath('tiny-sd'), name: 'tiny-sd' },
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
    expect(result.stderr).not.toContain('demonstration')
    expect((await readdir(folder)).sort()).toEqual(['out.json', 'out.png'])
  })

  it('without --json prints where the picture is, and warnings on stderr', async () => {
    const unlabelled = [...inputs.slice(0, -2), ...quick]
    const result = await runCommand(['transfer', ...unlabelled, '--out', out()])
    expect(result.exitCode, result.stderr).toBe(0)
    expect(result.stdout).toContain(out())
    expect(result.stdout).toContain('model tiny-sd, preset paper')
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

describe('transfer without --model', () => {
  const pictures = inputs.slice(2)
  const small = ['--size', '64x128', '--provider', 'cpu', '--out']

  it('takes the demonstration model with its preset, and the result says so wherever it is read', async () => {
    const result = await runCommand(['transfer', ...pictures, ...small, out(), '--json'])
    expect(result.exitCode, result.stderr).toBe(0)
    const printed = parseOutput(result)
    expect(printed['model']).toEqual({
      name: 'weatherglass-mini',
      demonstration: true,
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
    })
    expect(printed).toMatchObject({
      preset: 'demonstration',
      settings: { ...demonstration.settings, size: [64, 128] },
      warnings: [],
    })
    expect(JSON.parse((await readPngText(out()))['weatherglass']!)).toMatchObject({ model: printed['model'] })
    expect(result.stderr).toContain('weatherglass-mini is a demonstration model')
    expect(result.stderr).toContain('Stable Diffusion 1.5 weights')
  })

  it('takes another preset that is named', async () => {
    const args = ['transfer', ...pictures, '--preset', 'fast-preview', ...small, out()]
    const result = await runCommand(args)
    expect(result.exitCode, result.stderr).toBe(0)
    expect(result.stdout).toContain('model weatherglass-mini (a demonstration model), preset fast-preview')
    const provenance = JSON.parse(await readFile(path.join(folder, 'out.json'), 'utf8')) as object
    expect(provenance).toMatchObject({ preset: 'fast-preview', settings: { steps: 20, skip: 12, size: [64, 128] } })
  })

  it('does not write over a part of that model', async () => {
    const trace = path.join(embeddedModel(), 'unet', 'diffusion_pytorch_model.safetensors')
    const result = await runCommand(['transfer', ...pictures, ...small, out(), '--trace', trace])
    expect(result).toMatchObject({ exitCode: 2, stdout: '' })
    expect(result.stderr).toContain('is an input')
  })
})

describe('writing the result', () => {
  const result = {
    width: 2,
    height: 1,
    rgb: new Uint8Array(6),
    provenance: {} as TransferResult['provenance'],
    trace: new Map([['w0', { dtype: 'F32' as const, shape: [1], data: Float32Array.of(1) }]]),
  }
  const trace = (): string => path.join(folder, 'trace.safetensors')

  it('that fails at its last file takes the others back', async () => {
    await mkdir(out())
    const { signal } = new AbortController()
    await expect(writeResult(result, out(), { trace: trace(), signal })).rejects.toMatchObject({ code: 'write-failed' })
    expect(await readdir(folder)).toEqual(['out.png'])
  })

  it('that was cancelled writes nothing', async () => {
    const signal = AbortSignal.abort()
    await expect(writeResult(result, out(), { trace: trace(), signal })).rejects.toMatchObject({ code: 'cancelled' })
    expect(await readdir(folder)).toEqual([])
  })
})

/** The processes that a process has started, on Linux. */
const childrenOf = (pid: number): Promise<number[]> =>
  readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').then(
    (text) => text.trim().split(' ').filter(Boolean).map(Number),
    () => [],
  )

/** Signal 0 only asks. */
const isGone = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return false
  } catch {
    return true
  }
}

/** Runs a transfer and acts once, where its progress shows the text; gives what was left running. */
async function interrupted(args: readonly string[], shows: string, act: (child: ChildProcess) => void) {
  let engine: Promise<number[]> | undefined
  const result = await runCommand(['transfer', ...inputs, '--out', out(), '--json', ...args], (stderr, child) => {
    if (engine || !stderr.includes(shows)) return
    engine = childrenOf(child.pid!)
    void engine.then(() => act(child))
  })
  expect(engine, result.stderr).toBeDefined()
  const started = await engine!
  if (process.platform === 'linux') expect(started).toHaveLength(1)
  await expect.poll(() => started.filter((pid) => !isGone(pid)), { timeout: 10_000 }).toEqual([])
  return result
}

describe('Ctrl-C', () => {
  const long = ['--size', '128x256', '--steps', '200', '--skip', '0']

  it.each([
    ['SIGINT', 'denoising', 'denoising 0/200', long],
    ['SIGTERM', 'denoising', 'denoising 0/200', long],
    ['SIGINT', 'encoding', 'encoding 0/2', long],
    ['SIGINT', 'loading', 'loading the model 0/1', long],
    ['SIGINT', 'decoding', 'decoding 0/1', quick],
  ] as const)('(%s) while %s leaves no file and no process', async (signal, _, shows, args) => {
    const result = await interrupted(args, shows, (child) => child.kill(signal))
    expect(result.exitCode).toBe(1)
    expect(parseOutput(result)).toMatchObject({ error: { code: 'cancelled' } })
    expect(result.stderr).not.toContain('denoising 200/200')
    expect(await readdir(folder)).toEqual([])
  })

  it('while weights are converted leaves nothing in the cache either', async () => {
    const [model, cache] = [path.join(root, 'half'), path.join(folder, 'cache')]
    await writeRandomModel(model, { architecture: tinySd, dtype: 'F16', seed: 1 })
    const args = ['--model', model, '--weights-cache', cache, ...long]
    const result = await interrupted(args, 'converting weights', (child) => child.kill('SIGINT'))
    expect(parseOutput(result)).toMatchObject({ error: { code: 'cancelled' } })
    expect(result.stderr).not.toContain('denoising')
    expect((await readdir(cache)).filter((name) => name.endsWith('.partial'))).toEqual([])
  })

  it('a second time ends it at once, without a word', async () => {
    // not before the encoder is at work: the step that is just beginning would hear the first one at once
    const twice = (child: ChildProcess): void => {
      setTimeout(() => child.kill('SIGINT'), 300)
      setTimeout(() => child.kill('SIGINT'), 400)
    }
    const slow = ['--size', '512x1024', '--steps', '200', '--skip', '0', '--provider', 'cpu']
    const result = await interrupted(slow, 'encoding 0/2', twice)
    expect(result).toMatchObject({ exitCode: 1, stdout: '' })
    expect(await readdir(folder)).toEqual([])
  })
})
