import { existsSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect as expectSoon, test, type Locator, type Page } from '@playwright/test'
import { writeDemoData } from '../../src/main/scenes/demo-data.ts'
import { temporaryHome } from './launch-app.ts'
import { look } from './look.ts'
import { openWindow, type HostName, type OpenedWindow } from './open-window.ts'
import { callsOf } from './page-calls.ts'
import { storeResults, type StoredResults } from './stored-results.ts'

/** A whole test ends within this time on a slow machine that does much else. */
const LONG = 600_000
const expect = expectSoon.configure({ timeout: 240_000 })
const [seed, size] = [11, [128, 256]] as const

const pairsIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(path.join(folder, 'leftImg8bit'), { recursive: true })).filter((name) => name.endsWith('.png')).sort()

for (const host of ['served', 'desktop'] satisfies readonly HostName[])
  test.describe(`accepted results as a dataset, ${host}`, () => {
    const home = temporaryHome()
    const workspace = path.join(home, 'workspace')
    const out = path.join(home, 'sets', 'adverse')
    let opened: OpenedWindow
    let page: Page
    let calls: ReturnType<typeof callsOf>
    let stored: StoredResults

    const start = async () => {
      opened = await openWindow(host, home)
      page = opened.page
      calls = callsOf(page)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    }

    test.describe.configure({ mode: 'serial', timeout: LONG })
    test.beforeAll(async () => {
      test.setTimeout(LONG)
      await start()
      await calls.workspace.create({ folder: workspace })
      const data = await writeDemoData({ out: path.join(home, 'data'), content: 5, references: 2, size, seed })
      for (const folder of [data.gta5, data.acdc]) await calls.sources.add({ folder })
      const isRead = async () => {
        const sources = await calls.sources.list()
        return sources.length === 2 && sources.every(({ images, waiting }) => images > 0 && waiting === 0)
      }
      await expect.poll(isRead, { timeout: LONG }).toBe(true)
      await page.reload()
      await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
    })
    test.afterEach(() => expect(opened.complaints()).toEqual([]))
    test.afterAll(async () => {
      await opened.close()
      await rm(home, { recursive: true })
    })

    /** The page is the same in both hosts: it is looked at in one. */
    const lookServed = async (name: string): Promise<void> => {
      if (host === 'served') await look(page, name)
    }
    const lookAtAllWidths = async (name: string): Promise<void> => {
      for (const [width, height] of [
        [1280, 800],
        [1920, 1080],
        [1440, 900],
      ] as const) {
        await page.setViewportSize({ width, height })
        await lookServed(`${name}-${width}`)
      }
    }

    const openExport = async () => {
      await page.getByRole('link', { name: 'Export' }).click()
      await expect(page.getByRole('heading', { name: 'Export', exact: true })).toBeVisible()
    }
    const foot = (): Locator => page.getByRole('region', { name: 'Target folder' })
    const nameFolder = async (folder: string) => {
      const field = page.getByRole('textbox', { name: 'Target folder' })
      await field.fill(folder)
      await field.press('Enter')
      await field.blur()
    }
    const cards = (): Locator => page.getByRole('list', { name: 'Cities' }).getByRole('listitem')
    const choose = async (name: string, option: string) => {
      await page.getByRole('combobox', { name, exact: true }).click()
      await page.getByRole('option', { name: option }).click()
    }

    test('leads to what comes before it where there are no results', async () => {
      await openExport()
      await expect(page.getByText('An export is made of results that you accepted in the review.')).toBeVisible()
      await lookServed('no-results')
      await page.getByRole('button', { name: 'Go to runs' }).click()
      await expect(page.getByRole('heading', { name: 'Runs', exact: true })).toBeVisible()
    })

    test('says what would be written before anything is', async () => {
      expect(opened.complaints()).toEqual([])
      await opened.close()
      stored = await storeResults({ workspace, seed, size })
      await start()
      await openExport()
      await expect(cards()).toHaveCount(4)
      await expect(cards().filter({ hasText: 'gtafog' })).toContainText('4')
      await expect(cards().filter({ hasText: 'gtasnow' })).toContainText('1 to judge')
      const leftOut = page.getByRole('table', { name: 'Left out, by reason' })
      await expect(leftOut.getByRole('row', { name: /Rejected/ })).toContainText('Mostly tagged "too weak" (1).')
      await expect(leftOut.getByRole('row', { name: /Not judged yet/ })).toContainText('1')
      await expect(page.getByRole('group', { name: 'Folders and names' })).toContainText('_leftImg8bit.png')
      await expect(page.getByRole('table', { name: /Share of the labelled pixels/ }).getByRole('row')).toHaveCount(20)
      await expect(foot()).toContainText('Export 18 pairs')

      await page.getByRole('button', { name: 'Show as list' }).click()
      await expect(page.getByRole('dialog', { name: 'Left out' })).toContainText('images/00002.png')
      await lookServed('left-out')
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toBeHidden()
    })

    test('counts again with every choice', async () => {
      await choose('Originals', 'Number of frames')
      await expect(cards().filter({ hasText: 'gtaclear' })).toContainText('originals, of 5 frames')
      await page.getByRole('button', { name: 'Rain', exact: true }).first().click()
      await expect(cards().filter({ hasText: 'gtarain' })).toHaveCount(0)
      await page.getByRole('button', { name: 'Rain', exact: true }).first().click()
      await choose('Pictures', 'All results')
      await expect(foot()).toContainText('Export 25 pairs')
      await choose('Pictures', 'Accepted only')
      await expect(foot()).toContainText('Export 23 pairs')
      await choose('Keep together', 'Results of one frame')
      await page.getByRole('textbox', { name: 'Licence of gta5' }).fill('Drawn by this project')
      await page.keyboard.press('Enter')
      await expect(page.getByText('The card states no licence of acdc.')).toBeVisible()
      await nameFolder(out)
      await expect(foot()).toContainText('New folder')
      await expect(foot()).toContainText(/free/)
      await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
      await lookAtAllWidths('dry-run')
    })

    test('refuses a folder with other files, and one that cannot be made, in a sentence', async () => {
      await nameFolder(path.join(home, 'data'))
      await expect(foot()).toContainText('holds other files')
      await expect(foot().getByRole('button', { name: /^Export 23/ })).toHaveAttribute('aria-disabled', 'true')
      const file = path.join(home, 'a-file')
      await writeFile(file, '')
      await nameFolder(path.join(file, 'set'))
      await expect(foot()).toContainText(`because ${file} is a file; choose a place whose parts are all folders.`)
      await expect(foot().getByRole('button', { name: /^Export 23/ })).toHaveAttribute('aria-disabled', 'true')
      await lookServed('refused')
      await nameFolder(out)
      await expect(foot()).toContainText('New folder')
      expect(existsSync(out)).toBe(false)
    })

    test('writes and verifies it, by a key', async () => {
      await page.getByRole('heading', { name: 'Export', exact: true }).click()
      await expect(foot().getByRole('button', { name: /^Export 23/ })).toHaveAttribute('aria-disabled', 'false')
      await page.keyboard.press('x')
      await expect(page.getByText('Exported 23 pairs')).toBeVisible()
      await expect(page.getByText('checked against the manifest: nothing wrong.')).toBeVisible()
      expect(await pairsIn(out)).toHaveLength(23)
      expect(await readFile(path.join(out, 'README.md'), 'utf8')).toContain('gta5: Drawn by this project')
      await expect(foot()).toContainText('Holds an export')
      await lookServed('exported')
    })

    test('asks before it changes what is there, and changes only what changed', async () => {
      const before = await pairsIn(out)
      await calls.review.judge({ transfers: [stored.transfers[0]!], verdict: 'reject', tags: ['object lost'] })
      const update = foot().getByRole('button', { name: /^Update to 22 pairs/ })
      await expect(update).toHaveAttribute('aria-disabled', 'false')
      await update.click()
      const dialog = page.getByRole('dialog', { name: 'Bring the export that is there up to date?' })
      await expect(dialog).toContainText(out)
      await lookServed('update')
      await dialog.getByRole('button', { name: 'Cancel' }).click()
      expect(await pairsIn(out)).toEqual(before)

      await update.click()
      await dialog.getByRole('button', { name: 'Update the export' }).click()
      const told = page.getByRole('status').filter({ hasText: 'Exported 22 pairs' })
      await expect(told).toContainText(': 6 files written, 110 kept, 5 removed.')
      const after = await pairsIn(out)
      expect(after).toHaveLength(22)
      expect(before.filter((pair) => !after.includes(pair))).toEqual([expect.stringContaining('gtafog')])
    })

    test('finds what was changed in it', async () => {
      const [pair] = await pairsIn(out)
      const file = path.join(out, 'leftImg8bit', pair!)
      const bytes = await readFile(file)
      await writeFile(file, bytes.subarray(0, bytes.length - 20))
      await page.getByRole('button', { name: 'Verify again' }).click()
      const dialog = page.getByRole('dialog', { name: 'Verify a folder' })
      await expect(dialog.getByRole('list', { name: 'What is wrong' })).toContainText(path.basename(pair!))
      await lookServed('verify')
      await writeFile(file, bytes)
      await dialog.getByRole('button', { name: 'Verify' }).click()
      await expect(dialog).toContainText('nothing wrong')
      await page.keyboard.press('Escape')
      await expect(dialog).toBeHidden()
    })

    test('remembers past exports and takes their choices over', async () => {
      await page.keyboard.press('p')
      const entries = page.getByRole('list', { name: 'Past exports' }).getByRole('listitem')
      await expect(entries.first()).toContainText('22 pairs')
      await expect(entries.first()).toContainText('verified')
      await lookServed('past')
      const made = await entries.count()
      await entries.last().getByRole('button', { name: 'Forget' }).click()
      await expect(entries).toHaveCount(made - 1)
      await entries.first().getByRole('button', { name: 'Export again…' }).click()
      await expect(foot()).toContainText('Update to 22 pairs')
    })

    test('measures nothing without a network, and says which files it wants', async () => {
      await page.getByRole('button', { name: 'Measure…' }).click()
      const dialog = page.getByRole('dialog', { name: 'Measure likeness' })
      await expect(dialog.getByRole('button', { name: 'Measure' })).toBeDisabled()
      await dialog.getByRole('textbox', { name: /^InceptionV3/ }).fill(path.join(home, 'a-file'))
      await dialog.getByRole('textbox', { name: /^Segmentation/ }).fill(path.join(home, 'a-file'))
      await dialog.getByRole('textbox', { name: 'Height and width' }).fill('wide')
      await expect(dialog).toContainText('Write height and width in pixels')
      await lookServed('networks')
      await dialog.getByRole('textbox', { name: 'Height and width' }).fill('')
      await dialog.getByRole('button', { name: 'Measure' }).click()
      await expect(page.getByRole('alert')).toContainText('a-file')
      await page.getByRole('alert').getByRole('button', { name: 'Dismiss' }).click()
    })
  })
