import { expect, test, type Locator, type Page, type WebSocketRoute } from '@playwright/test'
import { execFile } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { writeDemoData } from '../../src/main/scenes/demo-data.ts'
import { classNames, type TrainId } from '../../src/shared/labels.ts'
import type { SettingsInput } from '../../src/shared/settings-schema.ts'
import type { FilterIndex, PastPreview } from '../../src/shared/tuning.ts'
import { temporaryHome } from './launch-app.ts'
import { look } from './look.ts'
import { openWindow, type OpenedWindow } from './open-window.ts'
import { callsOf } from './page-calls.ts'
import { readTrace, type Trace } from './trace-file.ts'

/** Small, so that a preview takes seconds; the method, the model and every layer are the real ones. */
const settings = {
  fidelity: 'corrected',
  size: [128, 256],
  steps: 8,
  skip: 2,
  seed: 7,
  mixRange: { full: [1, 8], half: [1, 8] },
  classAdainRange: [1, 5],
  freeU: null,
} satisfies SettingsInput

/** So many steps of so large a picture that nothing waits for its end on any machine. */
const long = {
  ...settings,
  ...{ size: [256, 512], steps: 900, skip: 1, mixRange: { full: [1, 900], half: [1, 900] } },
} satisfies SettingsInput

type Calls = ReturnType<typeof callsOf>

