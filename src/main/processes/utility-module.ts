import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import { BroadcastChannel } from 'node:worker_threads'
import type { ForkedModule, ForkModuleOptions } from './forked-module.ts'
import { UTILITY_CHANNEL, type UtilityEvent, type UtilityOrder } from './utility-messages.ts'

/** A utility process of Electron, which looks like a child process of Node. The main thread carries the messages. */
export class UtilityModule extends EventEmitter implements ForkedModule {
  readonly stderr: PassThrough | null
  readonly #id = randomUUID()
  readonly #channel = new BroadcastChannel(UTILITY_CHANNEL)
  #isThere = true
  #wasKilled = false

  constructor(entry: string, { env = process.env, stderr = 'ignore', background = false }: ForkModuleOptions) {
    super()
    this.stderr = stderr === 'pipe' ? new PassThrough() : null
    this.#channel.onmessage = (event) => this.#hear((event as { data: UtilityEvent | UtilityOrder }).data)
    if (background) this.#channel.unref()
    const defined = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)
    this.#say({ order: 'start', entry, env: Object.fromEntries(defined), stderr })
  }

  get connected(): boolean {
    return this.#isThere
  }

  send(message: object): boolean {
    return this.#say({ order: 'send', message })
  }

  kill(): boolean {
    this.#wasKilled = true
    return this.#say({ order: 'kill' })
  }

  disconnect(): void {
    this.#say({ order: 'end' })
  }

  #say(order: DistributiveOmit<UtilityOrder, 'to' | 'id'>): boolean {
    if (this.#isThere) this.#channel.postMessage({ to: 'main', id: this.#id, ...order })
    return this.#isThere
  }

  #hear(said: UtilityEvent | UtilityOrder): void {
    if (said.to !== 'owner' || said.id !== this.#id) return
    if (said.event === 'message') this.emit('message', said.message)
    else if (said.event === 'stderr') this.stderr?.write(said.text)
    else {
      this.#isThere = false
      this.#channel.close()
      this.stderr?.end()
      this.emit('exit', this.#wasKilled ? null : said.code, this.#wasKilled ? 'SIGKILL' : null)
    }
  }
}

type DistributiveOmit<Union, Keys extends PropertyKey> = Union extends unknown ? Omit<Union, Keys> : never
