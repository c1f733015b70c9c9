import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'
import { runProgram } from '../../../src/main/cli/program.ts'

export const launcher = fileURLToPath(new URL('../../../bin/weatherglass.js', import.meta.url))

export interface CommandResult {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs `weatherglass` as a person does; `onStderr` may act on the process while it runs, `file` is another installation's. */
export function runCommand(
  args: readonly string[],
  onStderr: (text: string, child: ChildProcess) => void = () => undefined,
  file = launcher,
): Promise<CommandResult> {
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    onStderr(stderr, child)
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }))
  })
}

/** The one JSON object that a command printed; throws where stdout holds anything else. */
export const parseOutput = ({ stdout }: CommandResult): Record<string, unknown> =>
  JSON.parse(stdout) as Record<string, unknown>

/** Runs the command in this process, for what ends before the inference process is asked: a start costs half a second. */
export async function runInProcess(args: readonly string[]): Promise<CommandResult> {
  const written = { stdout: '', stderr: '' }
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += String(text)
      return true
    }),
  )
  try {
    await runProgram(args)
    return { exitCode: Number(process.exitCode ?? 0), ...written }
  } finally {
    process.exitCode = undefined
    for (const spy of spies) spy.mockRestore()
  }
}
