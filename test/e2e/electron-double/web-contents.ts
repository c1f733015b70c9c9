import { EventEmitter } from 'node:events'
import type { Page } from 'playwright-core'
import { createCodec } from './codec.ts'
import { withNothingElse } from './not-there.ts'
import type { InvokeAnswer, PageMessage } from './page-messages.ts'
import { fromLink, giveAway, takeIn, type PortLink, type PortMain } from './ports.ts'
import { toApp } from './schemes.ts'

const codec = createCodec()

type InvokeHandler = (event: unknown, ...args: readonly unknown[]) => unknown

class IpcMain extends EventEmitter {
  readonly handlers = new Map<string, InvokeHandler>()

  handle(channel: string, handler: InvokeHandler): void {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    this.handlers.set(channel, handler)
  }
}
export const ipcMain = new IpcMain()

interface OpenRequest {
  readonly url: string
}
type OpenHandler = (request: OpenRequest) => { readonly action: 'allow' | 'deny' }

/** The contents of a window: its page, and messages to and from it. */
export class WebContents extends EventEmitter {
  readonly id: number
  page: Page | null = null
  openHandler: OpenHandler | null = null
  /** As the application sees it. */
  proxy: WebContents = this
  readonly #link: PortLink = {
    ports: new Map(),
    sendToPort: (id, data) => void this.#push({ kind: 'port', id, data }),
  }
  readonly mainFrame: { readonly url: string }

  constructor(id: number) {
    super()
    this.id = id
    const frame = Object.defineProperty({ url: '' }, 'url', { get: () => this.getURL() })
    this.mainFrame = withNothingElse('webFrameMain', frame)
  }

  getURL(): string {
    return this.page ? toApp(this.page.url()) : ''
  }

  send(channel: string, ...args: readonly unknown[]): void {
    void this.#push({ kind: 'send', channel, args })
  }

  postMessage(channel: string, message: unknown, transfer?: readonly PortMain[]): void {
    void this.#push({ kind: 'send', channel, args: [message], ports: giveAway(this.#link, transfer) })
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler
  }

  isDestroyed = (): boolean => this.page?.isClosed() ?? false
  reload = (): void => void this.page?.reload()

  /** The old page's ports are gone. */
  forgetPorts(): void {
    for (const port of this.#link.ports.values()) port.peer?.close()
    this.#link.ports.clear()
  }

  /** A message of the page, and what it is answered. */
  async receive(text: string): Promise<string> {
    const message = codec.decode(text) as PageMessage
    if (message.kind === 'port') {
      fromLink(this.#link, message.id, message.data)
      return ''
    }
    const event = {
      sender: this.proxy,
      senderFrame: this.mainFrame,
      ports: takeIn(this.#link, message.ports),
    }
    if (message.kind === 'invoke') return codec.encode(await invoke(message, event))
    ipcMain.emit(message.channel, event, ...message.args)
    return ''
  }

  async #push(message: PageMessage): Promise<void> {
    const text = codec.encode(message)
    const deliver = (sent: string): void => {
      const hear = (globalThis as unknown as Record<symbol, ((text: string) => void) | undefined>)[
        Symbol.for('electron-double')
      ]
      hear?.(sent)
    }
    // a page that is just going hears nothing more
    await this.page?.evaluate(deliver, text).catch(() => undefined)
  }
}

async function invoke(
  { channel, args }: Extract<PageMessage, { channel: string }>,
  event: unknown,
): Promise<InvokeAnswer> {
  const handler = ipcMain.handlers.get(channel)
  if (!handler) return { error: `Error: No handler registered for '${channel}'` }
  try {
    return { result: await handler(event, ...args) }
  } catch (error) {
    return { error: String(error) }
  }
}
