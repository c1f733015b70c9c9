import { expect, test, type Page } from '@playwright/test'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { temporaryHome } from './launch-app.ts'
import { look } from './look.ts'
import { openWindow, type OpenedWindow } from './open-window.ts'

test.describe('the first start in a browser', () => {
  const home = temporaryHome()
  let opened: OpenedWindow
  let page: Page

  test.describe.configure({ mode: 'serial', timeout: 600_000 })
  test.beforeAll(async () => {
    opened = await openWindow('served', home)
    page = opened.page
  })
  test.afterEach(() => expect(opened.complaints()).toEqual([]))
  test.afterAll(() => opened.close())

  test('says what this is and where the workspace will lie', async () => {
    await expect(page.getByRole('heading', { name: 'Weatherglass' })).toBeVisible()
    await expect(page.getByText('keeps every label where it is')).toBeVisible()
    await expect(page.getByRole('region', { name: 'Workspace' })).toContainText(path.join(home, 'weatherglass'))
    const widths = await page.evaluate(() => Array.from(document.images, (image) => image.naturalWidth))
    expect(widths).toEqual([384, 384, 384, 384, 384])
    await look(page, 'first-start')
  })

  test('takes another place, by the folders of the server', async () => {
    await page.getByRole('button', { name: 'Change…' }).click()
    await page.getByRole('button', { name: 'Browse…' }).click()
    const folders = page.getByRole('dialog', { name: 'Choose where the workspace lies' })
    await folders.getByRole('button', { name: home }).click()
    await folders.getByRole('button', { name: 'Choose this folder' }).click()
    await page.getByRole('textbox', { name: 'Folder of the workspace' }).fill(path.join(home, 'mine'))
    await page.getByRole('button', { name: 'Use this place' }).click()
    await expect(page.getByRole('region', { name: 'Workspace' })).toContainText(path.join(home, 'mine'))
    expect(existsSync(path.join(home, 'mine'))).toBe(false)
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
    expect(existsSync(path.join(home, 'mine', 'weatherglass.json'))).toBe(true)
    await look(page, 'library')
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
    expect(existsSync(path.join(home, 'mine-demo', 'cityscapes'))).toBe(true)
  })

  test('adds a folder after showing what it recognised', async () => {
    await page.getByRole('button', { name: 'Add folder' }).click()
    const folders = page.getByRole('dialog', { name: 'Add a folder' })
    await folders.getByRole('textbox', { name: 'Folder' }).fill(path.join(home, 'mine-demo', 'cityscapes'))
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
    await look(page, 'machine')
  })

  test('says what is wrong with weights that are none', async () => {
    await page.getByRole('button', { name: 'Add weights' }).click()
    await page.getByRole('textbox', { name: 'Folder or file of weights' }).fill(path.join(home, 'mine-demo'))
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
