import { expect, test, type Locator, type Page } from '@playwright/test'
import { drawSources, isUpToDate } from './drawn-sources.ts'
import { temporaryHome } from './launch-app.ts'
import { openWindow, type HostName, type OpenedWindow } from './open-window.ts'

/** Presses Tab until something has the focus; what cannot be reached so is no control for the keyboard. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if (await control.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  await expect(control).toBeFocused()
}

const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key)
}

const cards = (page: Page, column: string): Locator => page.getByRole('region', { name: column }).getByRole('option')

for (const host of ['desktop', 'served'] satisfies readonly HostName[])
  test.describe(`from the first start to a style board, by keys alone, ${host}`, () => {
    const home = temporaryHome()
    let opened: OpenedWindow
    let page: Page

    test.describe.configure({ mode: 'serial', timeout: 180_000 })
    test.beforeAll(async () => {
      opened = await openWindow(host, home)
      page = opened.page
    })
    test.afterEach(() => expect(opened.complaints()).toEqual([]))
    test.afterAll(() => opened.close())

    test('makes a workspace and adds folders', async () => {
      const { gta5, acdc } = await drawSources(home)
      const first = page.getByRole('button', { name: 'Add your folders' })
      await expect(first).toBeEnabled()
      await opened.chooseFolder(gta5, async () => {
        await tabTo(page, first)
        await press(page, 'Enter')
      })
      const add = page.getByRole('button', { name: 'Add', exact: true })
      await expect(page.getByRole('combobox', { name: 'Layout' })).toHaveText('GTA5')
      await tabTo(page, add)
      await press(page, 'Enter')
      await isUpToDate(page, 'gta5')

      await opened.chooseFolder(acdc, async () => {
        await tabTo(page, page.getByRole('button', { name: 'Add folder' }))
        await press(page, 'Enter')
      })
      await expect(page.getByRole('combobox', { name: 'Layout' })).toHaveText('ACDC')
      await tabTo(page, add)
      await press(page, 'Enter')
      await isUpToDate(page, 'acdc')
    })

    test('puts pictures on the board of their weather', async () => {
      await press(page, 'g', 'g')
      const grid = page.getByRole('grid', { name: 'Pictures' })
      await expect(grid.getByRole('gridcell')).toHaveCount(28)
      await tabTo(page, grid)
      // as fast as keys come: what is asked for before there is a board goes onto the one that the first makes
      for (const key of ['1', '2', '3', '4']) await press(page, 'ArrowRight', key)
      await expect(page.getByText('1 picture put on snow.')).toBeAttached()
      await press(page, 'g', 'b')
      for (const column of ['Fog', 'Night', 'Rain', 'Snow']) await expect(cards(page, column)).toHaveCount(1)
    })

    test('has everything as it was after a restart, and where it was', async () => {
      const shown = await cards(page, 'Fog').first().getAttribute('data-image')
      expect(opened.complaints()).toEqual([])
      await opened.close()
      opened = await openWindow(host, home)
      page = opened.page
      if (host === 'served') {
        // a browser that is new to the server begins with the first screen
        await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
        await press(page, 'g', 'b')
      }
      await expect(page.getByRole('button', { name: 'Board: Style board 1' })).toBeVisible()
      for (const column of ['Fog', 'Night', 'Rain', 'Snow']) await expect(cards(page, column)).toHaveCount(1)
      await expect(cards(page, 'Fog').first()).toHaveAttribute('data-image', shown!)
      await press(page, 'g', 'l')
      await isUpToDate(page, 'gta5')
      await isUpToDate(page, 'acdc')
    })

    test('shows the keys of the screen on ?', async () => {
      await press(page, '?')
      await expect(page.getByRole('dialog', { name: 'Shortcuts' })).toBeVisible()
      await press(page, 'Escape')
      await expect(page.getByRole('dialog')).toBeHidden()
    })
  })
