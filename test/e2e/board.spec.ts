import { expect, test, type Locator, type Page } from '@playwright/test'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { writeDemoData } from '../../src/main/scenes/demo-data.ts'
import { temporaryHome } from './launch-app.ts'
import { look } from './look.ts'
import { openWindow, type OpenedWindow } from './open-window.ts'
import { callsOf } from './page-calls.ts'

test.describe('the style board in a browser', () => {
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
    const data = await writeDemoData({
      out: path.join(home, 'data'),
      ...{ content: 6, references: 8, size: [64, 128], seed: 7 },
    })
    for (const folder of [data.gta5, data.acdc]) await calls.sources.add({ folder })
    const isRead = async () => {
      const sources = await calls.sources.list()
      return sources.length === 2 && sources.every(({ images, waiting }) => images > 0 && waiting === 0)
    }
    await expect.poll(isRead, { timeout: 600_000 }).toBe(true)
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible({ timeout: 60_000 })
    await page.keyboard.press('g')
    await page.keyboard.press('b')
  })
  test.afterEach(() => expect(opened.complaints()).toEqual([]))
  test.afterAll(async () => {
    await opened.close()
    await rm(home, { recursive: true })
  })

  const column = (name: string): Locator => page.getByRole('region', { name })
  const cards = (name: string): Locator => column(name).getByRole('option')
  const namesIn = (name: string): Promise<readonly (string | null)[]> =>
    cards(name).evaluateAll((all) => all.map((card) => card.getAttribute('data-image')))
  const sizes = async (): Promise<readonly number[]> =>
    Promise.all(['Fog', 'Night', 'Rain', 'Snow'].map((name) => cards(name).count()))

  /** Begins to move before the place comes into view: what scrolls under a pressed button would be carried instead. */
  const drag = async (card: Locator, to: Locator, position?: { x: number; y: number }) => {
    await card.hover()
    const { x, y } = (await card.boundingBox())!
    await page.mouse.down()
    await page.mouse.move(x + 20, y + 20, { steps: 3 })
    for (let move = 0; move < 4; move++) await to.hover(position ? { position } : {})
    await page.mouse.up()
  }

  test('says what a board is where there is none, and makes one', async () => {
    await expect(page.getByText('A style board holds the pictures that lend fog, night, rain and snow.')).toBeVisible()
    await look(page, 'no-board')
    await page.getByRole('button', { name: 'Make a style board' }).click()
    await expect(page.getByRole('button', { name: 'Board: Style board 1' })).toBeVisible()
    for (const [index, name] of ['Fog', 'Night', 'Rain', 'Snow'].entries())
      await expect(column(name)).toContainText(`Drop pictures here, or press ${index + 1}`)
    await expect(column('Fog')).toContainText('No references yet.')
    await look(page, 'empty-board')
  })

  test('fills all columns with what covers them best, as one step', async () => {
    await page.getByRole('button', { name: 'Suggest for all' }).click()
    await expect(page.getByText('classes covered.')).toHaveCount(4)
    const filled = await sizes()
    expect(Math.min(...filled)).toBeGreaterThan(0)
    await expect(cards('Fog').first()).toContainText(/Covers \d+ classes at once|Adds /)
    await expect(column('Fog')).toContainText('the style of the whole picture')
    await look(page, 'suggested')

    await page.keyboard.press('Control+z')
    await expect.poll(sizes).toEqual([0, 0, 0, 0])
    await expect(
      page.getByRole('button', { name: /^Do again: add \d+ suggestions to fog, night, rain, snow/ }),
    ).toBeVisible()
    await page.keyboard.press('Control+Shift+z')
    await expect.poll(sizes).toEqual(filled)
  })

  test('says where a suggestion has nothing to add', async () => {
    const before = await sizes()
    await page.getByRole('button', { name: 'Suggest references for snow' }).click()
    await expect(column('Snow')).toContainText('No other labelled picture covers more.')
    expect(await sizes()).toEqual(before)
  })

  test('is worked with by keys alone', async () => {
    const [fog, night] = [await namesIn('Fog'), await namesIn('Night')]
    await cards('Fog').first().focus()
    await page.keyboard.press('ArrowDown')
    await expect(cards('Fog').nth(1)).toBeFocused()
    await expect(cards('Fog').nth(1)).toHaveAttribute('aria-selected', 'true')

    await page.keyboard.press('Alt+ArrowUp')
    await expect.poll(() => namesIn('Fog')).toEqual([fog[1], fog[0], ...fog.slice(2)])
    await expect(cards('Fog').first()).toBeFocused()

    await page.keyboard.press('Alt+ArrowRight')
    await expect.poll(() => namesIn('Night')).toEqual([...night, fog[1]])
    await expect(cards('Night').last()).toBeFocused()

    await page.keyboard.press('3')
    await expect.poll(async () => (await namesIn('Rain')).includes(fog[1]!)).toBe(true)
    await page.keyboard.press('3')
    await expect.poll(async () => (await namesIn('Rain')).includes(fog[1]!)).toBe(false)

    await page.keyboard.press('Shift+ArrowUp')
    await expect(page.getByRole('toolbar', { name: 'Selection' })).toContainText('2 selected in night')
    await page.keyboard.press('Delete')
    await expect.poll(() => namesIn('Night')).toEqual(night.slice(0, -1))
    await expect(cards('Night').last()).toBeFocused()

    await page.keyboard.press('ArrowLeft')
    await expect(column('Fog').locator(':focus')).toBeVisible()
    for (let step = 0; step < 5; step++) await page.keyboard.press('Control+z')
    await expect.poll(() => namesIn('Fog')).toEqual(fog)
    await expect.poll(() => namesIn('Night')).toEqual(night)
  })

  test('opens a reference in the loupe, steps through its column, and comes back to it', async () => {
    const fog = await namesIn('Fog')
    await cards('Fog').first().focus()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/#\/gallery\/loupe\?image=\d+&column=fog$/)
    await expect(page.getByText(`1 of ${fog.length}`, { exact: true })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Style board', exact: true })).toBeVisible()
    await page.keyboard.press('ArrowRight')
    await expect(page.getByText(`2 of ${fog.length}`, { exact: true })).toBeVisible()
    await look(page, 'loupe-of-a-column')
    await page.keyboard.press('Escape')
    await expect(cards('Fog').nth(1)).toBeFocused()
    await expect(cards('Fog').nth(1)).toHaveAttribute('aria-selected', 'true')
  })

  test('is worked with by dragging: between columns, within one, and with Ctrl into both', async () => {
    const [fog, rain] = [await namesIn('Fog'), await namesIn('Rain')]
    await cards('Fog')
      .first()
      .dragTo(cards('Rain').first(), { targetPosition: { x: 40, y: 10 } })
    await expect.poll(() => namesIn('Rain')).toEqual([fog[0], ...rain])
    expect(await namesIn('Fog')).toEqual(fog.slice(1))

    await drag(cards('Rain').first(), column('Rain').getByText('Drop pictures here'))
    await expect.poll(() => namesIn('Rain')).toEqual([...rain, fog[0]])

    await page.keyboard.down('Control')
    await drag(cards('Rain').last(), column('Fog').getByText('Drop pictures here'))
    await page.keyboard.up('Control')
    await expect.poll(() => namesIn('Fog')).toEqual([...fog.slice(1), fog[0]])
    expect(await namesIn('Rain')).toEqual([...rain, fog[0]])
    await expect(cards('Rain').last()).toHaveAccessibleName(/^Fog /)
    for (let step = 0; step < 3; step++) await page.keyboard.press('Control+z')
    await expect.poll(() => namesIn('Fog')).toEqual(fog)
  })

  test('moves and takes off what is selected by the bar below', async () => {
    const night = await namesIn('Night')
    await cards('Night').first().click()
    await look(page, 'selected')
    await page.getByRole('button', { name: 'Move to snow' }).click()
    await expect.poll(async () => (await namesIn('Snow')).at(-1)).toBe(night[0])
    await page.getByRole('button', { name: 'Take off the board' }).click()
    await expect.poll(async () => (await namesIn('Snow')).includes(night[0]!)).toBe(false)
    await page.keyboard.press('Control+z')
    await page.keyboard.press('Control+z')
    await expect.poll(() => namesIn('Night')).toEqual(night)
  })

  test('tells the coverage of every class in a table', async () => {
    await page.getByRole('button', { name: 'Coverage as a table' }).click()
    const table = page.getByRole('dialog').getByRole('table')
    await expect(table.getByRole('row')).toHaveCount(20)
    await expect(table.getByRole('row', { name: /^road/ })).toContainText('Covered')
    await look(page, 'coverage-table')
    await page.keyboard.press('Escape')
  })

  test('reckons for the content that is chosen', async () => {
    await page.getByRole('button', { name: 'For content: gta5, 6 frames' }).click()
    await page.getByRole('menuitemcheckbox', { name: /gta5/ }).click()
    await page.keyboard.press('Escape')
    await expect(page.getByText('No labelled content is chosen')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Suggest for all' })).toHaveAttribute('aria-disabled', 'true')
    await page.getByRole('button', { name: 'For content: No labelled content' }).click()
    await page.getByRole('menuitemcheckbox', { name: /gta5/ }).click()
    await page.keyboard.press('Escape')
    await expect(page.getByText('classes covered.')).toHaveCount(4)
  })

  test('is one of several, which are made, renamed, duplicated and deleted', async () => {
    const chooser = page.getByRole('button', { name: /^Board:/ })
    const filled = await sizes()
    await page.getByRole('button', { name: 'Duplicate the board' }).click()
    await page.getByRole('textbox', { name: 'Name of the board' }).fill('style board 1')
    await page.getByRole('button', { name: 'Duplicate', exact: true }).click()
    await expect(page.getByText('Another style board has the name style board 1')).toBeVisible()
    await page.getByRole('textbox', { name: 'Name of the board' }).fill('Adverse v1')
    await page.keyboard.press('Enter')
    await expect(chooser).toHaveText('Adverse v1')
    await expect.poll(sizes).toEqual(filled)
    await expect(page.getByRole('button', { name: 'Nothing to take back' })).toBeVisible()

    await chooser.click()
    await page.getByRole('menuitem', { name: 'Rename…' }).click()
    await page.getByRole('textbox', { name: 'Name of the board' }).fill('Adverse v2')
    await page.keyboard.press('Enter')
    await expect(chooser).toHaveText('Adverse v2')

    await chooser.click()
    await page.getByRole('menuitem', { name: 'New board…' }).click()
    await page.getByRole('textbox', { name: 'Name of the board' }).press('Enter')
    await expect(chooser).toHaveText('Style board 2')
    await expect.poll(sizes).toEqual([0, 0, 0, 0])

    await chooser.click()
    await page.getByRole('menuitem', { name: 'Delete…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect(chooser).toHaveText('Adverse v2')
    await chooser.click()
    await page.getByRole('menuitemradio', { name: /Style board 1/ }).click()
    await expect(chooser).toHaveText('Style board 1')
    await expect.poll(sizes).toEqual(filled)
  })

  test('is there as it was after the page is opened again, with what can be taken back', async () => {
    const filled = await sizes()
    await page.reload()
    await expect(page.getByRole('button', { name: 'Board: Style board 1' })).toBeVisible()
    await expect.poll(sizes).toEqual(filled)
    await expect(page.getByRole('button', { name: /^Take back: add \d+ suggestions/ })).toBeVisible()
  })

  test('shows what another window does to it', async () => {
    const [board] = await calls.boards.list()
    const fog = (await namesIn('Fog')).map(Number)
    await calls.boards.move({ board: board!.id, from: 'fog', to: 'fog', images: [fog[0]!] })
    await expect.poll(async () => (await namesIn('Fog')).map(Number)).toEqual([...fog.slice(1), fog[0]])
    await calls.boards.rename({ board: board!.id, name: 'From elsewhere' })
    await expect(page.getByRole('button', { name: 'Board: From elsewhere' })).toBeVisible()
  })

  test('is whole at 1280 and 1920 pixels', async () => {
    for (const [width, height, across] of [
      [1280, 800, 2],
      [1920, 1080, 4],
    ] as const) {
      await page.setViewportSize({ width, height })
      const lefts = await page
        .getByRole('region')
        .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().left))
      expect(new Set(lefts).size).toBe(across)
      const [first, second] = await cards('Fog').evaluateAll((all) =>
        all.map((each) => each.getBoundingClientRect().top),
      )
      expect(first).toBe(second)
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
      await look(page, `board-${width}`)
    }
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  test('loses the pictures of a source that is removed, and says why nothing is covered', async () => {
    const sources = await calls.sources.list()
    await calls.sources.remove({ source: sources.find(({ layout }) => layout === 'acdc')!.id })
    await expect.poll(sizes).toEqual([0, 0, 0, 0])
    await expect(column('Fog')).toContainText('No labelled picture of fog is here: add some in the library.')
  })
})
