import { once } from 'node:events'
import type { Browser, Page } from '@playwright/test'
import { mkdtempSync, realpathSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { buildIfStale } from '../../scripts/build-if-stale.ts'
import { createWorkspace } from '../../src/main/catalog/workspace/workspace.ts'
import { writeDemoData } from '../../src/main/scenes/demo-data.ts'
import { planRequestSchema, type PlanRequestInput } from '../../src/shared/runs.ts'
import type { Contract } from '../../src/shared/contract.ts'
import type { ContractRouterClient } from '@orpc/contract'
import { makeLargeWorkspace } from '../e2e/large-workspace.ts'
import { openBrowser } from '../e2e/open-window.ts'
import { startServed, type ServedProcess } from '../e2e/served.ts'
import type { Blocked } from './blocked.ts'
import { below, beside, figureTable, median, milliseconds, type Figure } from './catalog/figures.ts'
import { removeTree } from './catalog/trees.ts'

/** Runs with the page's types, so it is checked with those. */
interface PageCalls {
  readonly callsOf: (page: Page) => ContractRouterClient<Contract>
}
const pageCallsFile = '../e2e/page-calls.ts'
const { callsOf } = (await import(pageCallsFile)) as PageCalls

const ROUNDS = 5
const START_LIMIT = 2_000
const BLOCK_LIMIT = 50
const SCENES = { content: 160, references: 20, size: [512, 1024], seed: 5 } as const
const monitor = path.join(import.meta.dirname, 'window', 'monitor.ts')

/** From the start of the application to a window that can be used, and how long its main thread is blocked while it works. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { images: { type: 'string', default: '100000' } } })
  buildIfStale()
  const home = realpathSync(mkdtempSync(path.join(tmpdir(), 'weatherglass-bench-')))
  const browser = await openBrowser()
  console.log(`load of the machine at the start: ${loadavg()[0]!.toFixed(1)}`)
  try {
    const large = await makeLargeWorkspace(home, Number(values.images))
    const { folder: empty } = await createWorkspace(path.join(home, 'empty'))
    console.log(
      `\nfrom the start to a usable window\n${figureTable(await measureStarts(browser, home, { large, empty }))}`,
    )
    console.log(`\nthe main thread at work\n${figureTable(await measureBlocks(browser, home))}`)
  } finally {
    await browser.close()
    removeTree(home)
  }
  console.log(`load of the machine at the end: ${loadavg()[0]!.toFixed(1)}`)
}

interface Start {
  /** To the printed link. */
  readonly link: number
  /** From there to the screen with what it shows. */
  readonly screen: number
}

async function measureStarts(
  browser: Browser,
  home: string,
  { large, empty }: Readonly<Record<'large' | 'empty', string>>,
): Promise<readonly Figure[]> {
  const source = (page: Page) => page.getByRole('list', { name: 'Sources' }).getByRole('listitem').first().waitFor()
  const add = (page: Page) =>
    page
      .getByRole('button', { name: /^Add (your )?folders?$/ })
      .first()
      .waitFor()
  const pictures = async (page: Page) => {
    await page.getByRole('gridcell').first().waitFor()
    await page.waitForFunction(() =>
      performance
        .getEntriesByType('resource')
        .some(({ name, duration }) => name.includes('/media/row') && duration > 0),
    )
  }
  const figures: Figure[] = []
  for (const [what, workspace, path, ready] of [
    ['empty workspace', empty, '', add],
    ['large workspace, library', large, '#/library', source],
    ['large workspace, gallery with pictures', large, '#/gallery', pictures],
  ] as const) {
    const starts: Start[] = []
    for (let round = 0; round < ROUNDS; round++) starts.push(await measureStart(browser, home, workspace, path, ready))
    const [link, screen] = [median(starts.map(({ link }) => link)), median(starts.map(({ screen }) => screen))]
    const all = median(starts.map(({ link, screen }) => link + screen))
    figures.push(below(what, all, START_LIMIT, milliseconds))
    figures.push(beside('  to the application', milliseconds(link)), beside('  to the screen', milliseconds(screen)))
  }
  return figures
}

async function measureStart(
  browser: Browser,
  home: string,
  workspace: string,
  place: string,
  isReady: (page: Page) => Promise<void>,
): Promise<Start> {
  const begun = performance.now()
  const served = await startServed(home, { args: ['--workspace', workspace, '--root', home] })
  const link = performance.now() - begun
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  try {
    const opened = performance.now()
    await page.goto(served.link + place, { waitUntil: 'commit' })
    await isReady(page)
    return { link, screen: performance.now() - opened }
  } finally {
    await context.close()
    await served.close()
  }
}

/** A page looks at the gallery all the while, as a person would. */
async function measureBlocks(browser: Browser, home: string): Promise<readonly Figure[]> {
  const { gta5, acdc } = await writeDemoData({ out: path.join(home, 'drawn'), ...SCENES })
  const args = ['--workspace', path.join(home, 'worked'), '--root', home]
  const served = await startServed(home, { args, execArgv: ['--import', monitor] })
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  try {
    await page.goto(`${served.link}#/gallery`)
    await page.getByRole('link', { name: 'Gallery' }).waitFor()
    const calls = callsOf(page)
    const blocked = [
      await watched(served, 'nothing to do', () => delay(3_000)),
      await watched(served, 'indexing drawn scenes', () => indexAll(calls, [gta5, acdc])),
      await watched(served, 'a run of four transfers', () => runFour(calls)),
    ]
    return blocked.flatMap(({ what, longestWork, longestTurn }) => [
      below(what, longestWork, BLOCK_LIMIT, milliseconds),
      beside('  with waiting for a core', milliseconds(longestTurn)),
    ])
  } finally {
    await context.close()
    await served.close()
  }
}

async function watched(
  { process: child }: ServedProcess,
  what: string,
  task: () => Promise<void>,
): Promise<Blocked<unknown>> {
  child.send('watch')
  await task()
  const told = once(child, 'message')
  child.send('tell')
  const [blocked] = (await told) as [Blocked<unknown>]
  return { ...blocked, what }
}

type Calls = ReturnType<PageCalls['callsOf']>

async function indexAll({ sources }: Calls, folders: readonly string[]): Promise<void> {
  for (const folder of folders) await sources.add({ folder })
  for (;;) {
    const all = await sources.list()
    if (all.length === folders.length && all.every(({ walkedUtc, waiting }) => walkedUtc !== null && waiting === 0))
      return
    await delay(200)
  }
}

/** With the demonstration model. */
async function runFour({ sources, gallery, boards, runs }: Calls): Promise<void> {
  const content = (await sources.list()).find(({ layout }) => layout === 'gta5')!.id
  const filter = { conditions: ['fog'] } as const
  const images = await gallery.ids({ filter, sort: { by: 'name', descending: false }, from: 0, to: 1 })
  const { id: board } = await boards.create({ name: 'bench' })
  await boards.put({ board, condition: 'fog', images })
  const plan: PlanRequestInput = {
    name: 'bench',
    board,
    contents: { sources: [content] },
    sampling: { strategy: 'ordered', perReference: 4 },
    presets: { preset: 'demonstration' },
    model: null,
  }
  const { run } = await runs.add({ plan: planRequestSchema.parse(plan), start: 'now' })
  for (;;) {
    const { rows } = await runs.transfers({ run, from: { offset: 0 }, limit: 10 })
    if (rows.every(({ state }) => state === 'done')) return
    await delay(200)
  }
}
