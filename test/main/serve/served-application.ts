import { mkdirSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { PageFiles } from '../../../src/main/app/page/page-files.ts'
import { servedHost } from '../../../src/main/serve/served-host.ts'
import { startServer, type RunningServer } from '../../../src/main/serve/server.ts'
import type { Contract } from '../../../src/shared/contract.ts'
import { startApp, temporaryFolder, type StartedApp } from '../app/started-app.ts'

export interface Answer {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly text: string
}

export interface Served extends Pick<StartedApp, 'app' | 'folder'> {
  readonly server: RunningServer
  readonly origin: string
  /** The address is sent as it stands: nothing tidies `..` away. */
  readonly get: (address: string, headers?: http.OutgoingHttpHeaders, method?: string) => Promise<Answer>
  /** Opens the printed link, and returns the cookie that it gives. */
  readonly signIn: () => Promise<string>
  /** A socket, or the status that it was refused with. */
  readonly openSocket: (headers: http.OutgoingHttpHeaders, address?: string) => Promise<WebSocket | number>
}

/** The application behind a server of its own, with a page of two files. */
export async function serve(): Promise<Served> {
  const folder = temporaryFolder()
  const files = path.join(folder, 'page')
  mkdirSync(path.join(files, 'assets'), { recursive: true })
  writeFileSync(path.join(files, 'index.html'), '<title>Weatherglass</title>')
  writeFileSync(path.join(files, 'assets', 'main-abc.js'), 'void 0')
  writeFileSync(path.join(folder, 'secret.txt'), 'secret')
  const { app } = await startApp(servedHost([path.join(folder, 'shown')]), folder)
  const server = await startServer({ app, page: new PageFiles(files), address: '127.0.0.1', port: 0 })
  onTestFinished(() => server.close())
  const origin = `http://127.0.0.1:${server.port}`
  const get: Served['get'] = (path, headers = {}, method = 'GET') =>
    asked({ host: '127.0.0.1', port: server.port, path, headers, method })
  return {
    app,
    folder,
    server,
    origin,
    get,
    signIn: async () => {
      const link = new URL(server.newLink())
      const { headers } = await get(link.pathname + link.search)
      return headers['set-cookie']![0]!.split(';')[0]!
    },
    openSocket: (headers, address = '/rpc') =>
      opened(new WebSocket(`ws://127.0.0.1:${server.port}${address}`, { headers })),
  }
}

function asked(options: http.RequestOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(options, (response) => {
      let text = ''
      response.setEncoding('latin1').on('data', (part: string) => (text += part))
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }))
    })
    request.on('error', reject)
    request.end()
  })
}

function opened(socket: WebSocket): Promise<WebSocket | number> {
  onTestFinished(() => socket.terminate())
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(socket))
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode!))
    socket.on('error', reject)
  })
}

/** The calls of the contract over an open socket. */
export const callsOver = (socket: WebSocket): ContractRouterClient<Contract> =>
  createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }))
