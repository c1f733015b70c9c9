import { expect, test, type Locator, type Page } from '@playwright/test'
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { writeDemoData } from '../../src/main/scenes/demo-data.ts'
import { temporaryHome } from './launch-app.ts'
import { look } from './look.ts'
import { openWindow, type OpenedWindow } from './open-window.ts'
import { callsOf } from './page-calls.ts'

/** 10 frames of GTA5; of ACDC in four conditions 10 each, and their references in clear weather: 90 pictures. */
const drawn = { content: 10, references: 10, size: [64, 128], seed: 5 } as const

test.describe('the gallery in a browser', () => {
  const home = temporaryHome()
  let opened: OpenedWindow
  let page: Page
  /** To the same application, as another window has them. */
  let calls: ReturnType<typeof callsOf>

  test.describe.configure({ mode: 'serial', timeout: 300_000 })
  test.beforeAll(async () => {
    test.setTimeout(900_000)
    opened = await openWindow('served', home)
    page = opened.page
    calls = callsOf(page)
    await calls.workspace.create({ folder: path.join(home, 'workspace') })
    const data = await writeDemoData({ out: path.join(home, 'data'), ...drawn })
    for (const folder of [data.gta5, data.acdc]) await calls.sources.add({ folder })
    await expect.poll(areAllRead, { timeout: 600_000 }).toBe(true)
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible({ timeout: 60_000 })
    await page.keyboard.press('g')
    await page.keyboard.press('g')
    await expect(tiles().first()).toBeVisible({ timeout: 60_000 })
  })
  test.afterEach(() => expect(opened.complaints()).toEqual([]))
  test.afterAll(async () => {
    await opened.close()
    await rm(home, { recursive: true })
  })

  const areAllRead = async () => {
    const sources = await calls.sources.list()
    return sources.length >= 2 && sources.every(({ images, waiting }) => images > 0 && waiting === 0)
  }
  const grid = (): Locator => page.getByRole('grid', { name: 'Pictures' })
  const tiles = (): Locator => page.getByRole('gridcell')
  const selected = (): Locator => page.getByRole('gridcell', { selected: true })
  const bar = (): Locator => page.getByRole('toolbar', { name: 'Selection' })
  const option = (name: string): Locator => page.getByRole('checkbox', { name: new RegExp(`^${name}`) })
  const total = (): Promise<string | null> => page.locator('header').first().textContent()
  /** The picture that stands at the upper left of the view, and how far below its edge. */
  const firstInView = () =>
    grid().evaluate((scroller) => {
      const edge = scroller.getBoundingClientRect().top
      const cells = [...scroller.querySelectorAll('[role=gridcell]')].map((cell) => ({
        id: cell.id,
        top: Math.round(cell.getBoundingClientRect().top - edge),
      }))
      return cells.find(({ top }) => top >= 0)
    })

  /** Waits for the thumbnails in view: a screenshot of boxes says little. */
  const thumbnailsAreThere = () =>
    grid().evaluate(async (scroller) => {
      const sprites = [...scroller.querySelectorAll('[role=gridcell] > span')].map((picture) =>
        getComputedStyle(picture)
          .getPropertyValue('--sprite')
          .replace(/^url\("(.*)"\)$/, '$1'),
      )
      const loading = [...new Set(sprites)].filter(Boolean).map((url) => {
        const image = new Image()
        image.src = url
        return image.decode()
      })
      await Promise.all(loading)
    })

  test('shows all pictures in rows, with their counts', async () => {
    const all = (await calls.gallery.facets({ filter: {} })).total
    await expect.poll(total).toContain(`${all} of ${all}`)
    expect(await grid().getAttribute('aria-rowcount')).toBe(String(Math.ceil(all / 5)))
    expect(await grid().getAttribute('aria-colcount')).toBe('5')
    await expect(option('Fog')).toBeVisible()
    await thumbnailsAreThere()
    await look(page, 'gallery')
  })

  test('loads a row of pictures as one', async () => {
    await page.evaluate(() => performance.clearResourceTimings())
    await grid().evaluate((scroller) => scroller.scrollTo({ top: scroller.scrollHeight }))
    const loaded = () =>
      page.evaluate(() =>
        performance
          .getEntriesByType('resource')
          .map(({ name }) => new URL(name).pathname)
          .filter((name) => name.startsWith('/media/')),
      )
    await expect.poll(async () => (await loaded()).length).toBeGreaterThan(0)
    expect(new Set(await loaded())).toEqual(new Set(['/media/row']))
    await grid().evaluate((scroller) => scroller.scrollTo({ top: 0 }))
  })

  test('narrows by facets whose counts obey each other, says how, and drops them one by one', async () => {
    await option('Fog').check()
    await option('Night').check()
    const { total: both } = await calls.gallery.facets({ filter: { conditions: ['fog', 'night'] } })
    await expect.poll(total).toContain(`${both} of`)
    await expect(page.getByText('Fog, night')).toBeVisible()
    // the facet's own counts do not obey it, the others do
    const counts = await calls.gallery.facets({ filter: { conditions: ['fog', 'night'] } })
    await expect(page.locator('label').filter({ has: option('Snow') })).toContainText(String(counts.conditions.snow))
    await expect(page.locator('label').filter({ has: option('With label') })).toContainText(
      String(counts.labelled.with),
    )
    await page.getByRole('button', { name: 'Remove Fog, night' }).click()
    await expect(option('Fog')).not.toBeChecked()
  })

  test('narrows by the share of a class and by brightness', async () => {
    await page.getByRole('button', { name: 'Add a class' }).click()
    await page.getByRole('menuitem', { name: /^road/ }).click()
    await page.getByRole('textbox', { name: 'road, at least' }).fill('20')
    await page.keyboard.press('Enter')
    const filter = { shares: [{ trainId: 0, min: 0.2, max: 1 }] } as const
    const expected = (await calls.gallery.facets({ filter })).total
    await expect.poll(total).toContain(`${expected} of`)
    await expect(
      page.getByText('road at least 20.0 %'.replaceAll(' ', '\u00a0')).or(page.getByText('at least')),
    ).not.toHaveCount(0)
    await page.getByRole('textbox', { name: 'Brightness, at most' }).fill('40')
    await page.keyboard.press('Enter')
    await expect(page.getByText('brightness at most 40')).toBeVisible()
    await page.getByRole('button', { name: 'Clear all' }).click()
    await expect(page.getByText('brightness at most')).toBeHidden()
  })

  test('names the filter that costs most where nothing is left, and drops it', async () => {
    await option('Fog').check()
    await page.keyboard.press('/')
    await page.keyboard.type('no such name')
    await expect(page.getByText(/No picture passes all filters\. Without “no such name” there are/)).toBeVisible()
    await look(page, 'gallery-no-match')
    await page.getByRole('button', { name: 'Drop “no such name”' }).click()
    await expect(tiles().first()).toBeVisible()
    expect(await page.getByRole('textbox', { name: 'Search file names' }).inputValue()).toBe('')
    await page.getByRole('button', { name: 'Clear all' }).click()
  })

  test('selects by click, Ctrl, Shift and keys', async () => {
    await tiles().nth(1).click()
    await expect(selected()).toHaveCount(1)
    await tiles()
      .nth(7)
      .click({ modifiers: ['Control'] })
    await expect(selected()).toHaveCount(2)
    await tiles()
      .nth(8)
      .click({ modifiers: ['Shift'] })
    await expect(selected()).toHaveCount(2)
    await page.keyboard.press('ArrowDown')
    await expect(selected()).toHaveCount(1)
    await page.keyboard.press('Shift+ArrowRight')
    await page.keyboard.press('Shift+ArrowDown')
    await expect(selected()).toHaveCount(7)
    await page.keyboard.press('Control+ArrowUp')
    await expect(selected()).toHaveCount(7)
    await page.keyboard.press('Control+a')
    const all = (await calls.gallery.facets({ filter: {} })).total
    await expect(bar()).toContainText(`${all} selected`)
    await page.keyboard.press('End')
    await expect(bar()).toContainText('1 selected')
    const focused = await grid().getAttribute('aria-activedescendant')
    await expect(page.locator(`#${focused}`)).toBeInViewport()
    await page.keyboard.press('Home')
    await page.keyboard.press('Escape')
    await expect(bar()).toBeHidden()
  })

  test('selects with a rubber band on the canvas, not on a picture', async () => {
    const [from, to] = [(await tiles().nth(0).boundingBox())!, (await tiles().nth(6).boundingBox())!]
    await page.mouse.move(from.x - 6, from.y - 6)
    await page.mouse.down()
    await page.mouse.move(to.x + 20, to.y + 20, { steps: 5 })
    await page.mouse.up()
    await expect(selected()).toHaveCount(4)
    await page.mouse.click(from.x - 6, from.y - 6)
    await expect(selected()).toHaveCount(0)
  })

  test('puts the selection on the board, and takes it off again', async () => {
    await tiles().nth(2).click()
    await tiles()
      .nth(3)
      .click({ modifiers: ['Control'] })
    await page.keyboard.press('3')
    await expect(bar().getByRole('button', { name: /Rain/, pressed: true })).toBeVisible()
    await expect(tiles().nth(3)).toHaveAttribute('aria-label', /on the board: rain/)
    const [board] = await calls.boards.list()
    expect(board?.references.rain).toBe(2)
    await thumbnailsAreThere()
    await look(page, 'gallery-selected')
    await page.keyboard.press('Control+z')
    await expect(tiles().nth(3)).not.toHaveAttribute('aria-label', /on the board/)
    await page.keyboard.press('Control+Shift+z')
    await expect(tiles().nth(3)).toHaveAttribute('aria-label', /on the board: rain/)
    await page.keyboard.press('3')
    await expect(tiles().nth(3)).not.toHaveAttribute('aria-label', /on the board/)
  })

  test('carries pictures to a column', async () => {
    await tiles().nth(4).click()
    await tiles()
      .nth(4)
      .dragTo(bar().getByRole('button', { name: /Snow/ }))
    await expect(tiles().nth(4)).toHaveAttribute('aria-label', /on the board: snow/)
    await page.keyboard.press('Escape')
  })

  test('opens the loupe: label, classes, steps, and back to the picture', async () => {
    await tiles().nth(1).click()
    await page.keyboard.press('Space')
    await expect(page).toHaveURL(/#\/gallery\/loupe\?image=\d+$/)
    await expect(page.getByText(/^2 of /)).toBeVisible()
    const road = page.getByRole('button', { name: 'road on the picture' })
    await expect(road).toBeVisible()
    const overlay = page.locator('canvas')
    await expect(overlay).toBeVisible()
    const painted = () =>
      overlay.evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
        return data.some((value) => value > 0)
      })
    expect(await painted()).toBe(true)
    await look(page, 'loupe')
    for (const [width, height] of [
      [1280, 800],
      [1920, 1080],
    ] as const) {
      await page.setViewportSize({ width, height })
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
      await look(page, `loupe-${width}`)
    }
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.keyboard.down('h')
    await expect(overlay).toBeHidden()
    await page.keyboard.up('h')
    await expect(overlay).toBeVisible()
    await page.keyboard.press('o')
    await expect(overlay).toBeHidden()
    await page.keyboard.press('o')
    const picture = (await page.locator('canvas').boundingBox())!
    await page.mouse.move(picture.x + picture.width / 2, picture.y + picture.height * 0.8)
    await expect(page.getByText(/ · .* of the picture$/)).toBeVisible()
    await page.keyboard.press('z')
    await expect(page.getByRole('button', { name: '100 %' })).toHaveAttribute('aria-pressed', 'true')
    await page.keyboard.press('z')
    for (let step = 0; step < 13; step++) await page.keyboard.press('ArrowRight')
    await expect(page.getByText('15 of ')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page).toHaveURL(/#\/gallery$/)
    await expect(selected()).toHaveCount(1)
    await expect(selected()).toBeInViewport()
  })

  test('says in the loupe that a picture has no label', async () => {
    await option('Without label').check()
    await expect(page.getByText('without label').first()).toBeVisible()
    await tiles().first().dblclick()
    await expect(page.getByText('This picture has no label')).toBeVisible()
    await look(page, 'loupe-no-label')
    await page.goBack()
    await page.getByRole('button', { name: 'Clear all' }).click()
  })

  test('is found as it was left: filter, order, size and place', async () => {
    await option('With label').check()
    await page.getByRole('button', { name: /^Sort/ }).click()
    await page.getByRole('menuitem', { name: 'Brightest first' }).click()
    await page.getByRole('slider', { name: 'Size of the pictures' }).press('ArrowRight')
    await grid().evaluate((scroller) => scroller.scrollTo({ top: 300 }))
    await expect.poll(firstInView).toBeTruthy()
    await page.waitForTimeout(1_000)
    const before = await firstInView()
    await page.keyboard.press('g')
    await page.keyboard.press('l')
    await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
    await page.keyboard.press('g')
    await page.keyboard.press('g')
    await expect.poll(firstInView).toEqual(before)
    await page.reload()
    await expect.poll(firstInView, { timeout: 60_000 }).toEqual(before)
    await expect(page.getByRole('button', { name: 'Sort: Brightest first' })).toBeVisible()

    await opened.close()
    opened = await openWindow('served', home)
    page = opened.page
    calls = callsOf(page)
    await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible({ timeout: 60_000 })
    await page.keyboard.press('g')
    await page.keyboard.press('g')
    await expect.poll(firstInView, { timeout: 60_000 }).toEqual(before)
    await expect(page.getByRole('button', { name: 'Sort: Brightest first' })).toBeVisible()
    await expect(option('With label')).toBeChecked()
  })

  test('is worked with by keys alone, loupe and filters too', async () => {
    await page.getByRole('button', { name: 'Clear all' }).click()
    await page.getByRole('link', { name: 'Gallery' }).focus()
    for (let stops = 0; stops < 60 && !(await grid().evaluate((each) => each === document.activeElement)); stops++)
      await page.keyboard.press('Tab')
    await expect(grid()).toBeFocused()
    await page.keyboard.press('Home')
    await page.keyboard.press('Shift+ArrowRight')
    await expect(bar()).toContainText('2 selected')
    await page.keyboard.press('2')
    await expect(bar().getByRole('button', { name: /Night/, pressed: true })).toBeVisible()
    await page.keyboard.press('2')
    await expect(bar().getByRole('button', { name: /Night/, pressed: false })).toBeVisible()

    await page.keyboard.press('Enter')
    await expect(page.getByText(/^2 of /)).toBeVisible()
    await page.keyboard.press('ArrowLeft')
    await expect(page.getByText(/^1 of /)).toBeVisible()
    await expect(page.getByRole('button', { name: /Snow/, pressed: false })).toBeVisible()
    await page.keyboard.press('4')
    await expect(page.getByRole('button', { name: /Snow/, pressed: true })).toBeVisible()
    await page.keyboard.press('Control+z')
    await expect(page.getByRole('button', { name: /Snow/, pressed: false })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(grid()).toBeFocused()
    await expect(selected()).toHaveCount(1)

    await option('Fog').focus()
    await page.keyboard.press('Space')
    await expect(page.getByRole('button', { name: 'Remove Fog' })).toBeVisible()
    await page.getByRole('button', { name: 'Remove Fog' }).focus()
    await page.keyboard.press('Enter')
    await expect(option('Fog')).not.toBeChecked()
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog')).toContainText('Look at the picture in the loupe')
    await page.keyboard.press('Escape')
  })

  test('keeps the place when pictures come before it', async () => {
    await page.getByRole('button', { name: /^Sort/ }).click()
    await page.getByRole('menuitem', { name: 'Newest first' }).click()
    await expect.poll(() => grid().evaluate((scroller) => scroller.scrollTop)).toBe(0)
    await grid().evaluate((scroller) => scroller.scrollTo({ top: 700 }))
    await expect.poll(async () => (await firstInView())?.top).toBeLessThan(200)
    await page.waitForTimeout(500)
    const before = await firstInView()
    const folder = path.join(home, 'more')
    await mkdir(folder)
    const images = path.join(home, 'data', 'gta5', 'images')
    for (const name of await readdir(images)) await copyFile(path.join(images, name), path.join(folder, name))
    const rows = Number(await grid().getAttribute('aria-rowcount'))
    await calls.sources.add({ folder })
    await expect.poll(areAllRead, { timeout: 300_000 }).toBe(true)
    await expect
      .poll(async () => Number(await grid().getAttribute('aria-rowcount')), { timeout: 60_000 })
      .toBeGreaterThan(rows)
    await page.waitForTimeout(2_000)
    const after = await grid().evaluate((scroller, id) => {
      const cell = document.getElementById(id)
      return cell && Math.round(cell.getBoundingClientRect().top - scroller.getBoundingClientRect().top)
    }, before!.id)
    expect(after).toBe(before!.top)
  })

  test('has its filters in a drawer at 1280 pixels, eight columns at 1920, and few elements', async () => {
    await page.setViewportSize({ width: 1280, height: 800 })
    await expect(page.getByRole('complementary', { name: 'Filters' })).toBeHidden()
    await thumbnailsAreThere()
    await page.getByRole('button', { name: 'Filters' }).click()
    await expect(page.getByRole('dialog', { name: 'Filters' })).toBeVisible()
    await look(page, 'gallery-1280')
    await page.keyboard.press('Escape')
    await page.getByRole('slider', { name: 'Size of the pictures' }).press('ArrowLeft')
    await page.setViewportSize({ width: 1920, height: 1080 })
    await expect(grid()).toHaveAttribute('aria-colcount', '8')
    await thumbnailsAreThere()
    await look(page, 'gallery-1920')
    expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(600)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
  })
})
