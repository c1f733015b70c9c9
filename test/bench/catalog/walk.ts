import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { startIndexing } from '../../../src/main/catalog/indexing/indexer.ts'
import { openCatalog } from '../../../src/main/catalog/opening.ts'
import { startCatalogQueries } from '../../../src/main/catalog/queries/catalog-queries.ts'
import { addSource } from '../../../src/main/catalog/sources/source-changes.ts'
import { createWorkspace } from '../../../src/main/catalog/workspace/workspace.ts'
import { watchBlocking } from '../blocked.ts'
import { below, beside, megabytes, milliseconds, seconds, type Figure } from './figures.ts'
import { makeListedTree, removeTree } from './trees.ts'

/** What the window's thread may be blocked. */
const LONGEST_WORK = 50
const SAMPLE_MILLISECONDS = 20

/** Image/label pairs listed and queryable, beside a bare `find` of the same tree that asks for sizes and times. */
export async function measureWalk(folder: string, pairs: number, limit: number): Promise<Figure[]> {
  const root = path.join(folder, `tree-${pairs}`)
  console.log(`making a tree of ${pairs.toLocaleString('en')} pairs (sparse files, in the cache of the system)`)
  const layout = makeListedTree(root, pairs)
  const before = findSeconds(root)
  const catalog = await openCatalog(await createWorkspace(path.join(folder, `ws-${pairs}`)))
  const queries = startCatalogQueries(catalog.workspace)
  try {
    const id = await addSource(catalog, { root, layout })
    // the window's own first questions; its thread is there
    await queries.sources()
    const { rss } = process.memoryUsage()
    const memory = new PeakMemory()
    const begin = performance.now()
    const cpuBefore = process.cpuUsage()
    const watched = await watchBlocking('walk', async () => {
      const summary = await startIndexing(catalog, [id], { walkOnly: true })
      const walkPeak = memory.peak()
      const page = await queries.page({
        filter: {},
        sort: { by: 'name', descending: false },
        from: { offset: 0 },
        limit: 200,
      })
      return { summary, page, walkPeak, wall: (performance.now() - begin) / 1000 }
    })
    const { user, system } = process.cpuUsage(cpuBefore)
    const peak = memory.stop()
    const { summary, page, walkPeak, wall } = watched.result
    if (page.total !== pairs || summary.labelled !== pairs)
      throw new Error(`Expected ${pairs} pairs but the catalog has ${page.total} images, ${summary.labelled} labelled`)
    const bare = Math.min(before, findSeconds(root))
    const what = `${pairs.toLocaleString('en')} pairs (${layout})`
    return [
      below(`${what}: listed and a page answered`, wall, limit, seconds),
      beside(
        `${what}: listing alone; processor time of all`,
        `${seconds(summary.walkSeconds)}; ${seconds((user + system) / 1e6)}`,
      ),
      beside(`${what}: find with sizes and times; ratio`, `${seconds(bare)}; ${(wall / bare).toFixed(1)} x`),
      beside(
        `${what}: peak of memory above the start: listing; with the columns of the queries`,
        `${megabytes(walkPeak - rss)}; ${megabytes(peak - rss)}`,
      ),
      below(`${what}: work that blocks the window's thread`, watched.longestWork, LONGEST_WORK, milliseconds),
    ]
  } finally {
    await queries.close()
    catalog.close()
    removeTree(root)
  }
}

function findSeconds(root: string): number {
  const begin = performance.now()
  const { status, error } = spawnSync('find', [root, '-type', 'f', '-printf', String.raw`%s %T@ %p\n`], {
    stdio: 'ignore',
  })
  if (status !== 0) throw error ?? new Error(`find ended with ${status}`)
  return (performance.now() - begin) / 1000
}

/** The most memory of this process while it runs, in bytes. */
class PeakMemory {
  #peak = 0
  readonly #timer = setInterval(() => this.#sample(), SAMPLE_MILLISECONDS)

  #sample(): void {
    this.#peak = Math.max(this.#peak, process.memoryUsage.rss())
  }

  /** So far. */
  peak(): number {
    this.#sample()
    return this.#peak
  }

  stop(): number {
    clearInterval(this.#timer)
    return this.peak()
  }
}
