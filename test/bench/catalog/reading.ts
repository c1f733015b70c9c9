import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { openIndexer, type Indexer } from '../../../src/main/catalog/indexing/indexer.ts'
import { openCatalog, type Catalog } from '../../../src/main/catalog/opening.ts'
import { addSource, removeSource } from '../../../src/main/catalog/sources/source-changes.ts'
import { createWorkspace } from '../../../src/main/catalog/workspace/workspace.ts'
import { watchBlocking } from '../blocked.ts'
import { atLeast, below, beside, median, megabytes, milliseconds, percent, type Figure } from './figures.ts'
import { processorSeconds } from './processor-time.ts'
import { drawFrames, linkFrames } from './trees.ts'

export interface ReadingOptions {
  /** Frames that are drawn; the names are hard links to them. */
  readonly drawn: number
  readonly pictures: number
  readonly rounds: number
}

/** Wall time and processor time of one pass over all pictures, in seconds. */
interface Pass {
  readonly wall: number
  readonly cpu: number | null
}

interface Round {
  readonly bare: Pass
  readonly pictures: Pass
  readonly labelled: Pass
}

const LONGEST_WORK = 50

/**
 * The reading of pictures beside sharp that decodes the same files in as many processes and does nothing else, and what the labels cost on top;
 * round by round, so that what else the machine does meets all three alike.
 */
export async function measureReading(folder: string, { drawn, pictures, rounds }: ReadingOptions): Promise<Figure[]> {
  const frames = path.join(folder, 'drawn')
  await drawFrames(frames, drawn, (text) => process.stderr.write(`\r${text}`))
  process.stderr.write('\n')
  const plain = path.join(folder, 'plain')
  const labelled = path.join(folder, 'labelled')
  const first = path.join(folder, 'first')
  linkFrames(frames, plain, { count: pictures, labels: false })
  linkFrames(frames, labelled, { count: pictures, labels: true })
  linkFrames(frames, first, { count: 8, labels: true })
  const readers = availableParallelism()
  const decoders = await startDecoders(readers)
  const catalog = await openCatalog(await createWorkspace(path.join(folder, 'ws-reading')))
  const indexer = openIndexer(catalog, { readers })
  try {
    const measured = await watchBlocking('reading', async () => {
      const all: Round[] = []
      for (let round = 1; round <= rounds; round++) {
        // readers that rested for too long are started anew
        await timeIndexing(catalog, indexer, first)
        all.push({
          bare: await timed(() => decodeAll(decoders, plain)),
          pictures: await timeIndexing(catalog, indexer, plain),
          labelled: await timeIndexing(catalog, indexer, labelled),
        })
        console.log(`round ${round}: ${describe(all.at(-1)!, pictures)}`)
      }
      return all
    })
    const bytes = median(
      readdirSync(path.join(frames, 'images')).map((name) => statSync(path.join(frames, 'images', name)).size),
    )
    return [
      beside(
        'pictures',
        `${pictures} names of ${drawn} drawn frames of 1914x1052, ${megabytes(bytes * 10)} for 10; ${readers} readers`,
      ),
      ...figuresOf(measured.result, pictures),
      below("reading: work that blocks the window's thread", measured.longestWork, LONGEST_WORK, milliseconds),
    ]
  } finally {
    for (const decoder of decoders) decoder.disconnect()
    await indexer.close()
    catalog.close()
  }
}

function figuresOf(rounds: readonly Round[], pictures: number): Figure[] {
  const rate = (pass: (round: Round) => Pass): string =>
    `${median(rounds.map((one) => pictures / pass(one).wall)).toFixed(1)}/s`
  const ratios = (numerator: keyof Round, denominator: keyof Round, time: keyof Pass): number =>
    median(rounds.map((round) => (round[numerator][time] ?? NaN) / (round[denominator][time] ?? NaN)))
  const byCpu = (figure: number): string => (Number.isNaN(figure) ? 'unknown' : percent(figure))
  return [
    beside(
      'sharp alone; reading; with labels',
      `${rate(({ bare }) => bare)}; ${rate((one) => one.pictures)}; ${rate((one) => one.labelled)}`,
    ),
    atLeast('reading over the bare decode', ratios('bare', 'pictures', 'wall'), 0.85, percent),
    beside('  by processor time', byCpu(ratios('bare', 'pictures', 'cpu'))),
    below("labels' histograms on top", ratios('labelled', 'pictures', 'wall') - 1, 0.2, percent),
    beside('  by processor time', byCpu(ratios('labelled', 'pictures', 'cpu') - 1)),
  ]
}

const describe = (round: Round, pictures: number): string =>
  (['bare', 'pictures', 'labelled'] as const)
    .map((name) => `${name} ${(pictures / round[name].wall).toFixed(1)}/s`)
    .join(', ')

async function timed(task: () => Promise<number | void>): Promise<Pass> {
  const cpu = processorSeconds()
  const begin = performance.now()
  const seconds = await task()
  const cpuAfter = processorSeconds()
  return {
    wall: seconds ?? (performance.now() - begin) / 1000,
    cpu: cpu === null || cpuAfter === null ? null : cpuAfter - cpu,
  }
}

/** Reads a source as if it were new, with readers that are running; the walk is not in the wall time. */
async function timeIndexing(catalog: Catalog, indexer: Indexer, root: string): Promise<Pass> {
  const id = await addSource(catalog, { root, layout: 'gta5' })
  await indexer.index([id], { walkOnly: true })
  const pass = await timed(async () => (await indexer.index([id])).readSeconds)
  removeSource(catalog.database, id)
  return pass
}

async function startDecoders(count: number): Promise<ChildProcess[]> {
  const decoders = Array.from({ length: count }, () => fork(new URL('bare-decoder.ts', import.meta.url)))
  await Promise.all(decoders.map((decoder) => once(decoder, 'message')))
  return decoders
}

async function decodeAll(decoders: readonly ChildProcess[], root: string): Promise<void> {
  const files = readdirSync(path.join(root, 'images')).map((name) => path.join(root, 'images', name))
  await Promise.all(
    decoders.map(async (decoder, index) => {
      decoder.send(files.filter((_, at) => at % decoders.length === index))
      await once(decoder, 'message')
    }),
  )
}
