import { EventEmitter } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { withNothingElse } from './not-there.ts'

/** `--user-data-dir=/x` as `user-data-dir` and `/x`. */
const switches = new Map(
  process.argv
    .filter((argument) => argument.startsWith('--'))
    .map((argument) => {
      const [name = '', ...value] = argument.slice(2).split('=')
      return [name, value.join('=')] as const
    }),
)

/** The folder whose package.json names the entry; boot.ts sets it. */
export const appFolder = path.resolve(process.env['ELECTRON_DOUBLE_APP'] ?? '.')
const packageJson = JSON.parse(fs.readFileSync(path.join(appFolder, 'package.json'), 'utf8')) as {
  readonly name: string
  readonly version: string
}

const paths: Record<string, string> = {
  userData: switches.get('user-data-dir') || fs.mkdtempSync(path.join(os.tmpdir(), 'electron-double-')),
  temp: os.tmpdir(),
  home: os.homedir(),
  exe: process.execPath,
}

/** What closes the windows when the application quits; electron.ts sets it. */
export interface Windows {
  /** @returns whether all of them let themselves be closed */
  readonly closeAll: () => boolean
  readonly shutDown: () => Promise<unknown>
}

class App extends EventEmitter {
  readonly isPackaged = false
  readonly name = packageJson.name
  /** What setAboutPanelOptions was given, and how often the panel was shown: for the specs. */
  aboutPanel: unknown = null
  aboutPanelShown = 0
  sandboxEnabled = false
  windows: Windows = { closeAll: () => true, shutDown: () => Promise.resolve() }
  readonly #ready = Promise.withResolvers<void>()
  #isReady = false
  #isQuitting = false

  whenReady(): Promise<void> {
    return this.#ready.promise
  }

  isReady(): boolean {
    return this.#isReady
  }

  becomeReady(): void {
    this.#isReady = true
    this.emit('ready', {}, {})
    this.#ready.resolve()
  }

  getPath(name: string): string {
    const found = name === 'logs' ? path.join(paths['userData']!, 'logs') : paths[name]
    if (found === undefined) throw new Error(`Failed to get '${name}' path`)
    return found
  }

  getAppPath = (): string => appFolder
  getVersion = (): string => packageJson.version
  getName = (): string => this.name
  requestSingleInstanceLock = (): boolean => !switches.has('second-instance')
  setAppUserModelId = (): void => undefined
  enableSandbox(): void {
    if (this.#isReady) throw new Error('app.enableSandbox() can only be called before app is ready')
    this.sandboxEnabled = true
  }

  setAboutPanelOptions(options: unknown): void {
    this.aboutPanel = options
  }

  showAboutPanel(): void {
    this.aboutPanelShown++
  }

  get isQuitting(): boolean {
    return this.#isQuitting
  }

  quit(): void {
    if (this.#isPrevented('before-quit')) return
    this.#isQuitting = true
    if (!this.windows.closeAll() || this.#isPrevented('will-quit')) {
      this.#isQuitting = false
      return
    }
    this.exit(0)
  }

  exit(code = 0): void {
    this.#isQuitting = true
    this.emit('quit', {}, code)
    const tooLong = new Promise((resolve) => setTimeout(resolve, 3000))
    void Promise.race([this.windows.shutDown(), tooLong]).finally(() => process.exit(code))
  }

  #isPrevented(event: 'before-quit' | 'will-quit'): boolean {
    let prevented = false
    this.emit(event, { preventDefault: () => (prevented = true) })
    return prevented
  }
}

export const theApp = new App()
export const app = withNothingElse('app', theApp)
