import { fork, type ChildProcess } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { chromium, type Browser, type Page } from '@playwright/test'
import type { BootAnswer, BootRequest } from './boot-messages.ts'
import type { LaunchedApp, LaunchOptions } from '../launch-app.ts'

const here = import.meta.dirname

/** Starts the application with the double in Electron's place. */
export async function launchDouble({ folder, switches, env }: LaunchOptions): Promise<LaunchedApp> {
  const port = await freePort()
  const child = fork(path.join(here, 'boot.ts'), [folder, ...switches], {
    execArgv: ['--import', path.join(here, 'register.ts')],
    env: { ...env, ELECTRON_DOUBLE_DEBUG_PORT: String(port) },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const browser = await connect(port, child)
  const pages = (): Page[] =>
    browser
      .contexts()[0]!
      .pages()
      .filter((page) => page.url() !== 'about:blank')
  return {
    windows: pages,
    firstWindow: () => eventually(() => pages()[0], 30_000, 'no window was opened'),
    evaluate: evaluator(child) as LaunchedApp['evaluate'],
    process: () => child,
    close: async () => {
      if (child.connected) child.send({ type: 'quit' } satisfies BootRequest)
      const tooLong = setTimeout(() => child.kill('SIGKILL'), 15_000)
      await exited
      clearTimeout(tooLong)
      await browser.close()
    },
  }
}

/** Sends a function to the main process, with Electron's modules as its first argument. */
function evaluator(child: ChildProcess) {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let nextId = 1
  child.on('message', (answer: BootAnswer) => {
    const waits = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('error' in answer) waits?.reject(new Error(answer.error))
    else waits?.resolve(answer.result)
  })
  return (body: unknown, argument?: unknown): Promise<unknown> => {
    const waits = Promise.withResolvers<unknown>()
    const id = nextId++
    waiting.set(id, waits)
    child.send({ type: 'evaluate', id, body: String(body), argument } satisfies BootRequest)
    return waits.promise
  }
}

async function connect(port: number, child: ChildProcess): Promise<Browser> {
  for (;;) {
    try {
      return await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
    } catch (error) {
      if (child.exitCode !== null || child.signalCode !== null) throw error
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

async function eventually<T>(look: () => T | undefined, milliseconds: number, failure: string): Promise<T> {
  for (const end = performance.now() + milliseconds; performance.now() < end;) {
    const found = look()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(failure)
}
