import path from 'node:path'
import { chromium, expect, test } from '@playwright/test'
import { launchApp, temporaryHome } from './launch-app.ts'
import { rawCall } from './raw-call.ts'
import { startServed } from './served.ts'

test('the window reaches the application through the preload’s port', async () => {
  const app = await launchApp()
  const page = await app.firstWindow()
  expect(await rawCall(page, '/application/about')).toMatchObject({ name: 'Weatherglass', host: 'desktop' })
  await expect(page).toHaveTitle(/Weatherglass/)
  expect(
    await page.evaluate(() => ['require', 'process', 'Buffer', 'electron'].filter((name) => name in window)),
  ).toEqual([])
  expect(await page.evaluate(() => Object.keys(window.weatherglass!).sort())).toEqual(['openPort', 'pathOfFile'])
  await app.close()
})

test('a browser reaches the application through the printed link', async () => {
  const home = temporaryHome()
  const served = await startServed(home, { args: ['--workspace', path.join(home, 'workspace')] })
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
  expect(await rawCall(page, '/application/about')).toMatchObject({ name: 'Weatherglass', host: 'served' })
  await expect(page).toHaveTitle(/Weatherglass/)
  expect(refusals).toEqual([])
  expect((await page.goto(served.link))!.status()).toBe(403)
  await browser.close()
  await served.close()
})
