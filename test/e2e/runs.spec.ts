import { readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test, type Locator, type Page } from '@playwright/test'
import type { PlanFile } from '../../src/shared/runs.ts'
import { pickConditions } from '../../src/shared/conditions.ts'
import { writeDemoData, type DemoData } from '../../src/main/scenes/demo-data.ts'
import { temporaryHome } from './launch-app.ts'
import { look } from './look.ts'
import { openWindow, type HostName, type OpenedWindow } from './open-window.ts'
import { callsOf } from './page-calls.ts'

type Calls = ReturnType<typeof callsOf>

/** A run of small transfers ends within this time on a slow machine. */
const LONG = 600_000

/** A workspace with small drawn sources that are read. */
async function makeWorkspace(calls: Calls, home: string): Promise<DemoData> {
  await calls.workspace.create({ folder: path.join(home, 'workspace') })
  const out = path.join(home, 'data')
  const data = await writeDemoData({ out, content: 4, references: 3, size: [128, 256], seed: 11 })
  for (const folder of [data.gta5, data.acdc]) await calls.sources.add({ folder })
  const isRead = async () => {
    const sources = await calls.sources.list()
    return sources.length === 2 && sources.every(({ images, waiting }) => images > 0 && waiting === 0)
  }
  await expect.poll(isRead, { timeout: LONG }).toBe(true)
  return data
}

/** A board with one reference for each condition. */
async function fillBoard(calls: Calls): Promise<void> {
  const { id: board } = await calls.boards.create({ name: 'Adverse' })
  for (const condition of pickConditions) {
    const { rows } = await calls.gallery.page({
      filter: { conditions: [condition], labelled: true },
      sort: { by: 'name', descending: false },
      from: { offset: 0 },
      limit: 1,
    })
    await calls.boards.put({ board, condition, images: rows.map(({ id }) => id) })
  }
}

const choose = async (page: Page, name: string, option: string | RegExp): Promise<void> => {
  await page.getByRole('combobox', { name }).click()
  await page.getByRole('option', { name: option }).click()
}

const fill = async (field: Locator, value: string): Promise<void> => {
  await field.fill(value)
  await field.press('Enter')
}

const openRuns = async (page: Page): Promise<void> => {
  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await expect(page.getByRole('heading', { name: 'Runs', exact: true })).toBeVisible()
}

/** The run of the list, with its transfers. */
const lookAtRun = async (page: Page, name: string): Promise<void> => {
  await openRuns(page)
  await page.locator('[data-run]', { hasText: name }).click()
  await expect(page.getByRole('region', { name }).getByRole('heading', { name })).toBeVisible()
}

