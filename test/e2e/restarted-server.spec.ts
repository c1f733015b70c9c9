import path from 'node:path'
import { expect, test } from '@playwright/test'
import { temporaryHome } from './launch-app.ts'
import { openBrowser } from './open-window.ts'
import { startServed } from './served.ts'

test('two tabs show the same; a server that went away is told, and its new link brings the page back', async () => {
  const home = temporaryHome()
  const args = ['--root', home, '--workspace', path.join(home, 'workspace')]
  const first = await startServed(home, { args })
  const browser = await openBrowser()
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(first.link)
  await expect(page.getByText('No source is here yet')).toBeVisible()
  const other = await context.newPage()
  await other.goto(new URL('/', first.link).href)
  await expect(other.getByText('No source is here yet')).toBeVisible()

  await first.close()
  await expect(page.getByText('Weatherglass cannot be reached just now.')).toBeVisible()
  const again = await startServed(home, { args, port: Number(new URL(first.link).port) })
  await page.goto(again.link)
  await expect(page.getByText('No source is here yet')).toBeVisible()
  await browser.close()
  await again.close()
})
