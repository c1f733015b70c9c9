import { expect, test, type Locator, type Page } from '@playwright/test'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { writeDemoData } from '../../src/main/scenes/demo-data.ts'
import { classNames, trainIds } from '../../src/shared/labels.ts'
import { drawResults } from './drawn-results.ts'
import { temporaryHome } from './launch-app.ts'
import { look } from './look.ts'
import { openWindow, type OpenedWindow } from './open-window.ts'
import { callsOf } from './page-calls.ts'

/** 8 contents with 2 references of 4 conditions: 64 results, of which 2 failed. */
const drawn = { content: 8, references: 3, size: [128, 256], seed: 11 } as const
const RESULTS = 62

test.describe('review in a browser', () => {
  const home = temporaryHome()
  let opened: OpenedWindow
  let page: Page
  /** To the same application, as another window has them. */
  let calls: ReturnType<typeof callsOf>

  test.describe.configure({ mode: 'serial', timeout: 300_000 })
  const start = async () => {
    opened = await openWindow('served', home)
    page = opened.page
    calls = callsOf(page)
  }
  test.beforeAll(async () => {
    test.setTimeout(900_000)
    const folder = path.join(home, 'workspace')
    await start()
    await calls.workspace.create({ folder })
    const data = await writeDemoData({ out: path.join(home, 'data'), ...drawn })
    for (const source of [data.gta5, data.acdc]) await calls.sources.add({ folder: source })
    const areRead = async () => {
      const sources = await calls.sources.list()
      return sources.length === 2 && sources.every(({ images, waiting }) => images > 0 && waiting === 0)
    }
    await expect.poll(areRead, { timeout: 600_000 }).toBe(true)
    await drawResults(folder, { seed: drawn.seed, size: drawn.size, references: 2, failed: 2 })
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible({ timeout: 60_000 })
  })
  test.afterEach(() => expect(opened.complaints()).toEqual([]))
  test.afterAll(async () => {
    await opened.close()
    await rm(home, { recursive: true })
  })

  const view = (name: string) => page.getByRole('button', { name, exact: true }).click()
  const shown = (): Promise<string | null> => page.locator('[data-result]').getAttribute('data-result')
  const verdicts = async () => (await calls.review.statistics({ filter: {} })).verdicts
  const grid = (): Locator => page.getByRole('grid', { name: 'Results' })
  const pane = (): Locator => page.getByRole('complementary', { name: 'Verdict' })

  test('opens at the first result, with content, reference and measures', async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('v')
    await expect(page.getByRole('group', { name: 'The result' })).toBeVisible()
    await expect(page.locator('[data-state=ready]')).toBeVisible()
    await expect(page.getByRole('banner').or(page.locator('header')).first()).toContainText(`0 of ${RESULTS}`)
    await expect(pane()).toContainText('Structure kept')
    await expect(page.getByRole('link', { name: /Review/ })).toContainText(String(RESULTS))
  })

  test('shows content, reference and labels while a key is held', async () => {
    for (const [key, name] of [
      ['c', /^Content /],
      ['s', /^Reference /],
      ['o', 'Labels on the result'],
    ] as const) {
      await page.keyboard.down(key)
      await expect(page.getByRole('group', { name: 'The result' }).getByRole('img', { name }).last()).toBeVisible()
      await page.keyboard.up(key)
    }
    await page.keyboard.press('z')
    await expect(page.getByRole('button', { name: /100 %/ })).toHaveAttribute('aria-pressed', 'true')
    await page.keyboard.press('z')
  })

  test('judges fifty by keyboard, each in the frame after its key', async () => {
    const milliseconds: number[] = []
    for (let judged = 0; judged < 50; judged++) {
      // a person looks at a picture before they judge it
      await expect(page.locator('[data-state=ready]')).toBeVisible()
      milliseconds.push(await judgeAndWait(page, judged % 5 === 4 ? 'r' : 'a'))
    }
    milliseconds.sort((a, b) => a - b)
    const at = (share: number) => milliseconds[Math.floor(share * (milliseconds.length - 1))]!.toFixed(1)
    const description = `median ${at(0.5)} ms, 95 of 100 within ${at(0.95)} ms, at most ${at(1)} ms`
    test.info().annotations.push({ type: 'from key to next picture', description })
    console.log(`from key to next picture: ${description}`)
    await expect.poll(verdicts).toEqual({ accept: 40, reject: 10, undecided: RESULTS - 50 })
    await expect(page.locator('header').first()).toContainText(`50 of ${RESULTS}`)
  })

  test('takes the last verdict back and shows its result again', async () => {
    const before = await shown()
    await page.keyboard.press('r')
    await expect.poll(shown).not.toBe(before)
    await expect.poll(verdicts).toMatchObject({ reject: 11 })
    await page.keyboard.press('Control+z')
    await expect.poll(shown).toBe(before)
    await expect.poll(verdicts).toMatchObject({ reject: 10 })
    await page.keyboard.press('Control+Shift+z')
    await expect.poll(verdicts).toMatchObject({ reject: 11 })
    await page.keyboard.press('Control+z')
    await expect.poll(verdicts).toMatchObject({ reject: 10 })
  })

  test('keeps tags and a note', async () => {
    const id = Number(await shown())
    await page.keyboard.press('3')
    await expect(pane().getByRole('button', { name: /too weak/ })).toHaveAttribute('aria-pressed', 'true')
    await page.keyboard.press('n')
    await page.keyboard.type('the sky is still blue')
    await page.keyboard.press('Enter')
    await expect(pane()).toContainText('the sky is still blue')
    const result = async () => {
      const { tags, note } = await calls.review.result({ transfer: id })
      return { tags, note }
    }
    await expect.poll(result).toEqual({ tags: ['too weak'], note: 'the sky is still blue' })
  })

  test('looks as it should at each size', async () => {
    await expect(page.locator('[data-state=ready]')).toBeVisible()
    await atEachSize(page, 'one')
  })

  test('judges by a rule: the count first, and one undo', async () => {
    await page.getByRole('button', { name: 'Judge by rule…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Judge by rule' })
    await dialog.getByRole('textbox', { name: 'Structure kept below' }).fill('0.9')
    await page.keyboard.press('Enter')
    const filter = { verdicts: ['undecided'] } as const
    const { count } = await calls.review.countRule({ filter, rule: { metric: 'structure', is: 'below', value: 0.9 } })
    expect(count).toBeGreaterThan(1)
    const judge = dialog.getByRole('button', { name: `Reject ${count} results` })
    await expect(judge).toBeEnabled()
    await look(page, 'rule')
    await judge.click()
    await expect(dialog).toBeHidden()
    await expect.poll(verdicts).toMatchObject({ reject: 10 + count })
    await page.keyboard.press('Control+z')
    await expect.poll(verdicts).toMatchObject({ reject: 10 })
  })

  test('does by keys what buttons do, and is where it was when a dialog closes', async () => {
    for (const [key, name] of [
      ['l', 'Judge by rule'],
      ['e', 'Run again with…'],
      ['x', 'Exchange verdicts'],
    ] as const) {
      await page.keyboard.press(key)
      await expect(page.getByRole('dialog', { name })).toBeVisible()
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toHaveCount(0)
      // keys act on: the focus is not lost
      const before = await shown()
      await page.keyboard.press('ArrowRight')
      await expect.poll(shown).not.toBe(before)
      await page.keyboard.press('ArrowLeft')
      await expect.poll(shown).toBe(before)
    }
    await page.keyboard.press('f')
    await expect(page.getByRole('checkbox', { name: /^Rejected/ })).toBeVisible()
    await page.keyboard.press('Escape')
    await page.keyboard.press('v')
    await expect(page.getByRole('heading', { name: 'References' })).toBeVisible()
    await page.keyboard.press('v')
    await expect(grid()).toBeVisible()
    await page.keyboard.press('v')
    await expect(page.getByRole('group', { name: 'The result' })).toBeVisible()
    await page.keyboard.press('?')
    for (const words of ['Judge by rule', 'Filters', 'Note', 'Hold to see the content', 'Take back the last verdict'])
      await expect(page.getByRole('dialog', { name: 'Shortcuts' }).getByText(words, { exact: true })).toBeVisible()
    await page.keyboard.press('Escape')
  })

  test('filters and sorts, and judges a selection at once', async () => {
    await view('Grid')
    await expect(grid().getByRole('gridcell').first()).toBeVisible()
    await page.getByRole('checkbox', { name: /^Rejected/ }).check()
    await expect(grid().getByRole('gridcell')).toHaveCount(10)
    await page.getByRole('button', { name: /^Sort: / }).click()
    await page.getByRole('menuitem', { name: 'Least structure first' }).click()
    await expect(grid().getByRole('gridcell').first()).toContainText('structure')
    await grid().focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Shift+End')
    await expect(page.getByRole('toolbar', { name: 'Selection' })).toContainText('10 selected')
    await page.keyboard.press('a')
    await expect.poll(verdicts).toMatchObject({ accept: 50, reject: 0 })
    await page.keyboard.press('Control+z')
    await expect.poll(verdicts).toMatchObject({ accept: 40, reject: 10 })
    await page.getByRole('button', { name: 'Clear', exact: true }).click()
    await page.getByRole('checkbox', { name: /^Transfers that failed/ }).check()
    await expect(grid().getByRole('gridcell')).toHaveCount(2)
    await page.getByRole('button', { name: 'Clear', exact: true }).click()
    await expect(grid().getByRole('gridcell')).not.toHaveCount(2)
    await thumbnailsAreThere(page)
    await atEachSize(page, 'grid')
  })

  test('sorts by each measure, and shows the outliers of each alone', async () => {
    const field = (metric: 'structure' | 'style' | 'leakage') => async () => {
      const { rows, total } = await calls.review.page({
        filter: { outliers: [metric] },
        sort: { by: metric, descending: metric !== 'structure' },
        ...{ from: { offset: 0 }, limit: 100 },
      })
      return { total, names: rows.map(({ contentName }) => contentName) }
    }
    const named = () =>
      grid()
        .getByRole('gridcell')
        .evaluateAll((cells) => cells.map((cell) => cell.ariaLabel!.split(' ')[0]))
    for (const [metric, sorted, box] of [
      ['structure', 'Least structure first', 'Structure kept'],
      ['style', 'Farthest from the style first', 'Distance to the style'],
      ['leakage', 'Most leakage first', 'Leakage'],
    ] as const) {
      await page.getByRole('button', { name: /first$|^Sort: / }).click()
      await page.getByRole('menuitem', { name: sorted }).click()
      await page.getByRole('checkbox', { name: box }).check()
      const { total, names } = await field(metric)()
      expect(total).toBeGreaterThan(0)
      expect(total).toBeLessThan(RESULTS / 4)
      await expect.poll(named).toEqual(names)
      await page.getByRole('checkbox', { name: box }).uncheck()
    }
    await page.getByRole('button', { name: /first$|^Sort: / }).click()
    await page.getByRole('menuitem', { name: 'Oldest first' }).click()
  })

  test('shows what failed with its content and its reason', async () => {
    await page.getByRole('checkbox', { name: /^Transfers that failed/ }).check()
    await expect(grid().getByRole('gridcell')).toHaveCount(2)
    await grid().getByRole('gridcell').first().dblclick()
    await expect(pane()).toContainText('This transfer failed. The label of the content differs from it in size')
    await expect(page.getByRole('group', { name: 'The result' }).getByRole('img', { name: /^Content / })).toBeVisible()
    await look(page, 'failed')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Clear', exact: true }).click()
    await expect(grid().getByRole('gridcell')).not.toHaveCount(2)
  })

  test('names a reference that is mostly rejected, and a class that few accepted pictures show', async () => {
    const judge = (rows: readonly { readonly id: number }[], verdict: 'accept' | 'reject') =>
      calls.review.judge({ transfers: rows.map(({ id }) => id), verdict })
    const { rows } = await calls.review.page({
      filter: {},
      sort: { by: 'position', descending: false },
      ...{ from: { offset: 0 }, limit: 100 },
    })
    await judge(rows, 'accept')
    const contents = [...new Set(rows.map(({ content }) => content!))]
    const shownBy = await Promise.all(
      contents.map(async (content) => {
        const { conditions } = await calls.review.statistics({ filter: { contents: [content] } })
        return { content, classes: trainIds.filter((id) => conditions.some((one) => one.acceptedPictures[id]! > 0)) }
      }),
    )
    const showing = (id: number) => shownBy.filter(({ classes }) => classes.some((one) => one === id))
    const rare = trainIds
      .filter((id) => showing(id).length > 0)
      .sort((a, b) => showing(a).length - showing(b).length)[0]!
    const without = showing(rare).map(({ content }) => content)
    await judge(
      rows.filter(({ content }) => without.includes(content!)),
      'reject',
    )
    const bad = rows[0]!.reference
    await judge(
      rows.filter(({ reference }) => reference === bad),
      'reject',
    )
    const { warnings } = await calls.review.statistics({ filter: {} })
    expect(warnings).toContainEqual(expect.objectContaining({ kind: 'mostly-rejected', reference: bad }))
    expect(warnings).toContainEqual(expect.objectContaining({ kind: 'under-represented', class: classNames[rare] }))
    await view('Statistics')
    for (const { message } of warnings) await expect(page.getByText(message)).toBeVisible()
    await expect(page.getByText('mostly rejected')).toHaveCount(1)
    await expect(page.getByText(/^Under-represented: /)).toBeVisible()
    await view('Grid')
    for (let judged = 0; judged < 3; judged++) await calls.review.undo()
    await expect.poll(verdicts).toMatchObject({ accept: 40, reject: 10 })
  })

  test('says what was judged by condition, reference and class', async () => {
    await view('Statistics')
    await expect(page.getByRole('heading', { name: 'References' })).toBeVisible()
    await page.getByRole('table').first().getByRole('button', { pressed: false }).first().click()
    await atEachSize(page, 'statistics')
  })

  test('gives verdicts to someone else, and shows where both judged differently', async () => {
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: /^Exchange/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Exchange verdicts' })
    const download = page.waitForEvent('download')
    await dialog.getByRole('button', { name: 'Save verdicts…' }).click()
    const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\n')
    expect(lines.length).toBeGreaterThanOrEqual(50)
    const first = JSON.parse(lines[0]!) as { verdict: string }
    const changed = JSON.stringify({ ...first, verdict: first.verdict === 'accept' ? 'reject' : 'accept', by: 'ada' })
    await dialog.locator('input[type=file]').setInputFiles({
      name: 'theirs.jsonl',
      mimeType: 'application/json',
      buffer: Buffer.from([changed, ...lines.slice(1)].join('\n')),
    })
    await expect(dialog).toContainText('1 result was judged differently by both')
    await expect(dialog.getByRole('region', { name: 'Conflicts' }).getByRole('row')).toHaveCount(2)
    await look(page, 'conflicts')
    await dialog.getByRole('button', { name: 'Take theirs' }).click()
    await expect(dialog).toContainText('1 verdict taken over')
    await dialog.getByRole('button', { name: 'Close' }).click()
    await expect.poll(verdicts).toMatchObject({ accept: 39, reject: 11 })
  })

  test('runs a rejected one again with other settings; both stay, linked', async () => {
    await view('One')
    const { rows } = await calls.review.page({
      filter: { verdicts: ['reject'] },
      sort: { by: 'position', descending: false },
      ...{ from: { offset: 0 }, limit: 1 },
    })
    const [first] = rows
    await page.evaluate((id) => (location.hash = `#/review/one?result=${id}`), first!.id)
    await page.reload()
    await expect.poll(shown).toBe(String(first!.id))
    await page.getByRole('button', { name: 'Run again with…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Run again with…' })
    await dialog.getByRole('combobox', { name: 'Settings' }).click()
    await page.getByRole('option', { name: /^fast-preview|^fast/ }).click()
    await look(page, 'rerun')
    await dialog.getByRole('button', { name: /^Run 1/ }).click()
    await expect(page.getByRole('heading', { name: 'Runs' })).toBeVisible()
    const tries = async () => (await calls.review.result({ transfer: first!.id })).versions.map(({ state }) => state)
    await expect.poll(tries, { timeout: 240_000 }).toEqual(['done', 'done'])
    await page.goBack()
    await expect(pane().getByRole('heading', { name: /^Tries/ })).toBeVisible()
    await pane().getByRole('button', { name: 'Compare with try 2' }).click()
    await expect(page.getByRole('group', { name: 'The result' })).toContainText('Other try')
    await look(page, 'tries')
  })

  test('has all verdicts after a restart', async () => {
    const before = await verdicts()
    expect(opened.complaints()).toEqual([])
    await opened.close()
    await start()
    await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible({ timeout: 60_000 })
    await page.keyboard.press('g')
    await page.keyboard.press('v')
    await expect(page.locator('header').first()).toContainText('judged')
    expect(await verdicts()).toEqual(before)
  })
})

