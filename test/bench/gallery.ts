import type { Page } from '@playwright/test'
import { mkdtempSync, realpathSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { buildIfStale } from '../../scripts/build-if-stale.ts'
import { makeLargeWorkspace } from '../e2e/large-workspace.ts'
import { openBrowser } from '../e2e/open-window.ts'
import { startServed } from '../e2e/served.ts'
import { removeTree } from './catalog/trees.ts'
import { below, beside, figureTable, median, milliseconds, type Figure } from './catalog/figures.ts'

/** What a race over a page gave; milliseconds. */
export interface Race {
  readonly medianFrame: number
  readonly frameOf95Percent: number
  readonly longestTask: number
  readonly mostElements: number
  readonly spritesAsked: number
  /** From the last scroll to the first row of pictures; NaN where none came. */
  readonly pictures: number
}

/** What came after a change of the filter; milliseconds. */
export interface Arrival {
  /** To the first row of other pictures, as boxes with names. */
  readonly rows: number
  /** To the first row of thumbnails. */
  readonly pictures: number
}

/** Runs in the page, so it is checked with the page's types and not with these. */
interface InPage {
  readonly race: (page: Page, selector: string, options: { frames: number; from: number }) => Promise<Race>
  readonly filterBy: (page: Page, option: string) => Promise<Arrival>
  readonly jumpTo: (page: Page, share: number) => Promise<number>
}
const inPageFile = './gallery/in-page.ts'
const { race, filterBy, jumpTo } = (await import(inPageFile)) as InPage

const FRAMES = 300
/** No sprite of one is that of another, which the browser would still have. */
const filters = ['Snow', 'Fog', 'Rain', 'Night'] as const
const sizes = [
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
] as const

/** A frame of 60 in a second; what keeps up with the screen takes one, give or take the clock's grain. */
const FRAME_LIMIT = 16.75

/** The gallery of a large workspace in Chromium, served: racing, stopping, jumping, filtering; beside a page with nothing in it. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { images: { type: 'string', default: '100000' } },
  })
  buildIfStale()
  const home = realpathSync(mkdtempSync(path.join(tmpdir(), 'weatherglass-bench-')))
  const workspace = await makeLargeWorkspace(home, Number(values.images))
  const served = await startServed(home, { args: ['--workspace', workspace, '--root', home] })
  const browser = await openBrowser()
  console.log(`load of the machine at the start: ${loadavg()[0]!.toFixed(1)}`)
  try {
    const page = await browser.newPage({ reducedMotion: 'reduce' })
    await page.goto(served.link)
    for (const size of sizes) {
      await page.setViewportSize(size)
      const empty = await raceEmptyPage(await browser.newPage({ viewport: size }))
      const figures = await measure(page, empty)
      console.log(`\n${size.width} x ${size.height}\n${figureTable(figures)}`)
    }
  } finally {
    await browser.close()
    await served.close()
    removeTree(home)
  }
  console.log(`load of the machine at the end: ${loadavg()[0]!.toFixed(1)}`)
}

/** As much to scroll, and nothing to draw. */
async function raceEmptyPage(page: Page): Promise<Race> {
  await page.setContent(
    '<div id="scroller" style="height:100vh;overflow:auto"><div style="height:2000000px"></div></div>',
  )
  const raced = await race(page, '#scroller', { frames: FRAMES, from: 0 })
  await page.close()
  return raced
}

async function measure(page: Page, empty: Race): Promise<readonly Figure[]> {
  const races: Race[] = []
  const arrivals: Arrival[] = []
  const jumps: number[] = []
  for (const [round, filter] of filters.entries()) {
    await openGallery(page)
    races.push(await race(page, '[role=grid]', { frames: FRAMES, from: 0.1 * round }))
    jumps.push(await jumpTo(page, 0.5 + 0.1 * round))
    await page.waitForTimeout(1_000)
    arrivals.push(await filterBy(page, filter))
    await filterBy(page, filter)
  }
  const frame = median(races.map(({ medianFrame }) => medianFrame))
  const longest = (each: (raced: Race) => number): number => Math.max(...races.map(each))
  return [
    below('median frame at 400 pixels a frame', frame, FRAME_LIMIT, precise),
    beside('  against the empty page', `${(frame / empty.medianFrame).toFixed(2)} of ${precise(empty.medianFrame)}`),
    beside('  95 % of frames within', precise(longest(({ frameOf95Percent }) => frameOf95Percent))),
    below(
      'longest task',
      longest(({ longestTask }) => longestTask),
      100,
      milliseconds,
    ),
    below(
      'elements of the window',
      longest(({ mostElements }) => mostElements),
      600,
      String,
    ),
    beside('sprites asked for in a race', String(longest(({ spritesAsked }) => spritesAsked))),
    below('pictures after a stop', median(races.map(({ pictures }) => pictures)), 150, milliseconds),
    beside('rows after a jump', milliseconds(median(jumps))),
    beside('rows after a filter', milliseconds(median(arrivals.map(({ rows }) => rows)))),
    below('pictures after a filter', median(arrivals.map(({ pictures }) => pictures)), 150, milliseconds),
  ]
}

const precise = (value: number): string => `${value.toFixed(2)} ms`

/** Fresh: no page of rows is held. */
async function openGallery(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Library' }).click()
  await page.getByRole('heading', { name: 'Library' }).waitFor()
  await page.getByRole('link', { name: 'Gallery' }).click()
  await page.getByRole('gridcell').first().waitFor()
}
