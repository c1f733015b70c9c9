import type { Codec } from './codec.ts'
import type { InvokeAnswer, PageMessage } from './page-messages.ts'

/** What the page's side is started with; it arrives as text. */
export interface PreloadOptions {
  readonly binding: string
  readonly process: Readonly<Record<string, unknown>>
}

/** The compiled preload as the body of a function. */
export type PreloadCode = (require: unknown, process: unknown, module: unknown, exports: unknown) => void

type Listener = (event: unknown, ...args: readonly unknown[]) => void

/**
 * Runs in the page before its scripts: gives the compiled preload (CommonJS) what `require('electron')` gives it in a sandbox. It
 * is sent to the page as its own source, so it uses nothing from outside.
 */
export function hostPreload(codec: Codec, { binding, process }: PreloadOptions, preload: PreloadCode): void {
  if (window !== window.top) return
  const globals = window as unknown as Record<string | symbol, unknown>
  const say = globals[binding] as (text: string) => Promise<string>
  delete globals[binding]
  const listeners = new Map<string, Listener[]>()
  const ports = new Map<string, MessagePort>()
  let nextPort = 1

  const post = (message: PageMessage): Promise<string> => say(codec.encode(message))
  const watchPort = (id: string, port: MessagePort): void => {
    ports.set(id, port)
    port.onmessage = ({ data }) => void post({ kind: 'port', id, data })
  }
  const give = (given: readonly MessagePort[] = []): string[] =>
    given.map((port) => {
      const id = `page-${nextPort++}`
      watchPort(id, port)
      return id
    })
  const take = (ids: readonly string[] = []): MessagePort[] =>
    ids.map((id) => {
      const { port1, port2 } = new MessageChannel()
      watchPort(id, port1)
      return port2
    })

  const ipcRenderer = {
    invoke: async (channel: string, ...args: readonly unknown[]): Promise<unknown> => {
      const answer = codec.decode(await post({ kind: 'invoke', channel, args })) as InvokeAnswer
      if ('error' in answer) throw new Error(`Error invoking remote method '${channel}': ${answer.error}`)
      return answer.result
    },
    send: (channel: string, ...args: readonly unknown[]): void => void post({ kind: 'send', channel, args }),
    postMessage: (channel: string, message: unknown, transfer?: readonly MessagePort[]): void =>
      void post({ kind: 'send', channel, args: [message], ports: give(transfer) }),
    on: (channel: string, listener: Listener) => {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
      return ipcRenderer
    },
  }

  globals[Symbol.for('electron-double')] = (text: string): void => {
    const message = codec.decode(text) as PageMessage
    if (message.kind === 'port') return ports.get(message.id)?.postMessage(message.data)
    const event = { sender: ipcRenderer, senderId: 0, ports: take(message.ports) }
    for (const listener of listeners.get(message.channel) ?? []) listener(event, ...message.args)
  }

  // Electron proxies functions between two worlds; here there is one
  const clone = (value: unknown): unknown => {
    if (typeof value === 'function') {
      const proxied = value as (...args: readonly unknown[]) => unknown
      return (...args: readonly unknown[]) => clone(proxied(...args.map(clone)))
    }
    if (value instanceof Promise) return value.then(clone)
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return value.map(clone)
    if (Object.getPrototypeOf(value) !== Object.prototype) return structuredClone(value)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, clone(each)]))
  }
  const contextBridge = {
    exposeInMainWorld: (name: string, api: unknown): void =>
      void Object.defineProperty(window, name, { value: Object.freeze(clone(api)), enumerable: true }),
  }
  const electron = { ipcRenderer, contextBridge, webUtils: { getPathForFile: ({ name }: File) => name } }
  const require = (name: string): unknown => {
    if (/^electron(\/(renderer|common))?$/.test(name)) return electron
    throw new Error(`module not found: ${name}`)
  }
  const module = { exports: {} }
  preload(require, process, module, module.exports)
}
