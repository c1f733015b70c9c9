/** What `import 'electron'` gives in the main process. */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { chromium } from 'playwright-core'
import { app, theApp } from './app.ts'
import { BrowserWindow, surroundings } from './browser-window.ts'
import { MessageChannelMain } from './ports.ts'
import { protocol, startServer } from './schemes.ts'
import { dialog, Menu, nativeTheme, Notification, screen, session, shell } from './system.ts'
import { utilityProcess } from './utility-process.ts'
import { ipcMain } from './web-contents.ts'

export {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeTheme,
  Notification,
  protocol,
  screen,
  session,
  shell,
  utilityProcess,
}

/** For functions that `ElectronApplication.evaluate` sends here. */
export default {
  ...{ app, BrowserWindow, dialog, ipcMain, Menu, nativeTheme, Notification, protocol, screen, session, shell },
}

/** Starts the browser; afterwards the application is ready. */
export async function startDouble(): Promise<void> {
  const userData = theApp.getPath('userData')
  fs.mkdirSync(userData, { recursive: true })
  const portFile = path.join(userData, 'electron-double-port')
  const port = await startServer(fs.existsSync(portFile) ? Number(fs.readFileSync(portFile, 'utf8')) : 0)
  fs.writeFileSync(portFile, String(port))
  // by require: the module hook of this process is for electron alone
  const playwright = createRequire(import.meta.url)('playwright-core') as { readonly chromium: typeof chromium }
  surroundings.browser = await playwright.chromium.launchPersistentContext(path.join(userData, 'chromium'), {
    executablePath: process.env['WEATHERGLASS_CHROMIUM'] ?? '/usr/bin/chromium',
    headless: process.env['WEATHERGLASS_HEADED'] === undefined,
    viewport: null,
    args: [`--remote-debugging-port=${process.env['ELECTRON_DOUBLE_DEBUG_PORT']}`, '--no-sandbox'],
  })
  surroundings.browser.on('close', () => theApp.isQuitting || theApp.exit(0))
  theApp.becomeReady()
}
