import path from 'node:path'
import { chromium, expect, test, type Page } from '@playwright/test'
import type {} from '../../src/renderer/api.ts'
import { launchApp, temporaryHome } from './launch-app.ts'
import { startServed } from './served.ts'

/** Opens a line as the page does, through the preload or by a WebSocket, and asks for `application.about`. */
async function about(page: Page): Promise<unknown> {
  return page.evaluate(async () => {
    const call = JSON.stringify({ i: 'spec', p: { u: '/application/about', b: {} } })
    const answerOf = (text: unknown): unknown => (JSON.parse(String(text)) as { p: { b: { json: unknown } } }).p.b.json
    return new Promise((resolve, reject) => {
      if (!window.weatherglass) {
        const socket = new WebSocket(`ws://${location.host}/rpc`)
        socket.onopen = () => socket.send(call)
        socket.onmessage = ({ data }) => resolve(answerOf(data))
        socket.onerror = () => reject(new Error('the socket was refused'))
        return
      }
      window.addEventListener('message', ({ data, ports: [port] }) => {
        if (data !== 'weatherglass-port' || !port) return
        port.onmessage = (event) => resolve(answerOf(event.data))
        port.postMessage(call)
      })
      window.weatherglass.openPort()
    })
  })
}

test('the window reaches the application through the preload’s port', async () => {
  const app = await launchApp()
  const page = await app.firstWindow()
  expect(await about(page)).toMatchObject({ name: 'Weatherglass', host: 'desktop' })
  await expect(page).toHaveTitle(/Weatherglass/)
  expect(
    await page.evaluate(() => ['require', 'process', 'Buffer', 'electron'].filter((name) => name in window)),
  ).toEqual([])
  expect(await page.evaluate(() => Object.keys(window.weatherglass!).sort())).toEqual(['openPort', 'pathOfFile'])
  await app.close()
})

test('a browser reaches the application through the printed link', async () => {
  const home = temporaryHome()
  const served = await startServed(home, ['--workspace', path.join(home, 'workspace')])
  const browser = await chromium.launch({
    executablePath: process.env['WEATHERGLASS_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
  const page = await browser.newPage()
  const refusals: string[] = []
  page.on(
    'console',
    (message) => /Content Security Policy|Refused/i.test(message.text()) && refusals.push(message.text()),
  )
  await page.goto(served.link)
  expect(new URL(page.url()).search).toBe('')
  expect(await about(page)).toMatchObject({ name: 'Weatherglass', host: 'served' })
  await expect(page).toHaveTitle(/Weatherglass/)
  expect(refusals).toEqual([])
  expect((await page.goto(served.link))!.status()).toBe(403)
  await browser.close()
  await served.close()
})
