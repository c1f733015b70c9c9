import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import type { App } from '../../../src/main/app.ts'
import type { Contract } from '../../../src/shared/contract.ts'

export interface Page {
  readonly calls: ContractRouterClient<Contract>
  close(): void
}

/** A page's end of a line to the application, with nothing between them. */
export function openPage(app: Pick<App, 'connect'>): Page {
  const listeners = { message: new Set<(event: unknown) => void>(), close: new Set<(event: unknown) => void>() }
  const connection = app.connect((data) => {
    for (const listener of listeners.message) listener({ data })
    return Promise.resolve()
  })
  const websocket = {
    readyState: 1,
    send: (data: string) => void connection.receive(data),
    addEventListener: (type: 'message' | 'close', listener: (event: unknown) => void) => listeners[type]?.add(listener),
  } as unknown as WebSocket
  return {
    calls: createORPCClient(new RPCLink({ websocket })),
    close: () => {
      connection.close()
      for (const listener of listeners.close) listener({})
    },
  }
}
