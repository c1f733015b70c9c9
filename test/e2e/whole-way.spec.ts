import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { expect as expectSoon, test, type Locator, type Page } from '@playwright/test'
import { drawSources, isUpToDate } from './drawn-sources.ts'
import { temporaryHome } from './launch-app.ts'
import { openWindow, type HostName, type OpenedWindow } from './open-window.ts'

/** A run of small transfers ends within this time on a slow machine. */
const LONG = 600_000
const expect = expectSoon.configure({ timeout: 240_000 })

for (const host of ['desktop', 'served'] satisfies readonly HostName[])
  test.describe(`from an empty workspace to a verified dataset, in the window alone, ${host}`, () => {
    const home = temporaryHome()
    const out = path.join(home, 'sets', 'adverse')
    let opened: OpenedWindow
    let page: Page

    const goTo = async (screen: string, title = screen): Promise<void> => {
      await page.getByRole('link', { name: screen }).click()
      await expect(page.getByRole('heading', { name: title, exact: true })).toBeVisible()
    }
    const choose = async (within: Page | Locator, name: string, option: string | RegExp): Promise<void> => {
      await within.getByRole('combobox', { name, exact: true }).click()
      await page.getByRole('option', { name: option }).click()
    }
    const fill = async (field: Locator, value: string): Promise<void> => {
      await field.fill(value)
      await field.press('Enter')
    }

    test.describe.configure({ mode: 'serial', timeout: LONG })
    test.beforeAll(async () => {
      opened = await openWindow(host, home)
      page = opened.page
    })
    test.afterEach(() => expect(opened.complaints()).toEqual([]))
    test.afterAll(async () => {
      await opened.close()
      await rm(home, { recursive: true })
    })

    test('indexes drawn sources', async () => {
      const { gta5, acdc } = await drawSources(home)
      await opened.chooseFolder(gta5, () => page.getByRole('button', { name: 'Add your folders' }).click())
      const add = page.getByRole('button', { name: 'Add', exact: true })
      await add.click()
      await isUpToDate(page, 'gta5')
      await opened.chooseFolder(acdc, () => page.getByRole('button', { name: 'Add folder' }).click())
      await add.click()
      await isUpToDate(page, 'acdc')
    })

    test('has a style board suggested', async () => {
      await goTo('Style board')
      await page.getByRole('button', { name: 'Make a style board' }).click()
      await page.getByRole('button', { name: 'Suggest for all' }).click()
      await expect(page.getByText('classes covered.')).toHaveCount(4)
    })

    test('plans and runs', async () => {
      await goTo('Runs')
      await page.getByRole('button', { name: 'Plan a run' }).first().click()
      const plan = page.getByRole('complementary', { name: 'Plan' })
      await choose(page, 'Size of the results', /128 × 64/)
      await fill(plan.getByRole('textbox', { name: 'Name of the run' }), 'Whole way')
      await fill(plan.getByRole('textbox', { name: 'Frames per reference' }), '1')
      const start = plan.getByRole('button', { name: 'Add to queue' })
      await expect(start).toBeEnabled()
      await start.click()
      const run = page.getByRole('region', { name: 'Whole way' })
      await expect(run.getByText('Done', { exact: true }).first()).toBeVisible({ timeout: LONG })
    })

    test('accepts by a rule', async () => {
      await goTo('Review')
      await page.getByRole('button', { name: 'Judge by rule…' }).click()
      const dialog = page.getByRole('dialog', { name: 'Judge by rule' })
      await choose(dialog, 'Verdict', 'Accept')
      await choose(dialog, 'Side', 'above')
      await fill(dialog.getByRole('textbox', { name: 'Structure kept above' }), '0')
      await dialog.getByRole('button', { name: /^Accept \d+ results/ }).click()
      await expect(dialog).toBeHidden()
    })

    test('exports and verifies', async () => {
      await goTo('Export')
      const foot = page.getByRole('region', { name: 'Target folder' })
      await expect(foot.getByRole('button', { name: /^Export \d+ pairs/ })).toHaveAttribute('aria-disabled', 'false')
      await expect(page.getByText('Structure kept', { exact: true })).toBeVisible()
      await fill(foot.getByRole('textbox', { name: 'Target folder' }), out)
      await expect(foot).toContainText('New folder')
      const start = foot.getByRole('button', { name: /^Export \d+ pairs/ })
      await expect(start).toHaveAttribute('aria-disabled', 'false')
      const [, pairs] = /(\d+)\spairs/.exec(await start.innerText())!
      await start.click()
      await expect(page.getByText(`Exported ${pairs} pairs`)).toBeVisible()
      await expect(page.getByText('checked against the manifest: nothing wrong.')).toBeVisible()
      const lines = (await readFile(path.join(out, 'manifest.jsonl'), 'utf8')).trim().split('\n')
      expect(lines.filter((line) => line.startsWith('{"kind":"pair"'))).toHaveLength(Number(pairs))

      await page.getByRole('button', { name: 'Verify a folder…' }).click()
      const dialog = page.getByRole('dialog', { name: 'Verify a folder' })
      await fill(dialog.getByRole('textbox', { name: 'Folder to verify' }), out)
      await expect(dialog).toContainText('nothing wrong')
    })
  })
