import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { connect } from '../../src/main/catalog/database.ts'
import { openCatalog } from '../../src/main/catalog/opening.ts'
import { addSource } from '../../src/main/catalog/sources/source-changes.ts'
import { claimBlock } from '../../src/main/catalog/transfers/queue.ts'
import { transferPage, summariseRuns } from '../../src/main/catalog/transfers/run-reader.ts'
import { addRun, listRuns } from '../../src/main/catalog/transfers/runs.ts'
import { beginWalk, endWalk, recordBatch } from '../../src/main/catalog/walks/walk-records.ts'
import { createWorkspace } from '../../src/main/catalog/workspace/workspace.ts'
import { layInBlocks } from '../../src/main/runs/plan/blocks.ts'
import { resolveSettings } from '../../src/shared/settings-schema.ts'
import { drawnImages } from '../main/catalog/walks/drawn-tree.ts'

const CONTENTS = 25_000
const REFERENCES = 4
const CLAIMS = 500
const targets = { planSeconds: 5, claimMilliseconds: 2 }

/** A queue of 100,000 transfers: planned, claimed from, listed. */
export async function run(): Promise<void> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'weatherglass-bench-')))
  const catalog = await openCatalog(await createWorkspace(path.join(folder, 'ws')))
  const { database } = catalog
  try {
    const root = path.join(folder, 'source')
    mkdirSync(root)
    const source = await addSource(catalog, { root, layout: 'gta5' })
    const walk = beginWalk(database, source)
    recordBatch(walk, { images: drawnImages(CONTENTS + REFERENCES), problems: [] })
    endWalk(walk)
    const ids = database.prepare('SELECT id FROM image ORDER BY id').pluck().all() as number[]
    const references = ids.slice(0, REFERENCES)
    const blockShape = { contents: 4, references: 2 }
    const planning = timed(() => {
      const pairs = ids
        .slice(REFERENCES)
        .flatMap((content) =>
          references.map((reference) => ({ condition: 'fog' as const, content, reference, settings: 0 })),
        )
      return addRun(database, {
        ...{ uid: '0'.repeat(32), name: 'Bench', afterCrash: 'ask', start: 'now' },
        plan: { model: null, provider: 'cpu', precision: 'fp32', blockShape, board: null, sampling: null },
        settings: [{ settings: resolveSettings({}), preset: null, presetVersion: null }],
        transfers: layInBlocks(pairs, blockShape),
      })
    })
    const [record] = listRuns(database)
    // as the recording thread has it
    const recording = connect(catalog.file, { durability: 'crash' })
    const claiming = timed(() => Array.from({ length: CLAIMS }, () => claimBlock(recording, record!)))
    recording.close()
    const summary = timed(() => summariseRuns(database))
    const middle = { run: record!.id, from: { offset: 50_000 }, limit: 200 }
    const page = timed(() => transferPage(database, middle))
    console.log(`100,000 transfers; load ${loadavg()[0]!.toFixed(1)}`)
    console.log(`  planned in ${(planning / 1000).toFixed(2)} s (target ${targets.planSeconds} s)`)
    console.log(`  a block claimed in ${(claiming / CLAIMS).toFixed(2)} ms (target ${targets.claimMilliseconds} ms)`)
    console.log(`  counted by state and condition in ${summary.toFixed(1)} ms`)
    console.log(`  a page of 200 from the middle in ${page.toFixed(1)} ms`)
  } finally {
    catalog.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Milliseconds that it took. */
function timed(body: () => unknown): number {
  const start = performance.now()
  body()
  return performance.now() - start
}
