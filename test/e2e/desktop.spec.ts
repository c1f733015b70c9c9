import path from 'node:path'
import { expect, test } from '@playwright/test'
import { drawGta5 } from '../main/app/drawn-source.ts'
import { launchApp, temporaryHome, type LaunchedApp } from './launch-app.ts'
import { rawCall } from './raw-call.ts'

/** What the double records; the real Electron has other ways to see it. */
interface Recorded {
  readonly options: { readonly webPreferences: Readonly<Record<string, unknown>> }
  readonly progressBar: number
}

let app: LaunchedApp
test.beforeAll(async () => {
  app = await launchApp()
  await app.firstWindow()
})
test.afterAll(() => app.close())

test.describe('Electron’s checklist of security', () => {
  test('1, 18: the page comes from app://, no file:// and no server', async () => {
    const address = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.getURL())
    expect(address).toBe('app://weatherglass/index.html')
  })

  test('2, 3, 4, 6, 8, 9, 10, 11: a window without Node, isolated, in the sandbox, with web security', async () => {
    const preferences = await app.evaluate(
      ({ BrowserWindow }) => (BrowserWindow.getAllWindows()[0] as unknown as Recorded).options.webPreferences,
    )
    expect(preferences).toMatchObject({
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
    })
    for (const dangerous of ['experimentalFeatures', 'enableBlinkFeatures', 'additionalArguments'])
      expect(preferences).not.toHaveProperty(dangerous)
    expect(await app.evaluate(({ app }) => (app as unknown as { sandboxEnabled: boolean }).sandboxEnabled)).toBe(true)
  })

  test('5: every permission is denied', async () => {
    const granted = await app.evaluate(({ session }) => {
      const handlers = session.defaultSession as unknown as {
        permissionRequestHandler: (contents: null, permission: string, decide: (granted: boolean) => void) => void
        permissionCheckHandler: () => boolean
        devicePermissionHandler: () => boolean
      }
      const asked = [
        'media',
        'geolocation',
        'notifications',
        'midi',
        'pointerLock',
        'fullscreen',
        'openExternal',
        'hid',
      ]
      const decisions: boolean[] = [handlers.permissionCheckHandler(), handlers.devicePermissionHandler()]
      for (const permission of asked)
        handlers.permissionRequestHandler(null, permission, (each) => decisions.push(each))
      return decisions
    })
    expect(granted).toHaveLength(10)
    expect(granted).not.toContain(true)
  })

  test('7: a policy without inline scripts, eval or other origins', async () => {
    const page = await app.firstWindow()
    const policy = await page.evaluate(async () => (await fetch('/index.html')).headers.get('content-security-policy'))
    expect(policy).toContain("default-src 'none'; script-src 'self';")
    expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|\*|data:|https?:/)
    const ran = await page.evaluate(() => {
      const script = document.createElement('script')
      try {
        script.textContent = 'window.ran = true'
        document.body.append(script)
      } catch {
        return 'refused'
      }
      return 'ran' in window
    })
    expect(ran).not.toBe(true)
  })

  test('12, 13, 14: no webview, no navigation, no new window', async () => {
    const prevented = await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]!.webContents
      const events = ['will-navigate', 'will-redirect', 'will-attach-webview'] as const
      return events.map((event) => {
        let stopped = false
        contents.emit(event, { preventDefault: () => (stopped = true) })
        return stopped
      })
    })
    expect(prevented).toEqual([true, true, true])
  })

  test('14, 15: links open in the system’s browser, by https alone', async () => {
    const page = await app.firstWindow()
    for (const address of [
      'https://example.invalid/a',
      'http://example.invalid/b',
      'file:///etc/passwd',
      'javascript:alert(1)',
    ])
      await page.evaluate((url) => void window.open(url, '_blank', 'noopener'), address)
    const opened = () => app.evaluate(({ shell }) => (shell as unknown as { opened: string[] }).opened)
    await expect.poll(opened).toEqual(['https://example.invalid/a'])
    await expect.poll(() => app.windows().length).toBe(1)
  })

  test('17: a message from elsewhere gets no port', async () => {
    const ports = await app.evaluate(({ ipcMain, BrowserWindow }) => {
      const { mainFrame } = BrowserWindow.getAllWindows()[0]!.webContents
      const given: unknown[] = []
      const sender = { mainFrame, postMessage: (...message: unknown[]) => given.push(message) }
      const strangers = [
        null,
        { url: 'app://weatherglass/index.html' },
        { url: 'https://evil.example/' },
        { url: 'app://weatherglass.evil/' },
      ]
      for (const senderFrame of strangers) ipcMain.emit('weatherglass-port', { sender, senderFrame })
      const elsewhere = { url: 'https://evil.example/' }
      ipcMain.emit('weatherglass-port', { sender: { ...sender, mainFrame: elsewhere }, senderFrame: elsewhere })
      const strange = given.length
      ipcMain.emit('weatherglass-port', { sender, senderFrame: mainFrame })
      return [strange, given.length]
    })
    expect(ports).toEqual([0, 1])
  })

  test('20: the scheme has the privileges that it needs, and no other', async () => {
    const schemes = await app.evaluate(({ protocol }) => (protocol as unknown as { privileged: unknown[] }).privileged)
    expect(schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    ])
  })
})

