import { EventEmitter } from 'node:events'

/** Where messages to a port of another process go. */
export interface PortLink {
  readonly ports: Map<string, PortMain>
  readonly sendToPort: (id: string, data: unknown) => void
}

let nextId = 1

/** Stands in for MessagePortMain. A port is local, and emits what comes, or its other end is in a page. */
export class PortMain extends EventEmitter {
  peer: PortMain | null = null
  remote: { readonly link: PortLink; readonly id: string } | null = null
  #waiting: unknown[] = []
  #started = false

  postMessage(data: unknown, transfer: readonly unknown[] = []): void {
    if (transfer.length > 0) throw new Error('electron-double: ports through ports are not there')
    queueMicrotask(() => this.peer?.receive(structuredClone(data)))
  }

  receive(data: unknown): void {
    if (this.remote) this.remote.link.sendToPort(this.remote.id, data)
    else if (this.#started) this.emit('message', { data, ports: [] })
    else this.#waiting.push(data)
  }

  start(): void {
    this.#started = true
    for (const data of this.#waiting.splice(0)) this.emit('message', { data, ports: [] })
  }

  close(): void {
    const { peer } = this
    this.peer = null
    if (peer) peer.peer = null
    this.emit('close')
    peer?.emit('close')
  }
}

export class MessageChannelMain {
  readonly port1 = new PortMain()
  readonly port2 = new PortMain()

  constructor() {
    this.port1.peer = this.port2
    this.port2.peer = this.port1
  }
}

/** Hands ports to the other side of a link. @returns their ids */
export const giveAway = (link: PortLink, ports: readonly PortMain[] = []): string[] =>
  ports.map((port) => {
    const id = `main-${nextId++}`
    port.remote = { link, id }
    link.ports.set(id, port)
    return id
  })

/** Makes local ports for those that the other side of a link gave. */
export const takeIn = (link: PortLink, ids: readonly string[] = []): PortMain[] =>
  ids.map((id) => {
    const { port1, port2 } = new MessageChannelMain()
    port1.remote = { link, id }
    link.ports.set(id, port1)
    return port2
  })

export const fromLink = (link: PortLink, id: string, data: unknown): void => link.ports.get(id)?.peer?.receive(data)
