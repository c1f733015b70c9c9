import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { createApp, type App, type Host } from '../../../src/main/app.ts'
import { openPage, type Page } from './page.ts'

/** A folder that is gone when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'weatherglass-app-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A window's surroundings without a window. */
export const plainHost: Host = {
  kind: 'desktop',
  versions: { Electron: 'none' },
  folderRoots: null,
  pickFolder: () => Promise.resolve(null),
  showFolder: () => Promise.resolve(),
  openLink: () => Promise.resolve(),
}

export interface StartedApp {
  readonly app: App
  readonly page: Page
  readonly calls: Page['calls']
  /** Where the workspace lies, and where sources can be put beside it. */
  readonly folder: string
}

/** An application with a workspace of its own and a page on it; settings and log are in the folder too. Gone when the test ends. */
export async function startApp(host: Partial<Host> = {}, folder = temporaryFolder()): Promise<StartedApp> {
  const opened = await openApp(host, folder)
  onTestFinished(opened.close)
  return opened
}

/** As `startApp`, until it is closed. */
export async function openApp(
  host: Partial<Host>,
  folder: string,
): Promise<StartedApp & { readonly close: () => Promise<void> }> {
  const before = process.env['WEATHERGLASS_CONFIG']
  process.env['WEATHERGLASS_CONFIG'] = path.join(folder, 'config')
  const app = await createApp({ host: { ...plainHost, ...host }, workspace: path.join(folder, 'workspace') })
  const page = openPage(app)
  const close = async () => {
    page.close()
    await app.close()
    process.env['WEATHERGLASS_CONFIG'] = before
  }
  return { app, page, calls: page.calls, folder, close }
}

/** Waits for what a stream or a poll comes to. */
export async function eventually<T>(look: () => Promise<T | undefined>, milliseconds = 60_000): Promise<T> {
  const end = performance.now() + milliseconds
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (performance.now() > end) throw new Error(`nothing came within ${milliseconds} ms`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
