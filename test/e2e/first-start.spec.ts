import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { openServedWindow, type ServedWindow } from './served-window.ts'

test.describe('the first start in a browser', () => {
  let served: ServedWindow
  let page: Page

  test.describe.configure({ mode: 'serial', timeout: 900_000 })
  test.beforeAll(async () => {
    test.setTimeout(900_000)
    served = await openServedWindow()
    page = await served.open()
  })
  test.afterEach(() => expect(served.complaints()).toEqual([]))
  test.afterAll(() => served.close())

  /** Pictures of both themes to look at, and what axe says of each. */
  const look = async (name: string) => {
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: test.info().outputPath(`${name}-${colorScheme}.png`) })
      const { violations } = await new AxeBuilder({ page }).analyze()
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(
        serious.map(({ id, nodes }) => ({ id, at: nodes.map(({ target }) => target) })),
        colorScheme,
      ).toEqual([])
    }
    await page.emulateMedia({ colorScheme: 'dark' })
  }

  test('says what this is and where the workspace will lie', async () => {
    await expect(page.getByRole('heading', { name: 'Weatherglass' })).toBeVisible()
    await expect(page.getByText('keeps every label where it is')).toBeVisible()
    await expect(page.getByRole('region', { name: 'Workspace' })).toContainText(path.join(served.home, 'weatherglass'))
    const widths = await page.evaluate(() => Array.from(document.images, (image) => image.naturalWidth))
    expect(widths).toEqual([384, 384, 384, 384, 384])
    await look('first-start')
  })

  test('takes another place, by the folders of the server', async () => {
    await page.getByRole('button', { name: 'Change…' }).click()
    await page.getByRole('button', { name: 'Browse…' }).click()
    const folders = page.getByRole('dialog', { name: 'Choose where the workspace lies' })
    await folders.getByRole('button', { name: served.home }).click()
    await folders.getByRole('button', { name: 'Choose this folder' }).click()
    await page.getByRole('textbox', { name: 'Folder of the workspace' }).fill(path.join(served.home, 'mine'))
    await page.getByRole('button', { name: 'Use this place' }).click()
    await expect(page.getByRole('region', { name: 'Workspace' })).toContainText(path.join(served.home, 'mine'))
    expect(existsSync(path.join(served.home, 'mine'))).toBe(false)
  })

  test('draws the demo scenes and reads them', async () => {
    await page.getByRole('button', { name: 'Try it with the demo scenes' }).click()
    await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
    await expect(page.getByText('Drawing the demo scenes').first()).toBeVisible()
    for (const name of ['Demo GTA5', 'Demo ACDC', 'Demo Cityscapes'])
      await expect(page.getByRole('listitem').filter({ hasText: name })).toContainText('Up to date', {
        timeout: 600_000,
      })
    await expect(page.getByRole('banner').or(page.locator('header')).first()).toContainText('3 sources')
    expect(existsSync(path.join(served.home, 'mine', 'weatherglass.json'))).toBe(true)
    await look('library')
  })

  test('renames a source, and removes one without touching its folder', async () => {
    await page.getByRole('button', { name: 'More for Demo GTA5' }).click()
    await page.getByRole('menuitem', { name: 'Rename…' }).click()
    await page.getByRole('textbox', { name: 'Name of the source' }).fill('Streets')
    await page.getByRole('button', { name: 'Rename' }).click()
    await expect(page.getByRole('listitem').filter({ hasText: 'Streets' })).toBeVisible()

    await page.getByRole('button', { name: 'More for Demo Cityscapes' }).click()
    await page.getByRole('menuitem', { name: 'Remove…' }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog).toContainText('Nothing on the disk is touched')
    await dialog.getByRole('button', { name: 'Remove' }).click()
    await expect(page.getByRole('listitem').filter({ hasText: 'Demo Cityscapes' })).toBeHidden()
    expect(existsSync(path.join(served.home, 'mine-demo', 'cityscapes'))).toBe(true)
  })

  test('adds a folder after showing what it recognised', async () => {
    await page.getByRole('button', { name: 'Add folder' }).click()
    const folders = page.getByRole('dialog', { name: 'Add a folder' })
    await folders.getByRole('textbox', { name: 'Folder' }).fill(path.join(served.home, 'mine-demo', 'cityscapes'))
    await folders.getByRole('button', { name: 'Go' }).click()
    await folders.getByRole('button', { name: 'Choose this folder' }).click()
    await expect(page.getByRole('combobox', { name: 'Layout' })).toHaveText('Cityscapes')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await expect(page.getByRole('listitem').filter({ hasText: 'cityscapes' })).toContainText('Up to date', {
      timeout: 300_000,
    })
  })

  test('shows what computes here and which model is used', async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('m')
    await expect(page.getByRole('heading', { name: 'Models and machine' })).toBeVisible()
    await expect(page.getByRole('radio', { name: /^Use CPU/ })).toBeEnabled({ timeout: 300_000 })
    await expect(page.getByText('it shows how things work, not how good results get')).toBeVisible()
    await expect(page.getByRole('list', { name: 'Caches' })).toContainText('Thumbnails')
    await look('machine')
  })

  test('says what is wrong with weights that are none', async () => {
    await page.getByRole('button', { name: 'Add weights' }).click()
    await page.getByRole('textbox', { name: 'Folder or file of weights' }).fill(path.join(served.home, 'mine-demo'))
    await page.getByRole('button', { name: 'Check' }).click()
    await expect(
      page.getByRole('dialog').getByRole('alert').or(page.getByRole('dialog').getByRole('listitem')),
    ).toBeVisible()
    await page.getByRole('button', { name: 'Cancel' }).click()
  })

  test('is in the same workspace after the page is opened again', async () => {
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Models and machine' })).toBeVisible()
    await page.keyboard.press('g')
    await page.keyboard.press('l')
    await expect(page.getByRole('listitem').filter({ hasText: 'Streets' })).toContainText('Up to date')
  })
})
