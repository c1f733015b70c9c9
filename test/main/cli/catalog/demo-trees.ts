import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { writeDemoData } from '../../../../src/main/scenes/demo-data.ts'
import { parseOutput, runInProcess, type CommandResult } from '../run-command.ts'

/** Drawn trees of a test file, and for each test a copy of them, a workspace to be, and nothing that is remembered. */
export interface DemoTrees {
  readonly gta5: string
  readonly acdc: string
  /** Not there yet. */
  readonly workspace: string
  /** A folder for what a test makes itself. */
  readonly folder: string
  /** Runs a command with the test's workspace and --json. */
  run(...args: readonly string[]): Promise<CommandResult>
  /** The same, without --workspace and --json. */
  runPlain(...args: readonly string[]): Promise<CommandResult>
  /** The JSON of a command that must not fail. */
  json(...args: readonly string[]): Promise<Record<string, unknown>>
}

/** Call it once at the top of a test file. Four GTA5 frames; of each condition one ACDC frame with its clear reference. */
export function demoTrees(): DemoTrees {
  let drawn = ''
  let number = 0
  const trees = { gta5: '', acdc: '', workspace: '', folder: '' }
  beforeAll(async () => {
    drawn = realpathSync(mkdtempSync(path.join(tmpdir(), 'weatherglass-cli-')))
    await writeDemoData({ out: path.join(drawn, 'drawn'), content: 4, references: 1, size: [64, 128], seed: 5 })
  })
  beforeEach(() => {
    const folder = path.join(drawn, `test ${++number}`)
    mkdirSync(folder)
    for (const name of ['gta5', 'acdc'] as const) {
      trees[name] = path.join(folder, name)
      cpSync(path.join(drawn, 'drawn', name), trees[name], { recursive: true, preserveTimestamps: true })
    }
    Object.assign(trees, { folder, workspace: path.join(folder, 'ws') })
    process.env['WEATHERGLASS_CONFIG'] = path.join(folder, 'config')
  })
  afterAll(() => rmSync(drawn, { recursive: true, force: true }))
  const run = (...args: readonly string[]) => runInProcess([...args, '--workspace', trees.workspace, '--json'])
  return Object.assign(trees, {
    run,
    runPlain: (...args: readonly string[]) => runInProcess(args),
    json: async (...args: readonly string[]) => {
      const result = await run(...args)
      if (result.exitCode !== 0) throw new Error(`${args.join(' ')} ended with ${result.exitCode}: ${result.stdout}`)
      return parseOutput(result)
    },
  })
}

/** Of names, kinds, sizes, times of change and bytes of all that is in a folder; access times aside. */
export function checksumOf(folder: string): string {
  const hash = createHash('sha256')
  for (const name of (readdirSync(folder, { recursive: true }) as string[]).sort()) {
    const file = path.join(folder, name)
    const { mode, size, mtimeMs, ctimeMs } = statSync(file)
    hash.update(JSON.stringify([name, mode, size, mtimeMs, ctimeMs]))
    if (statSync(file).isFile()) hash.update(readFileSync(file))
  }
  return hash.digest('hex')
}

/** The sentence of a command that failed with --json. */
export const errorOf = (result: CommandResult): { code: string; message: string } =>
  parseOutput(result)['error'] as { code: string; message: string }
