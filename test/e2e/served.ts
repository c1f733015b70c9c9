import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { builtFile, surroundings } from './launch-app.ts'

export interface ServedProcess {
  /** The link that was printed at the start. */
  readonly link: string
  readonly process: ChildProcess
  /** Presses Enter. @returns another link */
  newLink(): Promise<string>
  close(): Promise<void>
}

export interface ServedOptions {
  readonly args?: readonly string[]
  readonly port?: number
  /** Of Node. */
  readonly execArgv?: readonly string[]
}

/** Starts `serve` as it was built, on a port that is free where none is named. */
export async function startServed(
  home: string,
  { args = [], port = 0, execArgv = [] }: ServedOptions = {},
): Promise<ServedProcess> {
  const child = fork(builtFile('main', 'serve.js'), ['--port', String(port), ...args], {
    env: surroundings(home),
    stdio: ['pipe', 'pipe', 'inherit', 'ipc'],
    execArgv: [...execArgv],
  })
  const lines = createInterface({ input: child.stdout! })
  const nextLink = async (): Promise<string> => {
    for (;;) {
      const [line] = (await once(lines, 'line')) as [string]
      const link = /http:\S+sign-in\S+/.exec(line)?.[0]
      if (link !== undefined) return link
    }
  }
  return {
    link: await nextLink(),
    process: child,
    newLink: () => {
      child.stdin!.write('\n')
      return nextLink()
    },
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
