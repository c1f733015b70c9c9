import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { connect } from '../../src/main/catalog/database.ts'
import { beginWalk } from '../../src/main/catalog/walks/walk-records.ts'
import { catalogFile } from '../../src/main/catalog/workspace/folders.ts'
import { drawSources, isUpToDate } from './drawn-sources.ts'
import { temporaryHome } from './launch-app.ts'
import { look } from './look.ts'
import { openWindow, type HostName, type OpenedWindow } from './open-window.ts'
import { rawCall } from './raw-call.ts'

/** Ids of the processes that a process started, and of theirs, whose command line has a word in it. */
function processesOf(pid: number, word: string): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n')
  const all = lines.flatMap((line) => {
    const [, own, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    return args === undefined ? [] : [{ pid: Number(own), parent: Number(parent), args }]
  })
  const under = (parent: number): typeof all =>
    all.filter((each) => each.parent === parent).flatMap((each) => [each, ...under(each.pid)])
  return under(pid).flatMap(({ pid, args }) => (args.includes(word) ? [pid] : []))
}

for (const host of ['desktop', 'served'] satisfies readonly HostName[])
  test.describe(`what goes wrong while a workspace is open, ${host}`, () => {
    const home = temporaryHome()
    const at = (name: string): string => path.join(home, name)
    let opened: OpenedWindow
    let page: Page

    test.describe.configure({ mode: 'serial', timeout: 180_000 })
    test.beforeAll(async () => {
      opened = await openWindow(host, home)
      page = opened.page
      const { gta5 } = await drawSources(home)
      await rawCall(page, '/workspace/create', { folder: at('first') })
      await rawCall(page, '/sources/add', { folder: gta5 })
      await page.reload()
      await isUpToDate(page, 'gta5')
    })
    test.afterEach(() => expect(opened.complaints()).toEqual([]))
    test.afterAll(() => opened.close())

    const seen = (name: string): Promise<void> => (host === 'served' ? look(page, name) : Promise.resolve())
    const row = () => page.getByRole('list', { name: 'Sources' }).getByRole('listitem')

    test('a source that vanishes keeps its row, and is read again when it is back', async () => {
      renameSync(at('data/gta5'), at('data/elsewhere'))
      await page.getByRole('button', { name: 'Rescan all' }).click()
      await expect(row()).toContainText('Its folder is not there')
      await seen('vanished-source')
      renameSync(at('data/elsewhere'), at('data/gta5'))
      await page.getByRole('button', { name: 'Rescan all' }).click()
      await isUpToDate(page, 'gta5')
    })

    test('a process that compares devices is killed: a sentence, and it works again', async () => {
      await page.keyboard.press('g')
      await page.keyboard.press('m')
      const check = page.getByRole('button', { name: 'Check and measure' })
      await check.click()
      let killed: readonly number[] = []
      await expect
        .poll(() => (killed = processesOf(opened.pid, 'engine.js')).length, { intervals: [20], timeout: 180_000 })
        .toBeGreaterThan(0)
      for (const pid of killed) process.kill(pid, 'SIGKILL')
      await expect(check).toBeEnabled({ timeout: 180_000 })
      const cpu = page.getByRole('radio', { name: /^Use CPU/ })
      if (await cpu.isDisabled()) {
        await expect(page.getByRole('row', { name: /CPU/ })).toContainText(/ended|stopped|died|killed/)
        await seen('killed-engine')
        await check.click()
        await expect(check).toBeDisabled()
        await expect(check).toBeEnabled({ timeout: 180_000 })
      }
      await expect(cpu).toBeEnabled()
    })

    test('a second workspace is made and has nothing of the first; the first is as it was', async () => {
      mkdirSync(at('second'))
      await opened.chooseFolder(at('second'), () => page.getByRole('button', { name: 'New…' }).click())
      await expect(page.getByText(at('second')).first()).toBeVisible()
      await page.keyboard.press('g')
      await page.keyboard.press('l')
      await expect(page.getByText('No source is here yet')).toBeVisible()
      await seen('empty-library')
      await page.keyboard.press('g')
      await page.keyboard.press('m')
      await opened.chooseFolder(at('first'), () => page.getByRole('button', { name: 'Open another…' }).click())
      await expect(page.getByText(at('first')).first()).toBeVisible()
      await page.keyboard.press('g')
      await page.keyboard.press('l')
      await isUpToDate(page, 'gta5')
    })

    test('a kill in the middle of a rescan: the next start goes on', async () => {
      test.skip(host === 'desktop', 'the double leaves its browser behind when it is killed')
      rmSync(at('data/gta5/images/00004.png'))
      expect(opened.complaints()).toEqual([])
      process.kill(opened.pid, 'SIGKILL')
      await opened.close().catch(() => undefined)
      // as the process leaves it that is killed after the first file
      const catalog = connect(catalogFile({ folder: at('first') }), { durability: 'crash' })
      beginWalk(catalog, 1)
      catalog.close()
      opened = await openWindow(host, home)
      page = opened.page
      await isUpToDate(page, 'gta5')
      await expect(row()).toContainText('3 images')
    })

    test('the workspace’s folder is deleted: a sentence, and another one can be opened', async () => {
      rmSync(at('first'), { recursive: true })
      await expect(page.getByText('was deleted or moved while it was open')).toBeVisible()
      await seen('workspace-gone')
      expect(existsSync(at('first'))).toBe(false)
      await page.getByRole('button', { name: at('second') }).click()
      await expect(page.getByText('No source is here yet')).toBeVisible()
    })
  })
