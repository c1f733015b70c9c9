import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { WebSocketServer } from 'ws'
import { UsageError } from '../../shared/errors.ts'
import type { App } from '../app.ts'
import type { PageFiles } from '../app/page/page-files.ts'
import { pageHeaders } from '../app/page/page-headers.ts'
import { Gate, type Refusal } from './gate.ts'
import { SignIn } from './sign-in.ts'
import { MAX_MESSAGE_BYTES, serveSocket } from './web-socket.ts'

export interface ServerOptions {
  readonly app: Pick<App, 'connect' | 'media' | 'log'>
  readonly page: PageFiles
  /** 127.0.0.1 unless the person says otherwise. */
  readonly address: string
  /** 0: any that is free. */
  readonly port: number
}

export interface RunningServer {
  readonly port: number
  /** A link that signs one browser in; one that was not opened yet works no more. */
  newLink(): string
  close(): Promise<void>
}

/** Where the page's WebSocket is. */
export const SOCKET_PATH = '/rpc'
const MAX_PAGES = 32

/**
 * Serves the page, its pictures and its calls. Every request passes the gate first.
 *
 * @throws UsageError where the port is taken or not allowed
 */
export async function startServer({ app, page, address, port }: ServerOptions): Promise<RunningServer> {
  const signIn = new SignIn()
  const http = createServer()
  await listen(http, address, port)
  const opened = (http.address() as AddressInfo).port
  const gate = new Gate(signIn, address, opened)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false })
  http.on('request', (request, response) => {
    answer(request, response, { app, page, gate, signIn }).catch((error: unknown) => {
      app.log.defect(error, `a request for ${request.url?.split('?')[0]}`)
      response.destroy()
    })
  })
  http.on('upgrade', (request, socket: Socket, head) => {
    const isOurs = request.url === SOCKET_PATH && sockets.clients.size < MAX_PAGES
    const refusal = gate.admitSocket(request) ?? (isOurs ? null : elsewhere)
    if (refusal) return refuseUpgrade(socket, refusal)
    sockets.handleUpgrade(request, socket, head, (client) => serveSocket(client, app))
  })
  return {
    port: opened,
    newLink: () => `http://${shownHost(address)}:${opened}/sign-in?token=${signIn.newToken()}`,
    close: async () => {
      for (const client of sockets.clients) client.terminate()
      http.close()
      http.closeAllConnections()
      await once(http, 'close')
    },
  }
}

async function listen(http: Server, address: string, port: number): Promise<void> {
  http.listen(port, address)
  try {
    await once(http, 'listening')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reason = code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be listened on (${code})`
    throw new UsageError(`Port ${port} of ${address} ${reason}; choose another one with --port`, undefined, {
      cause: error,
    })
  }
}

interface Surroundings extends Pick<ServerOptions, 'app' | 'page'> {
  readonly gate: Gate
  readonly signIn: SignIn
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { app, page, gate, signIn }: Surroundings,
): Promise<void> {
  const url = addressOf(request)
  if (!url || request.method !== 'GET') return sendSentence(response, strange)
  const refusal = url.pathname === '/sign-in' ? gate.examine(request) : gate.admit(request)
  if (refusal) return sendSentence(response, refusal)
  if (url.pathname === '/sign-in')
    return signBrowserIn(response, signIn.redeem(url.searchParams.get('token') ?? ''), gate)
  const leaving = new AbortController()
  response.on('close', () => leaving.abort())
  const known = request.headers['if-none-match']
  const asked = new Request(url, {
    headers: known === undefined ? {} : { 'if-none-match': known },
    signal: leaving.signal,
  })
  await send(response, url.pathname.startsWith('/media/') ? await app.media(asked) : await page.answer(asked))
}

function signBrowserIn(response: ServerResponse, session: string | null, { cookieName }: Gate): void {
  if (session === null)
    return sendSentence(response, {
      status: 403,
      sentence: 'This link was opened before, or a newer one was printed: press Enter where weatherglass serve runs.',
    })
  response.writeHead(303, {
    ...pageHeaders,
    location: '/',
    'cache-control': 'no-store',
    'set-cookie': `${cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`,
  })
  response.end()
}

async function send(response: ServerResponse, { status, headers, body }: Response): Promise<void> {
  response.writeHead(status, Object.fromEntries(headers))
  if (!body) return void response.end()
  try {
    await pipeline(readableOf(body), response)
  } catch (error) {
    // the browser scrolled on
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }
}

/** Of a web stream, whose type browsers and Node declare each in their own way. */
const readableOf = (body: unknown): Readable => Readable.fromWeb(body as NodeReadableStream)

/** Null for what is no plain path: proxies and other forms of HTTP. */
function addressOf({ url }: IncomingMessage): URL | null {
  return url?.startsWith('/') === true && URL.canParse(`http://weatherglass${url}`)
    ? new URL(`http://weatherglass${url}`)
    : null
}

const strange: NonNullable<Refusal> = { status: 400, sentence: 'This server answers GET requests for its own paths.' }
const elsewhere: NonNullable<Refusal> = { status: 403, sentence: 'There is no such line.' }

function sendSentence(response: ServerResponse, { status, sentence }: NonNullable<Refusal>): void {
  response.writeHead(status, {
    ...pageHeaders,
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
  })
  response.end(sentence)
}

function refuseUpgrade(socket: Socket, { status, sentence }: NonNullable<Refusal>): void {
  socket.on('error', () => undefined)
  socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-type: text/plain\r\n\r\n${sentence}`)
}

const shownHost = (address: string): string => {
  if (['0.0.0.0', '::', ''].includes(address)) return 'localhost'
  return address.includes(':') ? `[${address}]` : address
}
