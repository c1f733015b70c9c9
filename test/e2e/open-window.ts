import { existsSync } from 'node:fs'
import { chromium, type Browser, type Page } from '@playwright/test'
import { launchApp } from './launch-app.ts'
import { startServed } from './served.ts'

/** Where the application shows its page: in a window of its own, or in a browser. */
export type HostName = 'desktop' | 'served'

/** A page of the built application. */
export interface OpenedWindow {
  readonly page: Page
  /** Of the application's main process. */
  readonly pid: number
  /** Exceptions and errors on the console since the last call; also what the policy refused. */
  complaints(): string[]
  /** Does what asks for a folder, and picks this one in the dialog of the host. */
  chooseFolder(folder: string, ask: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

/** Playwright's own Chromium where Debian's is not. */
export function openBrowser(): Promise<Browser> {
  const debian = process.env['WEATHERGLASS_CHROMIUM'] ?? '/usr/bin/chromium'
  const executablePath = existsSync(debian) ? debian : chromium.executablePath()
  return chromium.launch({ executablePath, args: ['--no-sandbox'] })
}

/** Starts the application; what an earlier start left in `home` is there. */
export async function openWindow(host: HostName, home: string): Promise<OpenedWindow> {
  const opened = await (host === 'desktop' ? openDesktop(home) : openServed(home))
  await opened.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await opened.page.setViewportSize({ width: 1440, height: 900 })
  return opened
}

/** What a page says on its console from now on. */
export function hearComplaints(page: Page): () => string[] {
  const heard: string[] = []
  page.on('pageerror', (error) => heard.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && heard.push(message.text()))
  return () => heard.splice(0)
}

async function openDesktop(home: string): Promise<OpenedWindow> {
  const app = await launchApp(home)
  const page = await app.firstWindow()
  return {
    page,
    pid: app.process().pid!,
    complaints: hearComplaints(page),
    chooseFolder: async (folder, ask) => {
      await app.evaluate(({ dialog }, folder) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [folder] })
      }, folder)
      await ask()
    },
    close: () => app.close(),
  }
}

async function openServed(home: string): Promise<OpenedWindow> {
  const served = await startServed(home, { args: ['--root', home] })
  const browser = await openBrowser()
  const context = await browser.newContext()
  const page = await context.newPage()
  const complaints = hearComplaints(page)
  await page.goto(served.link)
  return {
    page,
    pid: served.process.pid!,
    complaints,
    chooseFolder: async (folder, ask) => {
      await ask()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('textbox', { name: 'Folder' }).fill(folder)
      await page.keyboard.press('Enter')
      await dialog.getByRole('button', { name: 'Choose this folder' }).click()
    },
    close: async () => {
      await browser.close()
      await served.close()
    },
  }
}
