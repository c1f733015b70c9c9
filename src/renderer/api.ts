import { createORPCClient, ORPCError, type ClientContext, type ClientOptions } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { Bridge } from '../shared/bridge.ts'
import type { Contract } from '../shared/contract.ts'
import { openDesktopLine } from './api/desktop-line.ts'
import { lineBroke } from './api/failures.ts'
import type { Line } from './api/line.ts'
import { openServedLine } from './api/served-line.ts'

export { failureOf } from './api/failures.ts'
export type { Line, LineState } from './api/line.ts'
export * from './api/media.ts'
export { answered, hearToEnd, watch } from './api/watch.ts'

declare global {
  interface Window {
    readonly weatherglass?: Bridge
  }
}

/** The calls of the contract. What they throw, `failureOf` turns into a sentence. */
export type Api = ContractRouterClient<Contract>

const { weatherglass: bridge } = window

/** For `useSyncExternalStore`: whether the application can be reached. */
export const line: Line = bridge ? openDesktopLine(bridge) : openServedLine()

export const api: Api = createORPCClient({ call })

/** The path of a file or folder that was dragged here; null in a browser, which does not tell. */
export const pathOfFile = (file: File): string | null => bridge?.pathOfFile(file) || null

async function call(path: readonly string[], input: unknown, options: ClientOptions<ClientContext>): Promise<unknown> {
  const link = await line.link()
  try {
    return await link.call(path, input, options)
  } catch (error) {
    // what the application answers is an ORPCError; anything else is the line's
    throw error instanceof ORPCError || options.signal?.aborted ? error : lineBroke()
  }
}