test.describe('the tuning screen in a browser', () => {
  const home = temporaryHome()
  let opened: OpenedWindow
  let page: Page
  /** To the same application, as another window has them. */
  let calls: Calls
  let pair: { readonly content: number; readonly reference: number }

  test.describe.configure({ mode: 'serial', timeout: 900_000 })
  test.beforeAll(async () => {
    test.setTimeout(900_000)
    opened = await openWindow('served', home)
    page = opened.page
    calls = callsOf(page)
    await calls.workspace.create({ folder: path.join(home, 'workspace') })
    const data = await writeDemoData({
      out: path.join(home, 'data'),
      ...{ content: 3, references: 2, size: [128, 256], seed: 7 },
    })
    for (const folder of [data.gta5, data.acdc]) await calls.sources.add({ folder })
    const isRead = async () => {
      const sources = await calls.sources.list()
      return sources.length === 2 && sources.every(({ images, waiting }) => images > 0 && waiting === 0)
    }
    await expect.poll(isRead, { timeout: 600_000 }).toBe(true)
    pair = { content: await firstOf('clear'), reference: await firstOf('snow') }
    const { id } = await calls.boards.create({ name: 'Adverse' })
    await calls.boards.put({ board: id, condition: 'snow', images: [pair.reference] })
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible({ timeout: 60_000 })
  })
  test.afterEach(() => expect(opened.complaints()).toEqual([]))
  test.afterAll(async () => {
    await opened.close()
    await rm(home, { recursive: true })
  })

  const firstOf = async (condition: 'clear' | 'snow'): Promise<number> => {
    const filter = { conditions: [condition], labelled: true }
    const from = { offset: 0 }
    const { rows } = await calls.gallery.page({ filter, sort: { by: 'name', descending: false }, from, limit: 1 })
    return rows[0]!.id
  }
  const eye = (): Locator => page.getByRole('group', { name: /^Content/ })
  const threshold = (): Locator => page.getByRole('region', { name: 'Threshold' })
  const state = (): Locator => threshold().getByRole('status')
  const predicted = (): Locator => page.getByText(/^Predicted after step \d/)
  /** Until one more step than now is seen. */
  const waitForSteps = async () => {
    await expect(predicted()).toBeVisible({ timeout: 200_000 })
    const seen = await predicted().textContent()
    await expect(predicted()).not.toHaveText(seen!, { timeout: 200_000 })
  }
  const history = (): Promise<readonly PastPreview[]> => calls.tuning.history(pair)
  /** Pixels of the mask that are not empty. */
  const maskPixels = (): Promise<number> =>
    page.locator('canvas[data-mask]').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      return data.filter((value, index) => index % 4 === 3 && value > 0).length
    })
  /** Of each place, 1 where its middle is hatched. */
  const shownMask = (rows: number, columns: number): Promise<number[]> =>
    page.locator('canvas[data-mask]').evaluate(
      (canvas: HTMLCanvasElement, grid) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
        const middle = (at: number, count: number, length: number) => Math.floor(((at + 0.5) * length) / count)
        return Array.from({ length: grid.rows * grid.columns }, (_, place) => {
          const y = middle(Math.floor(place / grid.columns), grid.rows, canvas.height)
          const x = middle(place % grid.columns, grid.columns, canvas.width)
          return data[(y * canvas.width + x) * 4 + 3]! > 0 ? 1 : 0
        })
      },
      { rows, columns },
    )
  /** What a frame was asked for has been painted. */
  const nextFrame = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))))
  const picture = (name: string) => page.screenshot({ path: test.info().outputPath(`${name}.png`) })
  const choose = async (name: 'Layer' | 'Step', option: string) => {
    await page.getByRole('combobox', { name, exact: true }).click()
    await page.getByRole('option', { name: option, exact: true }).click()
  }
  const takeSettings = async (input: SettingsInput) => {
    await page.getByRole('button', { name: 'JSON' }).click()
    const dialog = page.getByRole('dialog', { name: 'Settings as JSON' })
    await dialog.getByRole('textbox').fill(JSON.stringify(input))
    await dialog.getByRole('button', { name: 'Use' }).click()
    await expect(dialog).toBeHidden()
  }

  test('takes the pair of the board, and settings as JSON', async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('t')
    await expect(page.getByRole('button', { name: /^Content: / })).toBeVisible()
    await page.getByRole('button', { name: /^Reference: / }).click()
    const choice = page.getByRole('dialog', { name: 'Choose the reference' })
    await expect(choice.getByText('1 picture')).toBeVisible()
    await look(page, 'choose')
    await choice.getByRole('button', { name: /snow/ }).click()
    await expect(page).toHaveURL(new RegExp(`reference=${pair.reference}`))

    await page.getByRole('button', { name: 'JSON' }).click()
    const dialog = page.getByRole('dialog', { name: 'Settings as JSON' })
    await dialog.getByRole('textbox').fill('{ "filterShar": 0.5 }')
    await expect(dialog.getByRole('status')).toContainText('the nearest one is "filterShare"')
    await expect(dialog.getByRole('button', { name: 'Use' })).toBeDisabled()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await takeSettings(settings)
    await expect(page.getByRole('slider', { name: 'Steps', exact: true })).toHaveValue('8')
    await expect(page.getByText('Run once to see what is kept.').first()).toBeVisible()
  })

  test('shows the result as it comes, step by step, and then what the filter kept', async () => {
    // a step may be over before anyone looks
    await page.evaluate(() => {
      const captions = new Set<string>()
      const read = () => captions.add(/Predicted after step \d+/.exec(document.body.innerText)?.[0] ?? 'none')
      new MutationObserver(read).observe(document.body, { subtree: true, childList: true, characterData: true })
      Object.assign(window, { captions })
    })
    await page.keyboard.press('r')
    await expect(state()).toContainText('As run at 25 %', { timeout: 200_000 })
    const captions = await page.evaluate(() => [...(window as unknown as { captions: Set<string> }).captions])
    expect(captions.filter((caption) => caption !== 'none')).not.toEqual([])
    await expect(page.getByAltText('Result')).toBeVisible()
    expect(await history()).toHaveLength(1)
    await expect.poll(maskPixels).toBeGreaterThan(0)
  })

  test('is cancelled before its first step and within one, and nothing of it is left', async () => {
    await takeSettings(long)
    await page.getByRole('button', { name: /^Run R/ }).click()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('button', { name: /^Run R/ })).toBeVisible()
    await page.getByRole('button', { name: /^Run R/ }).click()
    await waitForSteps()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('button', { name: /^Run R/ })).toBeVisible()
    await expect(predicted()).toBeHidden()
    await expect(page.getByAltText('Result')).toBeVisible()
    expect(await history()).toHaveLength(1)
    await takeSettings(settings)
  })

  test('repaints the mask on every move of the threshold, without a run', async () => {
    const slider = threshold().getByRole('slider', { name: 'Kept share' })
    const { x, y, width, height } = (await slider.boundingBox())!
    const before = await maskPixels()
    await page.evaluate(() => {
      const frames: number[] = []
      let begun: number | null = null
      addEventListener('pointermove', () => (begun = performance.now()), { capture: true })
      const { prototype } = CanvasRenderingContext2D
      prototype.putImageData = new Proxy(
        Reflect.get<CanvasRenderingContext2D, 'putImageData'>(prototype, 'putImageData'),
        {
          apply: (put, context: CanvasRenderingContext2D, all) => {
            Reflect.apply(put, context, all)
            if (begun === null || context.canvas.dataset['mask'] === undefined) return
            // the first one after a move shows it
            frames.push(performance.now() - begun)
            begun = null
          },
        },
      )
      Object.assign(window, { frames })
    })
    await page.mouse.move(x + width * 0.3, y + height / 2)
    await page.mouse.down()
    const seen = new Set<number>()
    for (let at = 0.3; at < 0.7; at += 0.02) {
      await page.mouse.move(x + width * at, y + height / 2)
      await nextFrame()
      seen.add(await maskPixels())
    }
    await expect(state()).toContainText('Predicted from the run at 25 %')
    await page.mouse.up()
    const frames = await page.evaluate(() => (window as unknown as { frames: number[] }).frames)
    expect(seen.size).toBeGreaterThan(10)
    expect(seen.has(before)).toBe(false)
    frames.sort((a, b) => a - b)
    const at = (share: number) => frames[Math.floor(share * (frames.length - 1))]!.toFixed(1)
    console.log(`mask from move to painted: median ${at(0.5)} ms, 95 %: ${at(0.95)} ms, of ${frames.length} frames`)
    expect(await history()).toHaveLength(1)

    await slider.focus()
    const value = Number(await slider.getAttribute('aria-valuenow'))
    await page.keyboard.press('ArrowLeft')
    await expect(slider).toHaveAttribute('aria-valuenow', String(Number((value - 1).toFixed(1))))
    await threshold().getByLabel('Kept share in per cent').fill('25')
    await page.keyboard.press('Enter')
    await expect(state()).toContainText('As run at 25 %')
  })

  test('shows the numbers of the command line, for the same pair and seed', async () => {
    const [past] = await history()
    const trace = await traceOf(home, calls, pair, settings)
    const index = await calls.tuning.filter({ preview: past!.preview })
    const view = await calls.tuning.classes({ preview: past!.preview })
    const classes = await mediaBytes(page, `/media/preview/${past!.preview}/classes`)
    const fine = index.layers.findIndex(({ rows }) => rows === view.rows)
    const layer = index.layers[fine]!
    const number = Number(/attentions\.(\d)/.exec(layer.scope)![1]) + 1
    await choose('Layer', `Fine ${number}, ${layer.rows} × ${layer.columns}`)
    const steps = index.entries.filter((entry) => entry.layer === fine).map(({ step }) => step)
    for (const step of [steps[0]!, steps.at(-1)!]) {
      await choose('Step', String(step))
      const places = layer.rows * layer.columns
      const expected = tableFromTrace(trace, `step${step}.${layer.scope}`, {
        content: classes.subarray(0, places),
        reference: classes.subarray(places),
      })
      for (const [name, { kept, others }] of expected) {
        const row = page.locator(`tr[data-class="${name}"]`)
        expect(Number(await row.locator('[data-kept]').getAttribute('data-kept')), `${name} kept`).toBeCloseTo(kept, 12)
        const shown = await row.locator('[data-others]').getAttribute('data-others')
        expect(Number(shown), `${name} to others`).toBeCloseTo(others, 12)
      }
      await expect(page.locator('tr[data-class]')).toHaveCount(expected.size)
    }
    await hoverLike(trace, index, fine, steps.at(-1)!)
  })

  /** Points at places and compares what is said with the trace. */
  async function hoverLike(trace: Trace, index: FilterIndex, at: number, step: number): Promise<void> {
    const { rows, columns, heads, scope } = index.layers[at]!
    const similarity = trace.floats(`step${step}.${scope}.similarity`)
    const { width, height } = (await eye().boundingBox())!
    for (const place of [0, columns + 3, rows * columns - 2]) {
      const position = {
        x: (((place % columns) + 0.5) * width) / columns,
        y: ((Math.floor(place / columns) + 0.5) * height) / rows,
      }
      await eye().hover({ position })
      await expect(eye().getByRole('status')).toContainText(`similarity ${(similarity[place]! / heads).toFixed(2)}`)
    }
    await eye().click({ position: { x: width * 0.62, y: height * 0.6 } })
    await look(page, 'place')
    await eye().focus()
    const before = await eye().getByRole('status').textContent()
    for (let move = 0; move < 3; move++) await page.keyboard.press('ArrowRight')
    await expect(eye().getByRole('status')).not.toHaveText(before!)
    await page.keyboard.press('Escape')
    await expect(eye().getByRole('status')).toBeEmpty()
    await choose('Layer', 'All, mean')
    await choose('Step', 'All, mean')
  }

  test('says how well a prediction agreed once it is run', async () => {
    await threshold().getByLabel('Kept share in per cent').fill('50')
    await page.keyboard.press('Enter')
    await threshold().getByRole('button', { name: 'Run at 50 %' }).click()
    await expect(state()).toContainText(/As run at 50\s%.*The prediction from 25\s%\sagreed on [\d.]+\s% of places/, {
      timeout: 200_000,
    })
    console.log(await state().textContent())
    expect(await history()).toHaveLength(2)
    await page.keyboard.press(']')
    await expect(state()).toContainText('As run at 25 %')
    await page.getByRole('button', { name: /^Keep 25 %/ }).click()
    await expect.poll(async () => (await history()).map(({ starred }) => starred)).toEqual([false, true])
  })

  test('shows after a run what the pipeline filtered, at every step and layer, for three shares', async () => {
    for (const share of [25, 50, 10]) {
      await threshold().getByLabel('Kept share in per cent').fill(String(share))
      await page.keyboard.press('Enter')
      const run = threshold().getByRole('button', { name: `Run at ${share} %` })
      if (await run.isVisible()) await run.click()
      await expect(state()).toContainText(`As run at ${share} %`, { timeout: 200_000 })
      const [past] = (await history()).filter(({ settings: { filterShare } }) => filterShare === share / 100)
      const index = await calls.tuning.filter({ preview: past!.preview })
      const trace = await traceOf(home, calls, pair, { ...settings, filterShare: share / 100 })
      for (const [layer, { scope, level, rows, columns }] of index.layers.entries()) {
        const number = Number(/attentions\.(\d)/.exec(scope)![1]) + 1
        await choose('Layer', `${level === 'full' ? 'Fine' : 'Coarse'} ${number}, ${rows} × ${columns}`)
        const steps = index.entries.filter((entry) => entry.layer === layer).map(({ step }) => step)
        // mixing begins at the second of six steps
        expect(steps).toEqual([1, 2, 3, 4, 5])
        for (const step of steps) {
          await choose('Step', String(step))
          const filtered = trace.bytes(`step${step}.${scope}.filtered`)
          await expect.poll(() => shownMask(rows, columns), `${share} %, step ${step}, ${scope}`).toEqual([...filtered])
        }
      }
    }
    await threshold().getByLabel('Kept share in per cent').fill('25')
    await page.keyboard.press('Enter')
    await choose('Layer', 'All, mean')
    await choose('Step', 'All, mean')
    // keys are the screen's again, not the field's
    await eye().focus()
  })

  test('shows what became of each class, and sets from which class it takes its style', async () => {
    await page.keyboard.press('3')
    const table = page.getByRole('table', { name: 'What class-wise AdaIN did with each class' })
    await expect(table.getByRole('row').nth(1)).toBeVisible()
    await look(page, 'classes')
    await table.getByRole('combobox', { name: 'road takes its style from' }).click()
    await page.getByRole('option', { name: 'off: keep its own style' }).click()
    await expect(page.getByRole('button', { name: '1 changed: road → off' })).toBeVisible()
    await page.keyboard.press('r')
    await expect(table.getByRole('row', { name: /^road/ })).toContainText('switched off', { timeout: 200_000 })
    await page.getByRole('button', { name: 'Reset Class pairs' }).click()
    await expect(page.getByRole('button', { name: 'each its own' })).toBeVisible()
  })

  test('compares behind a line, side by side and as a difference', async () => {
    await page.keyboard.press('1')
    await expect(page.getByRole('slider', { name: /^Line between Content and Result/ })).toBeVisible()
    await look(page, 'compare')
    await page.keyboard.down('s')
    await expect(page.getByAltText('reference', { exact: true })).toBeVisible()
    await page.keyboard.up('s')
    await page.getByRole('button', { name: 'Side by side' }).click()
    await page.keyboard.press('o')
    const pictures = page.getByAltText(/^(Content|Reference|Result,.*)$/)
    await expect(pictures).toHaveCount(3)
    await page.keyboard.press('z')
    await picture('compare-side')
    await page.getByRole('button', { name: 'Difference' }).click()
    await expect(page.getByAltText(/^Difference between/)).toBeVisible()
    await picture('compare-difference')
  })

  test('sweeps over five shares, and takes the settings of the one that is picked', async () => {
    await page.keyboard.press('4')
    await page
      .getByRole('button', { name: /^Run sweep/ })
      .first()
      .click()
    const cells = page.getByRole('group', { name: 'Pictures of the sweep' }).getByRole('button')
    await expect(cells).toHaveCount(5, { timeout: 200_000 })
    await expect(page.getByRole('button', { name: /^Run sweep/ })).toBeVisible({ timeout: 60_000 })
    const picked = cells.and(page.locator('[aria-pressed=true]'))
    await expect(picked).toHaveCount(0)
    await cells.nth(4).click()
    await expect(picked).toHaveCount(1)
    await look(page, 'sweep')
    const sheet = page.getByRole('link', { name: 'Save grid as PNG' })
    const bytes = await mediaBytes(page, (await sheet.getAttribute('href'))!)
    expect([...bytes.subarray(1, 4)].map((byte) => String.fromCharCode(byte)).join('')).toBe('PNG')
    await page.getByRole('button', { name: 'Use these settings' }).click()
    await page.keyboard.press('2')
    await expect(threshold().getByLabel('Kept share in per cent')).toHaveValue('75')
  })

  test('fits smaller and larger windows', async () => {
    for (const [width, height] of [
      [1280, 800],
      [1920, 1080],
    ] as const) {
      await page.setViewportSize({ width, height })
      await picture(`filter-${width}`)
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
      expect(overflow).toBe(false)
    }
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  test('keeps a preset with its versions over a restart', async () => {
    await page.getByRole('button', { name: 'Save as preset' }).click()
    const dialog = page.getByRole('dialog', { name: 'Save as preset' })
    await dialog.getByRole('textbox').fill('Snow, soft')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('button', { name: 'Preset: Snow, soft 1' })).toBeVisible()
    await page.keyboard.press('.')
    await page.getByRole('button', { name: 'Save as version 2' }).click()
    await expect(page.getByRole('button', { name: 'Preset: Snow, soft 2' })).toBeVisible()

    await opened.close()
    opened = await openWindow('served', home)
    page = opened.page
    calls = callsOf(page)
    await page.goto(
      `${page.url().replace(/#.*/, '')}#/tuning/filter?content=${pair.content}&reference=${pair.reference}`,
    )
    await page.getByRole('button', { name: /^Preset: / }).click()
    await expect(page.getByRole('menuitemradio', { name: /^Snow, soft [12]/ })).toHaveCount(2)
    await look(page, 'presets')
    await page.getByRole('menuitemradio', { name: /^Snow, soft 2/ }).click()
    await expect(page.getByRole('button', { name: 'Preset: Snow, soft 2' })).toBeVisible()
    await expect(threshold().getByLabel('Kept share in per cent')).toHaveValue('76')
    await expect(
      page.getByRole('region', { name: 'Earlier previews of this pair' }).getByRole('button'),
    ).not.toHaveCount(0)
  })

  test('goes on where the line is cut in mid-run, and is cancelled over the next one', async () => {
    const lines: WebSocketRoute[] = []
    await page.routeWebSocket(/\/rpc$/, (socket) => {
      socket.connectToServer()
      lines.push(socket)
    })
    await page.reload()
    await takeSettings(long)
    const before = await history()
    await page.getByRole('button', { name: /^Run R/ }).click()
    for (let cut = 0; cut < 2; cut++) {
      await waitForSteps()
      for (const line of lines.splice(0)) await line.close()
    }
    await waitForSteps()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('button', { name: /^Run R/ })).toBeVisible()
    await expect(predicted()).toBeHidden()
    await takeSettings({ ...settings, seed: 8 })
    await page.getByRole('button', { name: /^Run R/ }).click()
    await expect.poll(async () => (await history()).length, { timeout: 200_000 }).toBe(before.length + 1)
  })
})

