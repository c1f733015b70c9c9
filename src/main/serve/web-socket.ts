import type { WebSocket } from 'ws'
import type { App, Connection } from '../app.ts'

/** The largest message from a page: contents of a style board as 100,000 ids. */
export const MAX_MESSAGE_BYTES = 2_000_000

/** More calls than a page has reason to have open. */
const MAX_CALLS = 500
const PING_MILLISECONDS = 30_000
/** So many pings without a word in between: this process, the page or the network may be busy for a while. */
const MAX_SILENT_PINGS = 4

/** Close codes of RFC 6455, section 7.4.1. */
const CLOSED_FOR_CONTENT = 1007
const CLOSED_BY_POLICY = 1008

/** Hands the messages of a page to the application until either goes. */
export function serveSocket(socket: WebSocket, { connect, log }: Pick<App, 'connect' | 'log'>): void {
  const connection: Connection = connect((message) => sent(socket, message))
  let calls = 0
  socket.on('message', (data: Buffer, isBinary) => {
    if (++calls > MAX_CALLS) return socket.close(CLOSED_BY_POLICY, 'too many calls at a time')
    const message = isBinary ? new Uint8Array(data).buffer : data.toString('utf8')
    void connection.receive(message).then((wasRead) => {
      calls--
      if (!wasRead) socket.close(CLOSED_FOR_CONTENT, 'not a message of Weatherglass')
    })
  })
  socket.on('error', (error) => log.note(`a page's line failed: ${error.message}`))
  const stopPinging = ping(socket)
  socket.on('close', () => {
    stopPinging()
    connection.close()
  })
}

/** Resolves when the system has taken the message: a page that doesn't read keeps its streams waiting, and no queue grows. */
const sent = (socket: WebSocket, message: Parameters<Parameters<App['connect']>[0]>[0]): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.send(message as Buffer, (error) => (error ? reject(error) : resolve()))
  })

/** Ends a line whose other end is gone without a word. */
function ping(socket: WebSocket): () => void {
  let silent = 0
  const hear = (): void => void (silent = 0)
  socket.on('pong', hear)
  socket.on('message', hear)
  const timer = setInterval(() => {
    if (silent === MAX_SILENT_PINGS) return socket.terminate()
    silent++
    socket.ping()
  }, PING_MILLISECONDS)
  return () => clearInterval(timer)
}
