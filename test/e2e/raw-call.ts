import type { Page } from '@playwright/test'
import type {} from '../../src/renderer/api.ts'

/**
 * Calls the application over a line of its own, as the page does: through the preload's port, or by a WebSocket. The page in a window takes
 * every port that comes for a new one of its own, so that its answers come here too.
 *
 * @throws where the application answers with an error
 */
export function rawCall(page: Page, call: `/${string}`, input?: unknown): Promise<unknown> {
  return page.evaluate(
    ({ call, input }) => {
      const id = `spec-${crypto.randomUUID()}`
      const request = JSON.stringify({ i: id, p: { u: call, b: { json: input } } })
      return new Promise((resolve, reject) => {
        const hear = (text: unknown): boolean => {
          if (typeof text !== 'string') return false
          const { i, p } = JSON.parse(text) as { i: string; p: { s?: number; b?: { json: unknown } } }
          if (i !== id) return false
          if ((p.s ?? 200) < 400) resolve(p.b?.json)
          else reject(new Error(`${call}: ${JSON.stringify(p.b?.json)}`))
          return true
        }
        if (!window.weatherglass) {
          const socket = new WebSocket(`ws://${location.host}/rpc`)
          socket.onopen = () => socket.send(request)
          socket.onmessage = ({ data }) => {
            if (hear(data)) socket.close()
          }
          socket.onerror = () => reject(new Error('the socket was refused'))
          return
        }
        const hearPort = ({ data, ports: [port] }: MessageEvent): void => {
          if (data !== 'weatherglass-port' || !port) return
          window.removeEventListener('message', hearPort)
          port.addEventListener('message', (event) => hear(event.data))
          port.start()
          port.postMessage(request)
        }
        window.addEventListener('message', hearPort)
        window.weatherglass.openPort()
      })
    },
    { call, input },
  )
}
