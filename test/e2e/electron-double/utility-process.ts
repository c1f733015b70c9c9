import { fork, type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import path from 'node:path'

interface ForkOptions {
  readonly env?: NodeJS.ProcessEnv
  readonly stdio?: readonly ['ignore', 'ignore', 'ignore' | 'inherit' | 'pipe']
}

export interface ToUtility {
  readonly fromOutside: object
}

class UtilityProcess extends EventEmitter {
  readonly #child: ChildProcess

  constructor(file: string, args: readonly string[], { env = process.env, stdio }: ForkOptions) {
    super()
    this.#child = fork(path.join(import.meta.dirname, 'utility-host.ts'), [file, ...args], {
      execArgv: [],
      env,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', stdio?.[2] ?? 'inherit', 'ipc'],
    })
    this.#child.on('spawn', () => this.emit('spawn'))
    this.#child.on('message', (message) => this.emit('message', message))
    this.#child.on('exit', (code) => this.emit('exit', code ?? 1))
    process.on('exit', () => this.#child.kill('SIGKILL'))
  }

  get pid() {
    return this.#child.pid
  }
  get stderr() {
    return this.#child.stderr
  }

  postMessage(message: object): void {
    if (this.#child.connected) this.#child.send({ fromOutside: message } satisfies ToUtility, () => undefined)
  }

  kill(): boolean {
    return this.#child.kill('SIGTERM')
  }
}

/** Plain Node in the place of Chromium's utility process. */
export const utilityProcess = {
  fork: (file: string, args: readonly string[] = [], options: ForkOptions = {}): UtilityProcess =>
    new UtilityProcess(file, args, options),
}
