import { app as electron, BrowserWindow } from 'electron'
import { createApp, type App } from '../app.ts'
import { PageFiles } from '../app/page/page-files.ts'
import { folder } from './folders.ts'
import { desktopHost } from './desktop-host.ts'
import { limitNavigation } from './security/navigation.ts'
import { denyPermissions } from './security/permissions.ts'
import { announceScheme, serveScheme } from './security/protocol.ts'
import { setAboutPanel } from './system/about.ts'
import { reportDefects } from './system/defects.ts'
import { keepMenu } from './system/menu.ts'
import { showProgress } from './system/progress.ts'
import { startUtilityProcesses } from './system/utility-processes.ts'
import { openPorts } from './window/page-port.ts'
import { placeIsWritten } from './window/window-place.ts'
import { openWindow } from './window/window.ts'

/** Starts the application in windows of its own; a second start only brings the first one's window to the front. */
export function startDesktop(): void {
  if (!electron.requestSingleInstanceLock()) return electron.quit()
  electron.enableSandbox()
  announceScheme()
  limitNavigation()
  electron.on('second-instance', bringToFront)
  electron.on('window-all-closed', () => process.platform === 'darwin' || electron.quit())
  electron.whenReady().then(start).catch(giveUp)
}

async function start(): Promise<void> {
  startUtilityProcesses()
  const page = new PageFiles(folder('renderer'))
  const app = await createApp({ host: desktopHost })
  reportDefects(app.log)
  denyPermissions()
  serveScheme(app, page)
  openPorts(app)
  setAboutPanel()
  keepMenu(app)
  showProgress(app)
  closeBeforeQuitting(app)
  electron.on('activate', () => BrowserWindow.getAllWindows().length === 0 && void openWindow(app.log))
  await openWindow(app.log)
}

function bringToFront(): void {
  const [window] = BrowserWindow.getAllWindows()
  if (window?.isMinimized()) window.restore()
  window?.show()
  window?.focus()
}

/** The catalog is closed and images in hand are recorded first. */
function closeBeforeQuitting(app: App): void {
  let isClosed = false
  electron.on('will-quit', (event) => {
    if (isClosed) return
    event.preventDefault()
    void Promise.allSettled([app.close(), placeIsWritten()]).then(() => {
      isClosed = true
      electron.quit()
    })
  })
}

function giveUp(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  electron.exit(1)
}
