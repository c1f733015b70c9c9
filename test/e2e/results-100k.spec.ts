import { expect, test, type Browser, type Locator, type Page } from '@playwright/test'
import { rm } from 'node:fs/promises'
import { makeLargeWorkspace } from './large-workspace.ts'
import { storeManyResults } from './large-results.ts'
import { temporaryHome } from './launch-app.ts'
import { hearComplaints, openBrowser } from './open-window.ts'
import { callsOf } from './page-calls.ts'
import { startServed, type ServedProcess } from './served.ts'

const [IMAGES, RESULTS] = [4_000, 100_000]
/** Of a race: pixels each, as fast as frames of 60 in a second come. */
const [SCROLLS, PIXELS, MILLISECONDS] = [60, 400, 16]
/** Elements of the window, the rail and its neighbours among them. */
const FEW = 900

test.describe('100,000 transfers', () => {
  const home = temporaryHome()
  let served: ServedProcess
  let browser: Browser
  let page: Page
  let run: number
  let complaints: () => string[]

  test.describe.configure({ mode: 'serial', timeout: 300_000 })
  test.beforeAll(async () => {
    test.setTimeout(900_000)
    const workspace = await makeLargeWorkspace(home, IMAGES)
    run = await storeManyResults(workspace, RESULTS)
    served = await startServed(home, { args: ['--workspace', workspace, '--root', home] })
    browser = await openBrowser()
    page = await browser.newPage({ viewport: { width: 1920, height: 1080 }, reducedMotion: 'reduce' })
    complaints = hearComplaints(page)
    // its time passes when the test says so: what is a race must not hang upon the machine
    await page.clock.install()
    await page.goto(served.link)
    await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible({ timeout: 60_000 })
  })
  // the library shows a few pictures of each source, and the files of these are nowhere
  test.afterEach(() => expect(complaints().filter((each) => !each.includes('404'))).toEqual([]))
  test.afterAll(async () => {
    await browser.close()
    await served.close()
    await rm(home, { recursive: true })
  })

  const elements = (): Promise<number> => page.evaluate(() => document.querySelectorAll('*').length)
  const hear = (part: string): Set<string> => {
    const heard = new Set<string>()
    page.on('request', (request) => request.url().includes(part) && heard.add(request.url()))
    return heard
  }
  const transfers = async (offset: number, limit: number) =>
    (await callsOf(page).runs.transfers({ run, states: [], from: { offset }, limit })).rows
  const results = async (offset: number, limit: number) =>
    (
      await callsOf(page).review.page({
        filter: {},
        sort: { by: 'position', descending: false },
        ...{ from: { offset }, limit },
      })
    ).rows

  /** Scrolls on frame by frame. @returns the most elements there were */
  async function race(scroller: Locator): Promise<number> {
    const before = await scroller.evaluate(({ scrollTop }) => scrollTop)
    await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 60_000)
    let most = 0
    for (let count = 0; count < SCROLLS; count++) {
      await scroller.evaluate(
        (element, top) =>
          new Promise((resolve) => {
            element.addEventListener('scroll', resolve, { once: true })
            element.scrollBy({ top })
          }),
        PIXELS,
      )
      await page.clock.runFor(MILLISECONDS)
      most = Math.max(most, await elements())
    }
    expect(await scroller.evaluate(({ scrollTop }) => scrollTop)).toBe(before + PIXELS * SCROLLS)
    return most
  }

  /** What the rows in view say, by their place in the list. */
  const rowsInView = (table: Locator): Promise<[number, string][]> =>
    table.getByRole('row').evaluateAll((rows) =>
      rows
        .filter((row) => row.querySelectorAll('[role=gridcell]').length > 1)
        .map((row): [number, string] => {
          const cells = [...row.querySelectorAll('[role=gridcell]')].map(({ textContent }) => textContent)
          return [Number(row.getAttribute('data-index')), `${cells[2]} after ${cells[3]}`]
        }),
    )

  test('the list of a run has each of them in its place, from the first to the last', async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('r')
    const table = page.getByRole('grid', { name: 'Transfers' })
    await expect(table).toHaveAttribute('aria-rowcount', String(RESULTS + 1), { timeout: 60_000 })
    await table.focus()
    const seen = new Map<number, string>()
    const look = async (): Promise<void> => {
      const place = Number(await table.getByRole('row', { selected: true }).getAttribute('data-index'))
      await expect.poll(async () => (await rowsInView(table)).some(([index]) => index === place)).toBe(true)
      for (const [index, words] of await rowsInView(table)) seen.set(index, words)
    }
    for (let pages = 0; pages < 12; pages++) {
      await look()
      await page.keyboard.press('PageDown')
    }
    const walked = Math.max(...seen.keys())
    expect([...seen.keys()].toSorted((a, b) => a - b)).toEqual(Array.from({ length: walked + 1 }, (_, index) => index))
    const wanted = await transfers(0, walked + 1)
    expect(wanted.map((_, index) => seen.get(index))).toEqual(
      wanted.map(({ contentName, referenceName }) => `${contentName} after ${referenceName}`),
    )
    await page.keyboard.press('End')
    await look()
    const [last] = await transfers(RESULTS - 1, 1)
    expect(seen.get(RESULTS - 1)).toBe(`${last!.contentName} after ${last!.referenceName}`)
    await page.keyboard.press('Home')
  })

  test('the list races over empty rows, and asks for pictures as sheets where it stops', async () => {
    const [single, sheets, made] = [hear('/media/thumbnail/'), hear('/media/row'), hear('/media/result-thumbnail')]
    const table = page.getByRole('grid', { name: 'Transfers' })
    expect(await race(table)).toBeLessThan(FEW)
    const rowsPassed = (PIXELS * SCROLLS) / 44
    expect(made.size).toBeLessThan(rowsPassed / 10)
    expect(sheets.size).toBeLessThan(rowsPassed / 50)
    await page.clock.runFor(1_000)
    await page.clock.resume()
    await expect.poll(() => sheets.size).toBeGreaterThan(0)
    await expect.poll(async () => (await rowsInView(table)).length).toBeGreaterThan(15)
    expect(single.size).toBe(0)
  })

  test('the grid of results has each in its place, asks for rows of them, and races over boxes', async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('v')
    await page.getByRole('button', { name: 'Grid', exact: true }).click()
    const grid = page.getByRole('grid', { name: 'Results' })
    await expect(grid.getByRole('gridcell').first()).toBeVisible({ timeout: 60_000 })
    const [single, rows] = [hear('/media/result-thumbnail'), hear('/media/result-row')]
    await grid.focus()
    for (const key of ['Home', 'PageDown', 'End'] as const) {
      await page.keyboard.press(key)
      const place = Number(await grid.locator('[aria-selected=true]').getAttribute('data-index'))
      const cells = await grid
        .getByRole('gridcell')
        .evaluateAll((all) => all.map((cell) => [Number(cell.getAttribute('data-index')), cell.ariaLabel] as const))
      const first = Math.min(...cells.map(([index]) => index))
      const wanted = await results(first, cells.length)
      expect(cells.map(([index]) => index)).toContain(place)
      expect(cells.map(([index]) => index)).toEqual(cells.map((_, index) => first + index))
      for (const [index, [, words]] of cells.entries()) expect(words).toContain(`as ${wanted[index]!.condition} after`)
      if (key === 'End') expect(place).toBe(RESULTS - 1)
    }
    await page.keyboard.press('Home')
    await expect.poll(() => rows.size).toBeGreaterThan(0)
    const before = rows.size
    expect(await race(grid)).toBeLessThan(FEW)
    expect(rows.size - before).toBeLessThan((PIXELS * SCROLLS) / 150 / 10)
    const inRace = rows.size
    await page.clock.runFor(1_000)
    await page.clock.resume()
    await expect.poll(() => rows.size).toBeGreaterThan(inRace)
    expect(single.size).toBe(0)
    expect(await elements()).toBeLessThan(FEW)
  })
})
