import { chmodSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { describeFailure } from '../../../src/main/cli/report-error.ts'
import { readSettings } from '../../../src/main/cli/transfer-settings.ts'
import { ModelLoader } from '../../../src/main/engine/model-loader.ts'
import { runTransfer } from '../../../src/main/engine/transfer-job.ts'
import { paper } from '../../../src/shared/presets.ts'
import { temporaryFolder } from '../diffusion/safetensors-files.ts'
import {
  fileCases,
  imageCases,
  labelCases,
  modelCases,
  noiseCase,
  usageCases,
  usual,
  type Case,
} from './bad-input-cases.ts'
import { parseOutput, runCommand, runInProcess, type CommandResult } from './run-command.ts'

/**
 * What a person can get wrong: one sentence that names the file, the exit code, nothing printed elsewhere, nothing left behind.
 * What is found before the inference process starts runs here through the command's own program, what that process
 * finds through its job; a few of both through the real command.
 */

async function prepare(
  one: Case,
): Promise<{ options: Record<string, string>; file: string | null; left: () => string[] }> {
  const [folder, output] = [temporaryFolder(), temporaryFolder()]
  const options = { ...usual, '--out': path.join(output, 'out.png'), ...(await one.options(folder)) }
  const list = () => [folder, output].flatMap((each) => readdirSync(each, { recursive: true }).map(String))
  const before = list()
  const file = one.about === null ? null : (options as Record<string, string>)[one.about]!
  return { options, file, left: () => list().filter((name) => !before.includes(name)) }
}

/** One sentence on one line, about the file where there is one. */
function expectSentence(message: string, file: string | null, { says }: Case): void {
  expect(message).toMatch(says)
  expect(message).toMatch(/^[^\n]+[.?]\)?$/)
  if (file !== null) expect(message).toContain(file)
}

function expectRefusal(one: Case, file: string | null, text: CommandResult, json: CommandResult): void {
  const { error } = parseOutput(json) as { error: { code: string; message: string; file?: string } }
  expect(json).toMatchObject({ exitCode: one.exitCode, stderr: '' })
  expect(error.code).toBe(one.code)
  expectSentence(error.message, file, one)
  if (file !== null) expect(error.file).toContain(file)
  expect(text).toEqual({ exitCode: one.exitCode, stdout: '', stderr: `${error.message}\n` })
}

describe('refused before the inference process is asked', () => {
  it.each([...usageCases, ...fileCases])('$name', async (one) => {
    const { options, file, left } = await prepare(one)
    const args = ['transfer', ...Object.entries(options).flat()]
    const text = await runInProcess(args)
    expectRefusal(one, file, text, await runInProcess([...args, '--json']))
    expect(left()).toEqual([])
  })

  it.skipIf(process.getuid?.() === 0)('a folder that is read-only', async () => {
    const folder = temporaryFolder()
    chmodSync(folder, 0o555)
    const options = { ...usual, '--out': path.join(folder, 'out.png') }
    const result = await runInProcess(['transfer', ...Object.entries(options).flat()])
    expect(result).toMatchObject({ exitCode: 1, stdout: '' })
    expect(result.stderr).toContain(folder)
  })
})

describe('refused by the inference process', () => {
  const models = new ModelLoader()
  const run = async (options: Record<string, string>): Promise<unknown> =>
    runTransfer(
      models,
      {
        model: options['--model']!,
        content: options['--content']!,
        contentLabel: options['--content-label']!,
        style: options['--style']!,
        styleLabel: options['--style-label']!,
        ...(options['--noise'] !== undefined && { noise: options['--noise'] }),
        settings: (await readSettings({ size: options['--size']!, steps: '4', skip: '2' }, paper)).settings,
        provider: 'cpu',
        precision: 'auto',
        trace: false,
      },
      {
        onProgress: () => undefined,
        onEvent: () => undefined,
        isCancelled: () => Promise.resolve(false),
        signal: new AbortController().signal,
      },
    ).then(
      () => expect.unreachable('nothing was refused'),
      (error: unknown) => error,
    )
  afterEach(() => void vi.restoreAllMocks())

  it.each([...imageCases, ...labelCases, ...modelCases, noiseCase])('$name', async (one) => {
    const { options, file, left } = await prepare(one)
    const { error, exitCode } = describeFailure(await run(options))
    expect({ code: error.code, exitCode }).toEqual({ code: one.code, exitCode: one.exitCode })
    expectSentence(error.message, file, one)
    expect(left()).toEqual([])
  })

  it('a size for which there is not enough memory, with one that fits', async () => {
    vi.spyOn(process, 'availableMemory').mockReturnValue(5e8)
    const { error, exitCode } = describeFailure(await run({ ...usual, '--size': '512x1024' }))
    expect({ code: error.code, exitCode }).toEqual({ code: 'out-of-memory', exitCode: 1 })
    expect(error.message).toMatch(/512x1024 pixels .*needs about 0\.\d GB .*0\.5 GB are free: .* would fit/)
  })
})

describe('through the real command', () => {
  const named = (name: string) => [...imageCases, ...labelCases, ...modelCases].find((one) => one.name === name)!
  it.each([named('truncated.png'), named('photo.png'), named('a tensor that is missing'), noiseCase])(
    '$name',
    async (one) => {
      const { options, file, left } = await prepare(one)
      const args = ['transfer', ...Object.entries(options).flat()]
      const text = await runCommand(args)
      expectRefusal(one, file, text, await runCommand([...args, '--json']))
      expect(left()).toEqual([])
    },
  )

  it('a missing option or command', async () => {
    const result = await runCommand(['transfer', '--model', 'x'])
    expect(result).toEqual({ exitCode: 2, stdout: '', stderr: "Required option '--content <image>' not specified.\n" })
    expect((await runCommand([])).exitCode).toBe(2)
  })
})
