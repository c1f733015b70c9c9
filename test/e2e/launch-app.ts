import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { launchDouble } from './electron-double/launch-double.ts'

export interface LaunchOptions {
  /** With a package.json whose `main` is the compiled entry. */
  readonly folder: string
  readonly switches: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

/** What specs use of Playwright's ElectronApplication, of the real Electron or the double. */
export interface LaunchedApp extends Pick<ElectronApplication, 'evaluate'> {
  windows(): Page[]
  firstWindow(): Promise<Page>
  process(): ChildProcess
  close(): Promise<void>
}

/** The project, or another folder with its package.json and `out`. */
const folder = process.env['WEATHERGLASS_APP'] ?? path.resolve(import.meta.dirname, '../..')

/**
 * Starts the built application with settings, log and cache of its own, in the real Electron where its binary is, else in the double.
 *
 * @param home a folder that outlives the application: a second start finds there what the first one left
 */
export function launchApp(home: string = temporaryHome(), switches: readonly string[] = []): Promise<LaunchedApp> {
  const options: LaunchOptions = {
    folder,
    switches: [`--user-data-dir=${path.join(home, 'electron')}`, ...switches],
    env: surroundings(home),
  }
  return isElectronThere() ? launchElectron(options) : launchDouble(options)
}

export const temporaryHome = (): string => realpathSync(mkdtempSync(path.join(tmpdir(), 'weatherglass-e2e-')))

/** A person's own settings and folders stay out of the specs, and the specs out of them. */
export const surroundings = (home: string): NodeJS.ProcessEnv => ({
  ...process.env,
  HOME: home,
  WEATHERGLASS_CONFIG: path.join(home, 'config'),
  WEATHERGLASS_CACHE: path.join(home, 'cache'),
})

export const builtFile = (...parts: readonly string[]): string => path.join(folder, 'out', ...parts)

function isElectronThere(): boolean {
  const folder = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  const binary = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(folder, 'dist')
  return existsSync(path.join(binary, 'version')) && process.env['ELECTRON_DOUBLE'] !== '1'
}

async function launchElectron({ folder, switches, env }: LaunchOptions): Promise<LaunchedApp> {
  const defined = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  return _electron.launch({ args: [folder, ...switches], env: defined })
}
