import { expect, test, type Browser, type Page } from '@playwright/test'
import { rm } from 'node:fs/promises'
import { makeLargeWorkspace } from './large-workspace.ts'
import { temporaryHome } from './launch-app.ts'
import { hearComplaints, openBrowser } from './open-window.ts'
import { startServed, type ServedProcess } from './served.ts'

const IMAGES = 100_000
/** Of the race: 400 pixels each, as fast as frames of 60 in a second come. */
const [SCROLLS, MILLISECONDS] = [60, 16]

test.describe('the gallery with 100,000 pictures', () => {
  const home = temporaryHome()
  let served: ServedProcess
  let browser: Browser
  let page: Page
  let complaints: () => string[]

  test.describe.configure({ mode: 'serial', timeout: 300_000 })
  test.beforeAll(async () => {
    test.setTimeout(900_000)
    const workspace = await makeLargeWorkspace(home, IMAGES)
    served = await startServed(home, { args: ['--workspace', workspace, '--root', home] })
    browser = await openBrowser()
    page = await browser.newPage({ viewport: { width: 1920, height: 1080 }, reducedMotion: 'reduce' })
    complaints = hearComplaints(page)
    // its time passes when the test says so: what is a race must not hang upon the machine
    await page.clock.install()
    await page.goto(served.link)
    await page.getByRole('link', { name: 'Gallery' }).click()
    await expect(page.getByRole('gridcell').first()).toBeVisible({ timeout: 60_000 })
  })
  // the library shows a few pictures of each source, and the files of these are nowhere
  test.afterEach(() => expect(complaints().filter((each) => !each.includes('404'))).toEqual([]))
  test.afterAll(async () => {
    await browser.close()
    await served.close()
    await rm(home, { recursive: true })
  })

  const elements = (): Promise<number> => page.evaluate(() => document.querySelectorAll('*').length)
  /** The addresses of rows of pictures that are asked for from now on. */
  const hearSprites = (): Set<string> => {
    const heard = new Set<string>()
    page.on('request', (request) => request.url().includes('/media/row') && heard.add(request.url()))
    return heard
  }

  test('counts all of them', async () => {
    await expect(page.locator('header').first()).toContainText(/\d\d,\d{3} of \d\d,\d{3}/)
    expect(await elements()).toBeLessThan(600)
  })

  test('races over boxes, and asks for pictures where it stops', async () => {
    const grid = page.getByRole('grid', { name: 'Pictures' })
    await page.clock.pauseAt(Date.now() + 60_000)
    const before = await grid.evaluate((scroller) => scroller.scrollTop)
    const asked = hearSprites()
    const scroll = () =>
      grid.evaluate(
        (scroller) =>
          new Promise((resolve) => {
            scroller.addEventListener('scroll', resolve, { once: true })
            scroller.scrollBy({ top: 400 })
          }),
      )
    let most = 0
    for (let count = 0; count < SCROLLS; count++) {
      await scroll()
      await page.clock.runFor(MILLISECONDS)
      most = Math.max(most, await elements())
    }
    const passed = (await grid.evaluate((scroller) => scroller.scrollTop)) - before
    expect(passed).toBe(400 * SCROLLS)
    expect(most).toBeLessThan(600)
    // the first scroll alone is no race yet
    const [inRace, rowsPassed] = [asked.size, passed / 150]
    expect(inRace).toBeLessThan(rowsPassed / 10)
    await page.clock.runFor(1_000)
    await expect.poll(() => asked.size).toBeGreaterThan(inRace)
    expect(await elements()).toBeLessThan(600)
  })
})
