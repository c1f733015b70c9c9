import type { AnyRouter } from '@orpc/server'
import { RPCHandler } from '@orpc/server/websocket'
import type { Log } from '../log/log-file.ts'
import { asAnswer, unknownCall } from './failures.ts'

/** A page's line to the application, over whatever carries messages. */
export interface Connection {
  /** @returns false where the message is none of the protocol's: the other side is no page of Weatherglass */
  receive(message: string | ArrayBuffer): Promise<boolean>
  /** Cancels what is running; nothing is sent any more. */
  close(): void
}

/** Resolves when the carrier takes more: a stream waits for it, and leaves out what came meanwhile. */
export type Send = (message: string | ArrayBufferLike | ArrayBufferView | Blob) => Promise<void>

/** Answers calls of the contract. */
export type Connect = (send: Send) => Connection

/** What oRPC wants of a socket: the promise of `send` is waited for, though its type says otherwise. */
type Carrier = Parameters<RPCHandler<object>['message']>[0]

export function answering(router: AnyRouter, log: Log): Connect {
  const nameOf = (pathname: string): string => pathname.slice(1).replaceAll('/', '.')
  const handler = new RPCHandler<object>(router, {
    rootInterceptors: [
      async (call) => {
        const answer = await call.next()
        if (answer.matched) return answer
        const body = { json: unknownCall(nameOf(call.request.url.pathname)).toJSON() }
        return { matched: true, response: { status: 404, headers: {}, body } }
      },
    ],
    interceptors: [
      async (call) => {
        try {
          return await call.next()
        } catch (error) {
          throw asAnswer(error, nameOf(call.request.url.pathname), log)
        }
      },
    ],
    clientInterceptors: [
      async (call) => {
        const output: unknown = await call.next()
        return isStream(output) ? explained(output, call.path.join('.'), log) : output
      },
    ],
  })
  return (send) => connection(handler, send, log)
}

function connection(handler: RPCHandler<object>, send: Send, log: Log): Connection {
  let open = true
  const sendWhileOpen = (message: Parameters<Send>[0]): unknown => (open ? send(message) : undefined)
  const carrier: Carrier = { send: sendWhileOpen, addEventListener: () => undefined }
  return {
    receive: async (message) => {
      try {
        if (open) await handler.message(carrier, message, { context: {} })
        return true
      } catch (error) {
        log.note(`a message was refused: ${error instanceof Error ? error.message : String(error)}`)
        return false
      }
    },
    close: () => {
      open = false
      handler.close(carrier)
    },
  }
}

type Stream = AsyncIterator<unknown> & AsyncIterable<unknown>

const isStream = (output: unknown): output is Stream =>
  typeof output === 'object' && output !== null && Symbol.asyncIterator in output && 'next' in output

async function* explained(stream: Stream, call: string, log: Log): AsyncGenerator<unknown, void> {
  try {
    yield* stream
  } catch (error) {
    throw asAnswer(error, call, log)
  }
}