/** The trace that the command line writes for a pair of the catalog. */
async function traceOf(
  home: string,
  calls: Calls,
  pair: { readonly content: number; readonly reference: number },
  settings: SettingsInput,
): Promise<Trace> {
  const files = async (image: number) => {
    const { source, path: name, labelPath } = await calls.gallery.image({ image })
    return [path.join(source.root, name), path.join(source.root, labelPath!)] as const
  }
  const [content, contentLabel] = await files(pair.content)
  const [style, styleLabel] = await files(pair.reference)
  const [settingsFile, trace] = [path.join(home, 'settings.json'), path.join(home, 'trace.safetensors')]
  await writeFile(settingsFile, JSON.stringify(settings))
  const inputs = ['--content', content, '--content-label', contentLabel, '--style', style, '--style-label', styleLabel]
  const outputs = ['--trace', trace, '--out', path.join(home, 'out.png')]
  const command = path.resolve(import.meta.dirname, '../../src/main/cli/index.ts')
  const preset = ['--preset', 'paper', '--settings', settingsFile]
  await promisify(execFile)(process.execPath, [command, 'transfer', ...inputs, ...preset, ...outputs])
  return readTrace(await readFile(trace))
}

/** By class what was filtered, and what attends most to another class. */
function tableFromTrace(
  trace: Trace,
  name: string,
  { content, reference }: { readonly content: Uint8Array; readonly reference: Uint8Array },
): ReadonlyMap<string, { readonly kept: number; readonly others: number }> {
  const [filtered, target] = [trace.bytes(`${name}.filtered`), trace.integers(`${name}.max_idx`)]
  const table = new Map<string, { kept: number; others: number }>()
  for (const trainId of new Set(content)) {
    if (trainId === 255) continue
    const places = [...content.keys()].filter((place) => content[place] === trainId)
    const share = (isCounted: (place: number) => boolean) => places.filter(isCounted).length / places.length
    table.set(classNames[trainId as TrainId], {
      kept: share((place) => filtered[place] === 1),
      others: share((place) => ![trainId, 255].includes(reference[target[place]!]!)),
    })
  }
  return table
}

async function mediaBytes(page: Page, url: string): Promise<Uint8Array> {
  const numbers = await page.evaluate(async (from) => [...new Uint8Array(await (await fetch(from)).arrayBuffer())], url)
  return Uint8Array.from(numbers)
}
