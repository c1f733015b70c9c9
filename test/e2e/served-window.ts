import { chromium, type Browser, type Page } from '@playwright/test'
import react from '@vitejs/plugin-react'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'vite'
import { createApp, type App } from '../../src/main/app.ts'
import { PageFiles } from '../../src/main/app/page/page-files.ts'
import { servedHost } from '../../src/main/serve/served-host.ts'
import { startServer, type RunningServer } from '../../src/main/serve/server.ts'

/** Debian's Chromium; Playwright's own where there is one. */
const debianChromium = '/usr/bin/chromium'
const executablePath = existsSync(debianChromium) ? debianChromium : chromium.executablePath()

/** The application as `serve` runs it, on a home folder of its own, and a browser that looks at it. */
export interface ServedWindow {
  /** Where sources and workspaces can lie; the home folder of the application. */
  readonly home: string
  /** Behind the window: for what a spec begins with. */
  readonly app: App
  /** Signs the browser in and opens the page. */
  readonly open: () => Promise<Page>
  readonly page: Page
  /** Exceptions and errors on the console since the last call; also what the policy refused. */
  readonly complaints: () => string[]
  readonly close: () => Promise<void>
}

export async function openServedWindow(): Promise<ServedWindow> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'weatherglass-e2e-')))
  const home = path.join(folder, 'home')
  await mkdir(home)
  const before = ownHome(folder)
  const pageFolder = path.join(folder, 'page')
  await buildPage(pageFolder)
  const app: App = await createApp({ host: servedHost([home]) })
  const server: RunningServer = await startServer({
    app,
    page: new PageFiles(pageFolder),
    address: '127.0.0.1',
    port: 0,
  })
  const browser: Browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    colorScheme: 'dark',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  return {
    home,
    app,
    page,
    open: async () => {
      await page.goto(server.newLink())
      return page
    },
    complaints: () => complaints.splice(0),
    close: async () => {
      await browser.close()
      await server.close()
      await app.close()
      Object.assign(process.env, before)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A person's own settings stay out of the test. @returns what was set before */
function ownHome(folder: string): NodeJS.ProcessEnv {
  const own = {
    HOME: path.join(folder, 'home'),
    WEATHERGLASS_CONFIG: path.join(folder, 'config'),
    WEATHERGLASS_CACHE: path.join(folder, 'cache'),
  }
  const before = Object.fromEntries(Object.keys(own).map((name) => [name, process.env[name] ?? '']))
  Object.assign(process.env, own)
  return before
}

/** As for a product: development builds write styles that the policy refuses. */
async function buildPage(folder: string): Promise<void> {
  const environment = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  await build({
    root: path.resolve(import.meta.dirname, '../../src/renderer'),
    base: './',
    configFile: false,
    logLevel: 'error',
    plugins: [react()],
    build: { outDir: folder, minify: false, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  }).finally(() => (process.env.NODE_ENV = environment))
}
