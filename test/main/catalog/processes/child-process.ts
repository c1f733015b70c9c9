import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A real process that runs a module and tells its lines. */
export interface Child {
  readonly process: ChildProcess
  /** Everything that it printed, once it has ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly lines: readonly string[]; readonly errors: string }>
  /** The next line that equals `line`. */
  said(line: string): Promise<void>
}

export function startChild(module: URL, args: readonly string[], nodeOptions: readonly string[] = []): Child {
  const child = spawn(process.execPath, [...nodeOptions, module.pathname, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  let errors = ''
  const waiting = new Map<string, () => void>()
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line)
    waiting.get(line)?.()
  })
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, lines, errors }))
  const said = async (line: string): Promise<void> => {
    if (lines.includes(line)) return
    const heard = new Promise<void>((resolve) => waiting.set(line, resolve))
    const gone = ended.then(({ code }) => {
      if (!lines.includes(line))
        throw new Error(`Expected the child to say ${line} but it ended with ${code}: ${errors}`)
    })
    await Promise.race([heard, gone])
  }
  return { process: child, ended, said }
}
