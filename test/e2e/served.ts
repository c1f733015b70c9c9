import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { builtFile, surroundings } from './launch-app.ts'

export interface ServedProcess {
  /** The link that was printed. */
  readonly link: string
  readonly process: ChildProcess
  close(): Promise<void>
}

/** Starts `serve` as it was built, on a port that is free. */
export async function startServed(home: string, args: readonly string[] = []): Promise<ServedProcess> {
  const child = fork(builtFile('main', 'serve.js'), ['--port', '0', ...args], {
    env: surroundings(home),
    stdio: ['pipe', 'pipe', 'inherit', 'ipc'],
  })
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
  return {
    link: /http:\S+/.exec(line)![0],
    process: child,
    close: async () => {
      if (child.exitCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
