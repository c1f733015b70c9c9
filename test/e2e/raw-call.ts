import type { Page } from '@playwright/test'
import type {} from '../../src/renderer/api.ts'

/** Calls the application over a line of its own, as the page does: through the preload's port, or by a WebSocket. */
export function rawCall(page: Page, call: `/${string}`, input?: unknown): Promise<unknown> {
  return page.evaluate(
    ({ call, input }) => {
      const request = JSON.stringify({ i: 'spec', p: { u: call, b: { json: input } } })
      const answerOf = (text: unknown): unknown =>
        (JSON.parse(String(text)) as { p: { b: { json: unknown } } }).p.b.json
      return new Promise((resolve, reject) => {
        if (!window.weatherglass) {
          const socket = new WebSocket(`ws://${location.host}/rpc`)
          socket.onopen = () => socket.send(request)
          socket.onmessage = ({ data }) => {
            socket.close()
            resolve(answerOf(data))
          }
          socket.onerror = () => reject(new Error('the socket was refused'))
          return
        }
        const hear = ({ data, ports: [port] }: MessageEvent): void => {
          if (data !== 'weatherglass-port' || !port) return
          window.removeEventListener('message', hear)
          port.onmessage = (event) => resolve(answerOf(event.data))
          port.postMessage(request)
        }
        window.addEventListener('message', hear)
        window.weatherglass.openPort()
      })
    },
    { call, input },
  )
}
