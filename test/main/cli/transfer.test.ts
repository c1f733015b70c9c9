import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readSafetensorsHeader, writeSafetensors } from '../../../src/main/diffusion/safetensors.ts'
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

async function expectRefusal(args: string[], exitCode: 1 | 2, error: object): Promise<void> {
  const result = await runCommand(['transfer', ...inputs, ...quick, '--out', out(), '--json', ...args])
  expect(result.exitCode, result.stdout).toBe(exitCode)
  expect(parseOutput(result)).toEqual({ error: expect.objectContaining(error) as unknown })
  expect(await readdir(folder)).not.toContain('out.png')
}

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

describe('wrong usage ends with 2 and one sentence', () => {
  it.each([
    [['--sed', '3'], { code: 'usage', message: "Unknown option '--sed' (Did you mean --seed?)" }],
    [['--method', 'cactus'], { code: 'usage' }],
    [['--size', '512'], { code: 'usage', message: expect.stringContaining('HEIGHTxWIDTH') as unknown }],
    [['--size', '100x200'], { code: 'bad-settings', message: expect.stringContaining('multiple of 64') as unknown }],
    [['--seed', 'x'], { code: 'bad-settings', message: expect.stringContaining('received "x"') as unknown }],
    [['--seed', ''], { code: 'bad-settings' }],
    [['--filter-share', '2'], { code: 'bad-settings' }],
    [['--skip', '4'], { code: 'bad-settings' }],
    [['--out', 'picture.jpg'], { code: 'usage', file: 'picture.jpg' }],
    [['--precision', 'fp16', '--provider', 'cpu'], { code: 'usage' }],
  ])('%j', async (args, error) => {
    await expectRefusal(args, 2, error)
  })

  it('for a missing option or command, on stderr without --json', async () => {
    const result = await runCommand(['transfer', '--model', 'x'])
    expect(result).toEqual({ exitCode: 2, stdout: '', stderr: "Required option '--content <image>' not specified\n" })
    expect((await runCommand([])).exitCode).toBe(2)
  })

  it('for settings that name what is not known', async () => {
    const settings = path.join(folder, 'settings.json')
    await writeFile(settings, '{"quirks": {"errosion": true}}')
    const message = `${settings}: "quirks.errosion" is not a setting, the nearest one is "quirks.erosion".`
    await expectRefusal(['--settings', settings], 2, { code: 'bad-settings', file: settings, message })
    await writeFile(settings, '{"steps": 5')
    await expectRefusal(['--settings', settings], 2, { code: 'bad-settings', file: settings })
  })
})

describe('bad input ends with 1, names the file and writes nothing', () => {
  it('for files that are not there', async () => {
    for (const option of ['--model', '--content', '--style-label', '--noise', '--settings'])
      await expectRefusal([option, '/nowhere/file'], 1, { code: 'file-missing', file: '/nowhere/file' })
  })

  it('for a picture that is none', async () => {
    const content = path.join(folder, 'content.png')
    await writeFile(content, 'not a picture')
    await expectRefusal(['--content', content], 1, { code: 'bad-image', file: content })
  })

  it('for a place that cannot be written', async () => {
    await expectRefusal(['--out', path.join(folder, 'no', 'out.png')], 1, { code: 'write-failed' })
    await mkdir(path.join(folder, 'folder.png'))
    await expectRefusal(['--out', path.join(folder, 'folder.png')], 1, { code: 'write-failed' })
  })

  it.skipIf(process.getuid?.() === 0)('for a folder that is read-only', async () => {
    await chmod(folder, 0o555)
    await expectRefusal([], 1, { code: 'write-failed' })
    await chmod(folder, 0o755)
  })

  it('for an output that would replace an input, by a link too', async () => {
    const link = path.join(folder, 'linked.png')
    await symlink(oraclePath('cactif', 'content.png'), link)
    await expectRefusal(['--out', link], 2, { code: 'usage', file: link })
  })

  it('for noise of another shape', async () => {
    const noise = path.join(folder, 'noise.safetensors')
    const data = new Float32Array(4 * 4 * 8 * 8)
    await writeSafetensors(noise, [['content.noise', { dtype: 'F32', shape: [4, 4, 8, 8], data }]])
    const message = `${noise}: expected content.noise as float32 [4, 4, 16, 32] for these settings, found F32 [4, 4, 8, 8].`
    await expectRefusal(['--noise', noise], 1, { code: 'bad-tensor-file', file: noise, message })
  })
})
