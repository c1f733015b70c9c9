import { expect, test, type Page } from '@playwright/test'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { drawSources } from './drawn-sources.ts'
import { temporaryHome } from './launch-app.ts'
import { look } from './look.ts'
import { openWindow, type OpenedWindow } from './open-window.ts'
import { callsOf } from './page-calls.ts'

/** As few steps and pixels as there can be: what is looked at is the screen. */
const settings = {
  ...{ fidelity: 'corrected', size: [64, 128], steps: 4, skip: 2, freeU: null },
  ...{ mixRange: { full: [0, 2], half: [0, 2] }, classAdainRange: [0, 2] },
}

test.describe('the tuning screen, looked at', () => {
  const home = temporaryHome()
  let opened: OpenedWindow
  let page: Page
  let calls: ReturnType<typeof callsOf>

  test.describe.configure({ mode: 'serial', timeout: 600_000 })
  test.beforeAll(async () => {
    test.setTimeout(600_000)
    opened = await openWindow('served', home)
    page = opened.page
    calls = callsOf(page)
    await calls.workspace.create({ folder: path.join(home, 'workspace') })
    const data = await drawSources(home)
    for (const folder of [data.gta5, data.acdc]) await calls.sources.add({ folder })
    const isRead = async () => {
      const sources = await calls.sources.list()
      return sources.length === 2 && sources.every(({ images, waiting }) => images > 0 && waiting === 0)
    }
    await expect.poll(isRead, { timeout: 300_000 }).toBe(true)
    const { id } = await calls.boards.create({ name: 'Adverse' })
    await calls.boards.put({ board: id, condition: 'fog', images: [await firstOf('fog')] })
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible({ timeout: 60_000 })
  })
  test.afterEach(() => expect(opened.complaints()).toEqual([]))
  test.afterAll(async () => {
    await opened.close()
    await rm(home, { recursive: true })
  })

  const firstOf = async (condition: 'clear' | 'fog'): Promise<number> => {
    const filter = { conditions: [condition], labelled: true }
    const from = { offset: 0 }
    const { rows } = await calls.gallery.page({ filter, sort: { by: 'name', descending: false }, from, limit: 1 })
    return rows[0]!.id
  }
  const goTo = async (letter: string, heading: string) => {
    await page.keyboard.press('g')
    await page.keyboard.press(letter)
    await expect(page.getByRole('heading', { name: heading })).toBeVisible()
  }
  const grid = () => page.getByRole('grid', { name: 'Pictures' })

  test('opens with T from the gallery, the loupe and the style board', async () => {
    const content = await firstOf('clear')
    await goTo('g', 'Gallery')
    await expect(grid().getByRole('gridcell').first()).toBeVisible()
    await grid().focus()
    await page.keyboard.press('Home')
    await expect(page.getByText('1 selected')).toBeVisible()
    await page.keyboard.press('t')
    await expect(page).toHaveURL(new RegExp(`#/tuning\\?content=${content}`))

    await goTo('g', 'Gallery')
    // keys have nothing to go to before the list is there
    await expect(grid().getByRole('gridcell').first()).toBeVisible()
    await grid().focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await expect(page.getByText(/^2 of /)).toBeVisible()
    await page.keyboard.press('ArrowLeft')
    await expect(page.getByText(/^1 of /)).toBeVisible()
    // as soon as its place shows keys are for it
    await page.keyboard.press('t')
    await expect(page).toHaveURL(new RegExp(`#/tuning\\?content=${content}`))

    await goTo('b', 'Style board')
    await page.getByRole('option').first().click()
    await page.getByRole('toolbar', { name: 'Selection' }).getByRole('button', { name: /^Tune/ }).click()
    await expect(page).toHaveURL(new RegExp(`#/tuning\\?reference=${await firstOf('fog')}`))
    await expect(page.getByRole('button', { name: /^Content: 00001/ })).toBeVisible()
  })

  test('says what to do before the first run, in every view', async () => {
    await expect(page.getByText('Run once to see what is kept.').first()).toBeVisible()
    await look(page, 'filter-empty')
    for (const [key, sentence] of [
      ['1', 'Nothing to compare yet.'],
      ['3', 'What became of each class is known after a run.'],
      ['4', 'A sweep runs a setting over a list of values'],
    ] as const) {
      await page.keyboard.press(key)
      await expect(page.getByText(sentence)).toBeVisible()
      await look(page, `empty-${key}`)
    }
    await page.keyboard.press('2')
  })

  test('takes settings as JSON and gives them as JSON, marks what was changed and sets it back', async () => {
    await page.getByRole('button', { name: 'JSON' }).click()
    const dialog = page.getByRole('dialog', { name: 'Settings as JSON' })
    await expect(dialog.getByRole('textbox')).toHaveValue(/"size": \[256, 512\]/)
    await dialog.getByRole('textbox').fill(JSON.stringify(settings))
    await look(page, 'json')
    await dialog.getByRole('button', { name: 'Use' }).click()
    await expect(dialog).toBeHidden()
    await expect(page.getByText('changed').first()).toBeVisible()
    // help and range of a setting show to who comes by keys, too
    await page.getByRole('textbox', { name: 'Seed' }).focus()
    await page.keyboard.press('Shift+Tab')
    await expect(page.getByRole('tooltip', { name: /^Noisiest steps left out/ })).toBeVisible()
    await look(page, 'changed')
    await page.getByRole('button', { name: 'Reset Steps' }).click()
    await expect(page.getByRole('slider', { name: 'Steps', exact: true })).toHaveValue('20')
    await page.getByRole('button', { name: 'JSON' }).click()
    await dialog.getByRole('textbox').fill(JSON.stringify(settings))
    await dialog.getByRole('button', { name: 'Use' }).click()
  })

  test('shows presets and the dialog that saves one', async () => {
    await page.getByRole('button', { name: /^Preset: / }).click()
    await expect(page.getByRole('menuitemradio', { name: /^Fast preview.*a tenth of the work$/ })).toBeVisible()
    await look(page, 'presets')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Save as preset' }).click()
    await expect(page.getByRole('dialog').getByText('Used for')).toBeVisible()
    await look(page, 'save')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
  })
})
