import { once } from 'node:events'
import { expect, it, onTestFinished, vi } from 'vitest'
import { WebSocket } from 'ws'
import { callsOver, serve } from './served-application.ts'

const PING_MILLISECONDS = 30_000

/** A page's line that answers to pings only where it is told to; the clock of the pings is set forward by hand. */
async function quietLine() {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const { signIn, origin } = await serve()
  const headers = { cookie: await signIn(), origin }
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc`, { headers, autoPong: false })
  onTestFinished(() => socket.terminate())
  await once(socket, 'open')
  const pinged = async (): Promise<void> => {
    const ping = once(socket, 'ping')
    vi.advanceTimersByTime(PING_MILLISECONDS)
    await ping
  }
  return { socket, pinged, calls: callsOver(socket) }
}

it('keeps the line of a page that was too busy to answer for a while', async () => {
  const { socket, pinged, calls } = await quietLine()
  for (let time = 0; time < 3; time++) {
    for (let ping = 0; ping < 3; ping++) await pinged()
    // any word counts
    expect((await calls.application.about()).name).toBe('Weatherglass')
  }
  expect(socket.readyState).toBe(socket.OPEN)
})

it('ends the line of a page that is gone without a word', async () => {
  const { socket, pinged } = await quietLine()
  for (let ping = 0; ping < 4; ping++) await pinged()
  const closed = once(socket, 'close')
  vi.advanceTimersByTime(PING_MILLISECONDS)
  await closed
})
