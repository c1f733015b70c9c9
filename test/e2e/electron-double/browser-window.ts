import { EventEmitter } from 'node:events'
import fs from 'node:fs'
import type { BrowserContext, Page } from 'playwright-core'
import { theApp } from './app.ts'
import { createCodec } from './codec.ts'
import { withNothingElse } from './not-there.ts'
import { BINDING } from './page-messages.ts'
import { hostPreload, type PreloadOptions } from './preload-host.ts'
import { toApp, toHttp } from './schemes.ts'
import { WebContents } from './web-contents.ts'

interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface WindowOptions extends Partial<Bounds> {
  readonly show?: boolean
  readonly webPreferences?: { readonly preload?: string; readonly sandbox?: boolean }
}

const windows = new Map<number, BrowserWindow>()
let nextId = 1

/** The browser whose pages are the windows; electron.ts sets it at the start. */
export const surroundings: { browser: BrowserContext | null } = { browser: null }

theApp.windows = {
  closeAll: () => {
    for (const window of [...windows.values()]) window.close()
    return windows.size === 0
  },
  shutDown: () => surroundings.browser?.close() ?? Promise.resolve(),
}

export class BrowserWindow extends EventEmitter {
  static getAllWindows = (): BrowserWindow[] => [...windows.values()].map(({ proxy }) => proxy)
  static getFocusedWindow = (): BrowserWindow | null =>
    BrowserWindow.getAllWindows().find((one) => one.isFocused()) ?? null

  readonly id = nextId++
  /** What the window was made with: for the specs. */
  readonly options: WindowOptions
  readonly webContents: WebContents
  /** As the application sees it. */
  readonly proxy: BrowserWindow
  /** What the task bar would show: for the specs. */
  progressBar = -1
  readonly #opening: Promise<void>
  #page: Page | null = null
  #bounds: Bounds
  #state = { visible: false, maximized: false, minimized: false, focused: true, destroyed: false, shown: false }

  constructor(options: WindowOptions = {}) {
    super()
    if (!theApp.isReady()) throw new Error('Cannot create BrowserWindow before app is ready')
    this.options = options
    const { x = 0, y = 0, width = 800, height = 600, show = true } = options
    this.#bounds = { x, y, width, height }
    this.#state.visible = show
    const contents = new WebContents(this.id)
    this.webContents = contents.proxy = withNothingElse('webContents', contents)
    this.proxy = withNothingElse('BrowserWindow', this)
    windows.set(this.id, this)
    this.#opening = this.#open(contents)
    theApp.emit('web-contents-created', {}, this.webContents)
    return this.proxy
  }

  async loadURL(address: string): Promise<void> {
    await this.#opening
    await this.#page!.goto(toHttp(address), { waitUntil: 'load' })
  }

  show(): void {
    Object.assign(this.#state, { visible: true, minimized: false, focused: true })
    this.emit('show')
  }
  focus(): void {
    this.#state.focused = true
  }
  blur(): void {
    this.#state.focused = false
  }
  minimize(): void {
    Object.assign(this.#state, { minimized: true, focused: false })
  }
  restore(): void {
    this.#state.minimized = false
  }
  maximize(): void {
    this.#state.maximized = true
  }
  isVisible = (): boolean => this.#state.visible
  isFocused = (): boolean => this.#state.focused
  isMinimized = (): boolean => this.#state.minimized
  isMaximized = (): boolean => this.#state.maximized
  isDestroyed = (): boolean => this.#state.destroyed
  getBounds = (): Bounds => this.#bounds
  getNormalBounds = (): Bounds => this.#bounds
  setBounds(bounds: Partial<Bounds>): void {
    this.#bounds = { ...this.#bounds, ...bounds }
    const { width, height } = this.#bounds
    void this.#page?.setViewportSize({ width, height }).catch(() => undefined)
  }
  setProgressBar(share: number): void {
    this.progressBar = share
  }

  close(): void {
    let prevented = false
    this.emit('close', { preventDefault: () => (prevented = true) })
    if (!prevented) this.destroy()
  }

  destroy(): void {
    const page = this.#page
    this.#gone()
    void page?.close().catch(() => undefined)
  }

  async #open(contents: WebContents): Promise<void> {
    const browser = surroundings.browser!
    const isFree = (page: Page): boolean => page.url() === 'about:blank' && !taken.has(page)
    const page = browser.pages().find(isFree) ?? (await browser.newPage())
    taken.add(page)
    this.#page = contents.page = page
    const { width, height } = this.#bounds
    await page.setViewportSize({ width, height })
    await page.exposeBinding(BINDING, ({ frame }, text: string) =>
      frame === page.mainFrame() ? contents.receive(text) : undefined,
    )
    await page.addInitScript({ content: preloadScript(this.options.webPreferences?.preload) })
    await this.#follow(page, contents)
  }

  async #follow(page: Page, contents: WebContents): Promise<void> {
    page.on('close', () => this.#gone())
    page.on('crash', () => contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }))
    page.on('domcontentloaded', () => {
      if (this.#state.shown) return
      this.#state.shown = true
      this.emit('ready-to-show')
    })
    // the popup's own address may already be that of an error
    const devTools = await surroundings.browser!.newCDPSession(page)
    await devTools.send('Page.enable')
    // unlike Playwright's event of this name not for a new address of the same document, whose ports live on
    devTools.on('Page.frameNavigated', ({ frame }) => frame.parentId === undefined && contents.forgetPorts())
    const decisions: string[] = []
    devTools.on('Page.windowOpen', ({ url }) =>
      decisions.push(contents.openHandler?.({ url: toApp(url) }).action ?? 'allow'),
    )
    page.on('popup', (popup) => {
      taken.add(popup)
      if (decisions.shift() === 'deny') void popup.close()
    })
  }

  #gone(): void {
    if (this.#state.destroyed) return
    this.#state.destroyed = true
    windows.delete(this.id)
    this.webContents.forgetPorts()
    this.emit('closed')
    if (windows.size === 0 && !theApp.isQuitting && !theApp.emit('window-all-closed')) theApp.quit()
  }
}

const taken = new WeakSet<Page>()

function preloadScript(file: string | undefined): string {
  const code = file === undefined ? '' : fs.readFileSync(file, 'utf8')
  const options: PreloadOptions = {
    binding: BINDING,
    process: { platform: process.platform, type: 'renderer', sandboxed: true, contextIsolated: true },
  }
  const preload = `function (require, process, module, exports) {\n${code}\n}`
  return `(${hostPreload.toString()})((${createCodec.toString()})(), ${JSON.stringify(options)}, ${preload})`
}