/** Presses a key; the milliseconds until the next picture is there and was given to the screen. */
async function judgeAndWait(page: Page, key: string): Promise<number> {
  await page.evaluate((key) => {
    const before = document.querySelector('[data-result]')?.getAttribute('data-result')
    const measured = new Promise<number>((resolve) => {
      window.addEventListener(
        'keydown',
        (event) => {
          if (event.key !== key) return
          const began = performance.now()
          const see = () => {
            const box = document.querySelector('[data-result]')
            const isNext = box?.getAttribute('data-result') !== before && box?.getAttribute('data-state') === 'ready'
            if (isNext) resolve(performance.now() - began)
            else requestAnimationFrame(see)
          }
          requestAnimationFrame(see)
        },
        { capture: true, once: true },
      )
    })
    Object.assign(window, { measured })
  }, key)
  await page.keyboard.press(key)
  return page.evaluate(() => (window as unknown as { measured: Promise<number> }).measured)
}

const thumbnailsAreThere = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    await Promise.all(
      [...document.querySelectorAll<HTMLImageElement>('[role=gridcell] img')].map((image) => image.decode()),
    )
  })

async function atEachSize(page: Page, name: string): Promise<void> {
  for (const [width, height] of [
    [1280, 800],
    [1440, 900],
    [1920, 1080],
  ] as const) {
    await page.setViewportSize({ width, height })
    await look(page, `${name}-${width}`)
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}