test('no address of the scheme leads out of the page', async () => {
  const page = await app.firstWindow()
  const addresses = [
    '/../package.json',
    '/%2e%2e/package.json',
    '/media/image/..%2f..%2fpackage.json',
    '/main/index.js',
    '/media/image/x',
  ]
  for (const address of addresses)
    expect(await page.evaluate(async (url) => (await fetch(url)).status, address), address).toBe(404)
})

test('a menu with the application’s own commands, and an about box', async () => {
  const menu = await app.evaluate(({ Menu }) => {
    const found = Menu.getApplicationMenu()!
    const ids = ['add-source', 'create-workspace', 'open-workspace', 'recent', 'find']
    return ids.map((id) => found.getMenuItemById(id)?.accelerator ?? found.getMenuItemById(id)?.label ?? null)
  })
  expect(menu).toEqual(['CmdOrCtrl+Shift+O', 'CmdOrCtrl+Shift+N', 'CmdOrCtrl+O', 'Open Recent', 'CmdOrCtrl+F'])
  const panel = await app.evaluate(({ app }) => (app as unknown as { aboutPanel: unknown }).aboutPanel)
  expect(panel).toMatchObject({ applicationName: 'Weatherglass', applicationVersion: '0.1.0' })
})

test('folders are picked in the system’s dialog, and those that are dragged here have a path', async () => {
  const page = await app.firstWindow()
  expect(await rawCall(page, '/folders/pick', { title: 'Add a folder' })).toBeNull()
  await app.evaluate(({ dialog }) => {
    dialog.showOpenDialog = (...asked: unknown[]) =>
      Promise.resolve({ canceled: false, filePaths: [JSON.stringify(asked.at(-1))] })
  })
  const picked = JSON.parse((await rawCall(page, '/folders/pick', { title: 'Add a folder' })) as string) as unknown
  expect(picked).toEqual({ title: 'Add a folder', properties: ['openDirectory', 'createDirectory'] })
  // the double has no disk behind a dragged file, only its name
  expect(await page.evaluate(() => window.weatherglass!.pathOfFile(new File([], 'dataset')))).toBe('dataset')
})

test('indexing runs in utility processes, is shown in the task bar, and is told when it is done', async () => {
  const home = temporaryHome()
  const started = await launchApp(home)
  const page = await started.firstWindow()
  await drawGta5(path.join(home, 'gta5'), 40)
  await rawCall(page, '/workspace/create', { folder: path.join(home, 'workspace') })
  await started.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0]!
    window.blur()
    const shown: number[] = []
    const show = window.setProgressBar.bind(window)
    window.setProgressBar = (share: number) => {
      shown.push(share)
      show(share)
    }
    Object.assign(globalThis, { shown })
  })
  await rawCall(page, '/sources/add', { folder: path.join(home, 'gta5') })
  const notifications = () =>
    started.evaluate(({ Notification }) => (Notification as unknown as { shown: unknown[] }).shown)
  await expect
    .poll(notifications, { timeout: 60_000 })
    .toEqual([{ title: 'Indexing is done', body: 'All pictures have been read.' }])
  const [source] = (await rawCall(page, '/sources/list')) as { readonly images: number; readonly waiting: number }[]
  expect(source).toMatchObject({ images: 40, waiting: 0, failed: 0 })
  const shares = await started.evaluate(() => (globalThis as unknown as { shown: number[] }).shown)
  expect(shares.at(-1)).toBe(-1)
  expect(shares.some((share) => share >= 0)).toBe(true)
  expect(await page.evaluate(async () => (await fetch('/media/label/1')).headers.get('content-type'))).toBe('image/png')
  await started.close()
})

test('a second start shows the first one’s window; size and place outlive a restart', async () => {
  const home = temporaryHome()
  let started = await launchApp(home)
  await started.firstWindow()
  const state = await started.evaluate(({ app, BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0]!
    window.minimize()
    app.emit('second-instance', {}, [], '')
    window.setBounds({ x: 40, y: 60, width: 1200, height: 800 })
    return { minimized: window.isMinimized(), focused: window.isFocused() }
  })
  expect(state).toEqual({ minimized: false, focused: true })
  await started.close()

  started = await launchApp(home)
  await started.firstWindow()
  const bounds = () => started.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getBounds())
  expect(await bounds()).toEqual({ x: 40, y: 60, width: 1200, height: 800 })
  await started.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setBounds({ x: 9000, y: 9000 }))
  await started.close()

  started = await launchApp(home)
  await started.firstWindow()
  expect(await bounds()).toMatchObject({ width: 1440, height: 900 })
  await started.close()
})

test('a second process ends without a window', async () => {
  const second = await launchApp(temporaryHome(), ['--second-instance']).catch(() => null)
  expect(second).toBeNull()
})