const chooseFromMenu = async (page: Page, run: string, item: string): Promise<void> => {
  await page.getByRole('button', { name: `More for ${run}` }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

const openPlan = (page: Page, name: string, text: string): Promise<void> =>
  page
    .getByLabel('Plan file')
    .setInputFiles({ name: `${name}.plan.json`, mimeType: 'application/json', buffer: Buffer.from(text) })

/** A plan of so many transfers, each by itself with a seed of its own, that nothing waits for its end on any machine. */
async function longPlan(calls: Calls, name: string): Promise<string> {
  const [board] = await calls.boards.list()
  const sources = (await calls.sources.list()).map(({ id }) => id)
  const plan = await calls.runs.planFile({
    ...{ name, board: board!.id, contents: { sources }, model: null, size: [64, 128] },
    sampling: { strategy: 'ordered-repeat', perReference: 4 },
    presets: { preset: 'demonstration' },
  })
  const file = JSON.parse(plan) as PlanFile
  const [settings] = file.settings
  const seeds = Array.from({ length: 500 }, (_, seed) => seed)
  const longer: PlanFile = {
    ...file,
    settings: seeds.map((seed) => ({ ...settings!, settings: { ...settings!.settings, seed } })),
    transfers: seeds
      .flatMap((seed) =>
        file.transfers.map(([, content, reference, condition]) => ({ seed, content, reference, condition })),
      )
      .map(({ seed, content, reference, condition }, block) => [block, content, reference, condition, seed] as const),
  }
  return JSON.stringify(longer)
}

/** How many transfers of the run that is looked at are done. */
async function doneOf(page: Page): Promise<number> {
  const done = counts(page).getByRole('button', { name: /^Done/ })
  if ((await done.count()) === 0) return 0
  return Number((await done.textContent())!.replaceAll(/\D/g, ''))
}

const counts = (page: Page): Locator => page.getByRole('group', { name: 'Transfers in state' })

/** Both themes at every width. */
async function lookAtAllWidths(page: Page, name: string): Promise<void> {
  for (const [width, height] of [
    [1280, 800],
    [1920, 1080],
  ] as const) {
    await page.setViewportSize({ width, height })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.screenshot({ path: test.info().outputPath(`${name}-${width}-${colorScheme}.png`) })
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 })
  await look(page, `${name}-1440`)
}

for (const host of ['served', 'desktop'] satisfies readonly HostName[])
  test.describe(`a run from the plan to its end, ${host}`, () => {
    const home = temporaryHome()
    let opened: OpenedWindow
    let page: Page
    let data: DemoData
    let broken: { readonly file: string; readonly bytes: Buffer }

    test.describe.configure({ mode: 'serial', timeout: LONG })
    test.beforeAll(async () => {
      test.setTimeout(LONG)
      opened = await openWindow(host, home)
      page = opened.page
      data = await makeWorkspace(callsOf(page), home)
      await page.reload()
      await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible({ timeout: 60_000 })
    })
    test.afterEach(() => expect(opened.complaints()).toEqual([]))
    test.afterAll(async () => {
      await opened.close()
      await rm(home, { recursive: true })
    })

    test('says what a run is, and leads to the board where that has nothing', async () => {
      await openRuns(page)
      await expect(page.getByText('Put references on a board first.')).toBeVisible()
      if (host === 'served') await look(page, 'no-board')
      await page.getByRole('button', { name: 'Open the style board' }).click()
      await expect(page.getByRole('heading', { name: 'Style board' })).toBeVisible()
    })

    test('says what a plan comes to before it starts', async () => {
      await fillBoard(callsOf(page))
      await page.reload()
      await page.getByRole('button', { name: 'Plan a run' }).click()
      const plan = page.getByRole('complementary', { name: 'Plan' })
      await expect(plan.getByRole('combobox', { name: 'Style board' })).toHaveText(/Adverse\s*4\s*references/)
      await choose(page, 'Size of the results', /128 × 64/)
      await fill(plan.getByRole('textbox', { name: 'Name of the run' }), 'First weather')
      await fill(plan.getByRole('textbox', { name: 'Frames per reference' }), '5')
      await expect(plan.getByText('5 different contents are needed but the set has 4')).toBeVisible()
      await expect(plan.getByRole('button', { name: 'Add to queue' })).toBeDisabled()
      await fill(plan.getByRole('textbox', { name: 'Frames per reference' }), '4')
      await expect(plan.getByText(/transfers of 4\sframes after 4\sreferences/)).toBeVisible()
      await expect(plan.getByText('No transfer of this plan exists yet.')).toBeVisible()
      await plan.getByRole('checkbox', { name: 'Snow' }).uncheck()
      await expect(plan.getByText(/transfers of 4\sframes after 3\sreferences/)).toBeVisible()
      await plan.getByRole('checkbox', { name: 'Snow' }).check()
      await plan.getByRole('button', { name: 'Measure the speed' }).click()
      await expect(plan.getByText(/images\/h, measured/)).toBeVisible({ timeout: LONG })
      if (host === 'served') await lookAtAllWidths(page, 'plan')
    })

    test('saves the plan as a file', async () => {
      const downloading = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Save plan as JSON' }).click()
      const download = await downloading
      expect(download.suggestedFilename()).toBe('First weather.plan.json')
      // the double's Chromium keeps its downloads to itself
      if (host === 'desktop') return
      const saved = JSON.parse(await readFile(await download.path(), 'utf8')) as { readonly transfers: unknown[] }
      expect(saved.transfers).toHaveLength(16)
    })

    test('picks rare classes first where it is asked to', async () => {
      const plan = page.getByRole('complementary', { name: 'Plan' })
      await page.getByRole('combobox', { name: 'Picked' }).click()
      await page.getByRole('option', { name: /^Rare classes first/ }).click()
      await fill(plan.getByRole('textbox', { name: 'Pixels of the class at least' }), '50')
      await fill(plan.getByRole('textbox', { name: 'Frames per reference' }), '2')
      await expect(plan.getByText(/^transfers of \d\sframes? after 4\sreferences$/)).toBeVisible()
      await expect(plan.getByText(/^Nothing is drawn for /)).toBeVisible()
      await page.getByRole('combobox', { name: 'Picked' }).click()
      await page.getByRole('option', { name: /^In order the same/ }).click()
      await fill(plan.getByRole('textbox', { name: 'Frames per reference' }), '4')
      await expect(plan.getByText(/transfers of 4\sframes after 4\sreferences/)).toBeVisible()
    })

    test('runs to its end, and what is broken fails alone', async () => {
      const file = path.join(data.gta5, 'images', '00003.png')
      broken = { file, bytes: await readFile(file) }
      await truncate(file, Math.floor(broken.bytes.length / 2))
      await page.getByRole('button', { name: 'Add to queue' }).click()
      const run = page.getByRole('region', { name: 'First weather' })
      await expect(run.getByRole('heading', { name: 'First weather' })).toBeVisible()
      await expect(run.getByText('Finished, 4 failed')).toBeVisible({ timeout: LONG })
      await expect(counts(page).getByRole('button', { name: 'Done 12' })).toBeVisible()
    })

    test('says why some failed, and does them once the reason is gone', async () => {
      if (host === 'served') await lookAtAllWidths(page, 'failed')
      await page.getByRole('button', { name: /^Why 4\stransfers failed/ }).click()
      const reasons = page.getByRole('dialog')
      await expect(reasons.getByRole('listitem')).toHaveCount(1)
      await expect(reasons.getByRole('listitem')).toContainText('The picture cannot be used')
      await expect(reasons.getByRole('listitem')).toContainText('00003.png')
      if (host === 'served') await look(page, 'reasons')
      await writeFile(broken.file, broken.bytes)
      await reasons.getByRole('button', { name: /^Retry 4/ }).click()
      await expect(counts(page).getByRole('button', { name: 'Done 16' })).toBeVisible({ timeout: LONG })
      await expect(
        page.getByRole('region', { name: 'First weather' }).getByText('Finished', { exact: true }),
      ).toBeVisible()
    })

    test('shows a result beside its content and its reference, by keys', async () => {
      const table = page.getByRole('grid', { name: 'Transfers' })
      await table.focus()
      await page.keyboard.press('ArrowDown')
      await expect(table.getByRole('row', { selected: true })).toHaveAttribute('aria-rowindex', '3')
      await page.keyboard.press('Enter')
      const dialog = page.getByRole('dialog')
      await expect(dialog.getByRole('img', { name: 'Result', exact: true })).toBeVisible()
      await expect(dialog.getByText('2 of 16')).toBeVisible()
      await page.keyboard.press('ArrowRight')
      await expect(dialog.getByText('3 of 16')).toBeVisible()
      for (const name of ['Result', 'Content', 'Reference'])
        await expect(dialog.getByRole('img', { name, exact: true })).toHaveJSProperty('complete', true)
      if (host === 'served') await look(page, 'transfer')
      await page.keyboard.press('Escape')
      await expect(dialog).toBeHidden()
    })

    test('gets further contents, and says what exists already', async () => {
      await page.getByRole('button', { name: 'More for First weather' }).click()
      if (host === 'served') await look(page, 'menu')
      await page.getByRole('menuitem', { name: 'Add contents…' }).click()
      const plan = page.getByRole('complementary', { name: 'Plan' })
      await expect(plan.getByRole('heading', { name: 'Add to First weather' })).toBeVisible()
      // a browser that is new to the server knows nothing of the first plan
      await choose(page, 'Size of the results', /128 × 64/)
      await expect(plan.getByText(/16 of 16\stransfers exist already/)).toBeVisible({ timeout: 60_000 })
      await page.keyboard.press('Escape')
      await expect(page.getByRole('complementary', { name: 'All runs' })).toBeVisible()
    })

    test('opens a plan from a file, which runs and pauses, and is there after a restart', async () => {
      await openPlan(page, 'Long weather', await longPlan(callsOf(page), 'Long weather'))
      const run = page.getByRole('region', { name: 'Long weather' })
      await expect.poll(() => doneOf(page), { timeout: LONG }).toBeGreaterThan(0)
      await run.getByRole('button', { name: 'Pause', exact: true }).click()
      await expect(run.getByText('Paused', { exact: true })).toBeVisible()
      await expect(counts(page).getByRole('button', { name: /^Running/ })).toHaveCount(0, { timeout: LONG })
      const queued = await counts(page)
        .getByRole('button', { name: /^Queued/ })
        .textContent()

      await openAgain()
      await expect(
        page.getByRole('heading', { name: 'Runs', exact: true }).or(page.getByRole('heading', { name: 'Library' })),
      ).toBeVisible()
      await lookAtRun(page, 'Long weather')
      await expect(
        page.getByRole('region', { name: 'Long weather' }).getByText('Paused', { exact: true }),
      ).toBeVisible()
      await expect(counts(page).getByRole('button', { name: /^Queued/ })).toHaveText(queued!)
    })

    test('asks after a restart in mid-run whether it goes on, and does', async () => {
      await page.getByRole('button', { name: 'Resume', exact: true }).click()
      await expect(counts(page).getByRole('button', { name: /^Running/ })).toBeVisible({ timeout: LONG })
      await openAgain()
      const question = page.getByRole('dialog', { name: 'Go on with Long weather?' })
      await expect(question).toContainText('Nothing that was done is lost.')
      if (host === 'served') await look(page, 'question')
      await question.getByRole('button', { name: 'Leave it paused' }).click()
      await lookAtRun(page, 'Long weather')
      await expect(page.getByText('Weatherglass ended before this run did.')).toBeVisible()
      if (host === 'served') await look(page, 'interrupted')
      const before = await doneOf(page)
      await page.getByRole('button', { name: 'Go on', exact: true }).click()
      await expect.poll(() => doneOf(page), { timeout: LONG }).toBeGreaterThan(before)
    })

    test('waits where a source is gone, says so, and goes on once it is back', async () => {
      const run = page.getByRole('region', { name: 'Long weather' })
      await rename(data.gta5, `${data.gta5}-away`)
      await expect(run.getByText('Paused by a problem', { exact: true })).toBeVisible({ timeout: LONG })
      await expect(run).toContainText(`${data.gta5} is not there: mount its disk or say where the source is now`)
      await expect(run).toContainText(/transfers wait: put it right, then resume\./)
      await expect(counts(page).getByRole('button', { name: /^(Running|Failed)/ })).toHaveCount(0)
      if (host === 'served') await lookAtAllWidths(page, 'held')
      await rename(`${data.gta5}-away`, data.gta5)
      const before = await doneOf(page)
      await run.getByRole('button', { name: 'Resume', exact: true }).click()
      await expect.poll(() => doneOf(page), { timeout: LONG }).toBeGreaterThan(before)
    })

    test('gives way to a run that is moved before it, and is stopped', async () => {
      const { run: first } = await callsOf(page).runs.addFile({
        plan: await longPlan(callsOf(page), 'Waits'),
        start: 'paused',
      })
      const queue = page.getByRole('list', { name: 'Queue' }).locator('[data-run]')
      await expect(queue).toHaveCount(2)
      await expect(queue.first()).toContainText('Long weather')
      await page.locator(`[data-run="${first}"]`).click()
      await chooseFromMenu(page, 'Waits', 'Move to the front of the queue')
      await expect(queue.first()).toContainText('Waits')
      for (const name of ['Waits', 'Long weather']) {
        await lookAtRun(page, name)
        await chooseFromMenu(page, name, 'Stop…')
        await page
          .getByRole('dialog', { name: `Stop ${name}?` })
          .getByRole('button', { name: 'Stop' })
          .click()
        await expect(page.getByRole('region', { name }).getByText(/^Stopped, \d+ kept$/)).toBeVisible()
      }
      await expect(queue).toHaveCount(0)
      await expect(counts(page).getByRole('button', { name: /^Cancelled/ })).toBeVisible({ timeout: LONG })
    })

    test('says what is wrong with a file that is no plan', async () => {
      await openPlan(page, 'no', '{"format":"something else"}')
      await expect(page.getByRole('alert').first()).toContainText('plan')
      await page.getByRole('button', { name: 'Dismiss' }).click()
      await expect(page.getByRole('alert')).toHaveCount(0)
    })

    /** Ends the application in the midst of what it does, and starts it anew. */
    async function openAgain(): Promise<void> {
      await opened.close()
      opened = await openWindow(host, home)
      page = opened.page
    }
  })
