import type { EventEmitter } from 'node:events'
import type { Readable } from 'node:stream'

/**
 * A process that runs a module of ours: what is used of Node's ChildProcess. It emits `message`, `error` and `exit` as that does;
 * messages are structured clones.
 */
export interface ForkedModule extends EventEmitter {
  readonly connected: boolean
  /** Null unless it was asked for. */
  readonly stderr: Readable | null
  send(message: object, callback: () => void): boolean
  kill(signal: 'SIGKILL'): boolean
  /** Lets it end: its other end of the channel is gone. */
  disconnect(): void
}

export interface ForkModuleOptions {
  readonly env?: NodeJS.ProcessEnv
  readonly stderr?: 'ignore' | 'inherit' | 'pipe'
  /** This process may end while that one is there. */
  readonly background?: boolean
}
