import type { WebSocket } from 'ws'
import { expect, it } from 'vitest'
import { MAX_MESSAGE_BYTES } from '../../../src/main/serve/web-socket.ts'
import { strangeMessages } from './strange-messages.ts'
import { callsOver, serve, type Served } from './served-application.ts'

async function openLine({ signIn, openSocket, origin }: Served, cookie?: string): Promise<WebSocket> {
  return (await openSocket({ cookie: cookie ?? (await signIn()), origin })) as WebSocket
}

const closed = (socket: WebSocket): Promise<number> =>
  new Promise((resolve) => (socket.readyState === socket.CLOSED ? resolve(0) : socket.once('close', resolve)))

it('closes a line that sends more than a message may hold', async () => {
  const served = await serve()
  const cookie = await served.signIn()
  const socket = await openLine(served, cookie)
  socket.send('x'.repeat(MAX_MESSAGE_BYTES + 1))
  expect(await closed(socket)).toBe(1009)
  const filled = await openLine(served, cookie)
  const { application } = callsOver(filled)
  await expect(application.storePreference({ key: 'a', value: 'x'.repeat(200_000) })).rejects.toThrow()
  expect((await application.about()).name).toBe('Weatherglass')
})

it('survives 500 malformed messages, and tells nothing of its inside', async () => {
  const served = await serve()
  const cookie = await served.signIn()
  const heard: string[] = []
  const listened = async () => {
    const socket = await openLine(served, cookie)
    socket.on('message', (data: Buffer) => heard.push(data.toString('latin1')))
    return socket
  }
  let socket = await listened()
  for (const message of strangeMessages(500, 20261122)) {
    if (socket.readyState !== socket.OPEN) socket = await listened()
    socket.send(message)
    // a line that was closed for one message takes no other one
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  socket.close()
  await closed(socket)

  const calls = callsOver(await openLine(served, cookie))
  expect((await calls.application.about()).name).toBe('Weatherglass')
  expect((await calls.workspace.state()).opened).not.toBeNull()
  expect(heard.length).toBeGreaterThan(100)
  for (const text of heard) {
    expect(text).not.toMatch(/\.(ts|js|mjs):\d+|node:internal|node_modules|^\s+at /m)
    expect(text).not.toContain(import.meta.dirname.split('/test/')[0])
  }
})

it('ends what a page was listening to when the page goes', async () => {
  const served = await serve()
  const cookie = await served.signIn()
  const listening: WebSocket[] = []
  for (let page = 0; page < 5; page++) {
    const socket = await openLine(served, cookie)
    listening.push(socket)
    const { indexing } = callsOver(socket)
    for (let stream = 0; stream < 10; stream++) await (await indexing.watch()).next()
  }
  expect(served.app.progress.watchers).toBe(50)
  for (const socket of listening) socket.terminate()
  await expect.poll(() => served.app.progress.watchers, { timeout: 10_000 }).toBe(0)
})

it('closes a line with more calls than any page makes', async () => {
  const served = await serve()
  const socket = await openLine(served)
  for (let call = 0; call < 600; call++)
    socket.send(JSON.stringify({ i: `c${call}`, p: { u: '/indexing/watch', b: {} } }))
  expect(await closed(socket)).toBe(1008)
  await expect.poll(() => served.app.progress.watchers, { timeout: 10_000 }).toBe(0)
})
