import { expect, test, type Page } from '@playwright/test'
import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { writeNetwork } from '../main/metrics/agreement/red-or-blue.ts'
import { drawSources } from './drawn-sources.ts'
import { builtFile, surroundings, temporaryHome } from './launch-app.ts'
import { look } from './look.ts'
import { openWindow, type OpenedWindow } from './open-window.ts'
import { callsOf } from './page-calls.ts'

test.describe('labels that a network predicted', () => {
  const home = temporaryHome()
  const workspace = path.join(home, 'workspace')
  let opened: OpenedWindow
  let page: Page
  let calls: ReturnType<typeof callsOf>
  let fog = 0

  test.describe.configure({ mode: 'serial', timeout: 600_000 })
  test.beforeAll(async () => {
    test.setTimeout(600_000)
    opened = await openWindow('served', home)
    page = opened.page
    calls = callsOf(page)
    await calls.workspace.create({ folder: workspace })
    const data = await drawSources(home)
    await rm(path.join(data.acdc, 'gt'), { recursive: true })
    for (const folder of [data.gta5, data.acdc]) await calls.sources.add({ folder })
    const isRead = async () => {
      const sources = await calls.sources.list()
      return sources.length === 2 && sources.every(({ images, waiting }) => images > 0 && waiting === 0)
    }
    await expect.poll(isRead, { timeout: 300_000 }).toBe(true)
    const { rows } = await calls.gallery.page({
      filter: { conditions: ['fog'] },
      sort: { by: 'name', descending: false },
      from: { offset: 0 },
      limit: 10,
    })
    fog = rows[0]!.id
    const { id } = await calls.boards.create({ name: 'Adverse' })
    await calls.boards.put({ board: id, condition: 'fog', images: [fog] })
  })
  test.afterAll(async () => {
    await opened.close()
    await rm(home, { recursive: true })
  })

  test('show in gallery, board, loupe and tuning as what they are, while the window is open', async () => {
    const network = path.join(home, 'network.onnx')
    writeNetwork(network)
    const predict = ['labels', 'predict', '--network', network, '--classes', 'road,sky', '--condition', 'fog']
    const cli = [builtFile('main', 'cli.js'), ...predict, '--workspace', workspace, '--json']
    const { stdout } = await promisify(execFile)(process.execPath, cli, { env: surroundings(home) })
    expect(JSON.parse(stdout)).toMatchObject({ predicted: 3, failed: [] })

    await page.goto(`${new URL(page.url()).origin}/#/board`)
    await page.reload()
    await expect(page.getByRole('option').first()).toContainText('label predicted')
    await look(page, 'predicted-board')

    await page.goto(`${new URL(page.url()).origin}/#/gallery/loupe?image=${fog}`)
    await expect(page.getByText(/^predicted by network [0-9a-f]{12}, [12]\sclass/)).toBeVisible()
    await expect(page.getByText('share of pixels, label predicted')).toBeVisible()
    const answered = await page.evaluate(async (image) => (await fetch(`/media/label/${image}`)).status, fog)
    expect(answered).toBe(200)
    await look(page, 'predicted-loupe')

    await page.goto(`${new URL(page.url()).origin}/#/tuning?reference=${fog}`)
    await expect(page.getByRole('button', { name: /^Reference: .* label predicted$/ })).toContainText('label predicted')
    await look(page, 'predicted-tuning')
  })
})
