import { chromium, type Browser, type Page } from '@playwright/test'
import react from '@vitejs/plugin-react'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { build } from 'vite'
import { picture } from './pictures.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const origin = 'http://weatherglass.test'
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** Debian's Chromium; Playwright's own where there is one. */
const debianChromium = '/usr/bin/chromium'
const executablePath = existsSync(debianChromium) ? debianChromium : chromium.executablePath()

/** Whether there is a browser to look with. */
export const hasChromium = existsSync(executablePath)

export interface WidgetPage {
  /** Opens the page at a hash, fresh: nothing is stored yet. */
  readonly open: (options?: OpenOptions) => Promise<Page>
  readonly close: () => Promise<void>
  /** The built page, as hosts would serve it. */
  readonly folder: string
  /** What went wrong on the pages since the last call: exceptions, errors on the console, refused by the policy. */
  readonly complaints: () => string[]
}

interface OpenOptions {
  readonly hash?: string
  readonly width?: number
  readonly height?: number
  readonly theme?: 'dark' | 'light'
  readonly reducedMotion?: boolean
}

/** Builds the product's own index.html around the test's screens, and opens it in Chromium without a server. */
export async function startWidgetPage(): Promise<WidgetPage> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'weatherglass-page-'))
  await buildPage(folder)
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  const complaints: string[] = []
  return {
    folder,
    open: (options = {}) => openPage(browser, folder, complaints, options),
    complaints: () => complaints.splice(0),
    close: async () => {
      await browser.close()
      await rm(folder, { recursive: true })
    },
  }
}

/**
 * Only the entry differs from the product: the page's screens instead of the product's. Built for production, whatever the
 * test runner is set to: React's and emotion's development builds write styles that the policy refuses.
 */
async function buildPage(folder: string): Promise<void> {
  const environment = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  await build({
    root: path.join(root, 'src/renderer'),
    base: './',
    configFile: false,
    logLevel: 'error',
    plugins: [
      react(),
      {
        name: 'entry-of-the-test',
        enforce: 'pre',
        load: (id) =>
          id === path.join(root, 'src/renderer/main.tsx')
            ? `import ${JSON.stringify(path.join(import.meta.dirname, 'main.tsx'))}`
            : null,
      },
    ],
    build: { outDir: folder, minify: false, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  }).finally(() => (process.env.NODE_ENV = environment))
}

async function openPage(
  browser: Browser,
  folder: string,
  complaints: string[],
  { hash = '', width = 1440, height = 900, theme = 'dark', reducedMotion = false }: OpenOptions,
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
  })
  await context.route(`${origin}/**`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1) || 'index.html'
    const drawing = picture(name)
    if (drawing) return route.fulfill({ body: await drawing, contentType: 'image/webp' })
    const file = path.join(folder, name)
    if (!existsSync(file)) return route.fulfill({ status: 404 })
    return route.fulfill({ body: await readFile(file), contentType: types[path.extname(name)] ?? 'text/plain' })
  })
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  await page.goto(`${origin}/${hash}`)
  await page.getByRole('contentinfo').waitFor()
  await page.evaluate(() => document.fonts.ready)
  return page
}
