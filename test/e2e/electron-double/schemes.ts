import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { theApp } from './app.ts'
import { withNothingElse } from './not-there.ts'

type Handler = (request: Request) => Response | Promise<Response>

const handlers = new Map<string, Handler | null>()
/** What registerSchemesAsPrivileged was given: for the specs. */
export const privileged: unknown[] = []

export const protocol = withNothingElse('protocol', {
  privileged,
  registerSchemesAsPrivileged: (schemes: readonly { readonly scheme: string }[]): void => {
    if (theApp.isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    for (const scheme of schemes) {
      handlers.set(scheme.scheme, null)
      privileged.push(scheme)
    }
  },
  handle: (scheme: string, handler: Handler): void => {
    if (handlers.get(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
    handlers.set(scheme, handler)
  },
  isProtocolHandled: (scheme: string): boolean => Boolean(handlers.get(scheme)),
})

let port = 0

/** `app://weatherglass/x` as `http://weatherglass.app.localhost:PORT/x`, which Chromium takes for loopback. */
export function toHttp(address: string): string {
  const [, scheme, host, rest] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/i.exec(address) ?? []
  return scheme !== undefined && handlers.has(scheme)
    ? `http://${host}.${scheme}.localhost:${port}${rest || '/'}`
    : address
}

export const toApp = (address: string): string =>
  address.replace(/^http:\/\/([^/:]+)\.([a-z][a-z0-9+-]*)\.localhost:\d+/, (all, host: string, scheme: string) =>
    handlers.has(scheme) ? `${scheme}://${host}` : all,
  )

const server = http.createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    process.stderr.write(`electron-double: ${String(error)}\n`)
    response.destroy()
  })
})

async function answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const address = toApp(`http://${request.headers.host}${request.url}`)
  const handler = handlers.get(address.slice(0, address.indexOf(':')))
  if (!handler) {
    response.writeHead(404)
    return void response.end()
  }
  const { 'if-none-match': known } = request.headers
  const asked = new Request(address, {
    method: request.method ?? 'GET',
    headers: known ? { 'if-none-match': known } : {},
  })
  const { status, headers, body } = await handler(asked)
  response.writeHead(status, Object.fromEntries(headers))
  if (body)
    Readable.fromWeb(body as never)
      .on('error', () => response.destroy())
      .pipe(response)
  else response.end()
}

/** @param wanted the port of an earlier start, so that the page has the same origin and its storage */
export async function startServer(wanted: number): Promise<number> {
  const listen = (number: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(number, '127.0.0.1', resolve)
    })
  await listen(wanted).catch(() => listen(0))
  port = (server.address() as AddressInfo).port
  return port
}
