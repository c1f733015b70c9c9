import { BrowserWindow, nativeTheme } from 'electron'
import path from 'node:path'
import type { Log } from '../../app/log/log-file.ts'
import { folder } from '../folders.ts'
import { PAGE_ORIGIN } from '../security/protocol.ts'
import { rememberedPlace, rememberPlace } from './window-place.ts'

/** Before the page has drawn itself: its own backgrounds. */
const background = { dark: '#101418', light: '#f6f7f9' } as const
const defaultSize = { width: 1440, height: 900 } as const

/** Opens a window on the page, where the last one was. */
export async function openWindow(log: Log): Promise<BrowserWindow> {
  const { bounds, maximized } = await rememberedPlace()
  const window = new BrowserWindow({
    ...(bounds ?? defaultSize),
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: 'Weatherglass',
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: {
      preload: path.join(folder('preload'), 'index.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  rememberPlace(window, log)
  reloadAfterCrash(window, log)
  window.once('ready-to-show', () => {
    if (maximized) window.maximize()
    window.show()
  })
  await window.loadURL(`${PAGE_ORIGIN}/index.html`).catch((error: unknown) => {
    // closed before it was loaded
    if (!window.isDestroyed()) throw error
  })
  return window
}

/** A page that crashes again at once would do so for ever. */
const CRASH_MILLISECONDS = 10_000

function reloadAfterCrash(window: BrowserWindow, log: Log): void {
  let crashedAt = -Infinity
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return
    log.note(`the page's process is gone: ${reason} (${exitCode})`)
    const isFirst = performance.now() - crashedAt > CRASH_MILLISECONDS
    crashedAt = performance.now()
    if (isFirst && !window.isDestroyed()) window.webContents.reload()
  })
}
