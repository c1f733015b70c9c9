import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { startIndexing } from '../../src/main/catalog/indexing/indexer.ts'
import { openCatalog } from '../../src/main/catalog/opening.ts'
import { addSource } from '../../src/main/catalog/sources/source-changes.ts'
import { tryLeaseEngine } from '../../src/main/catalog/transfers/engine-lease.ts'
import { summariseRun } from '../../src/main/catalog/transfers/run-reader.ts'
import { addRun, getRun } from '../../src/main/catalog/transfers/runs.ts'
import type { MeasuredWork } from '../../src/main/catalog/transfers/speed.ts'
import { createWorkspace } from '../../src/main/catalog/workspace/workspace.ts'
import { startEngine } from '../../src/main/engine/client.ts'
import { durationOf, workOfTransfer } from '../../src/main/runs/plan/duration.ts'
import { layInBlocks } from '../../src/main/runs/plan/blocks.ts'
import { startBlockEngine } from '../../src/main/runs/runner/block-engine.ts'
import { Runner } from '../../src/main/runs/runner/runner.ts'
import { pickConditions } from '../../src/shared/conditions.ts'
import { demonstration, layerSettings } from '../../src/shared/presets.ts'
import type { Settings } from '../../src/shared/settings.ts'
import { parseSettings } from '../../src/shared/settings-schema.ts'
import { drawGta5 } from '../main/app/drawn-source.ts'
import { processorSeconds } from './catalog/processor-time.ts'

const CONTENTS = 5
const REFERENCES = 3
const SINGLES = 6
const CALIBRATION_STEPS = 4
const SIZE = [128, 256] as const
const targets = { throughput: 1.5, outside: 0.05 }

/**
 * 60 transfers of four conditions as a run, against as many `transfer` jobs by their engine time; of those, six are done and
 * scaled. Parameter: the shape of blocks, 4x2 where nothing else is said.
 */
export async function run([shape = '4x2']: readonly string[]): Promise<void> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'weatherglass-bench-')))
  const catalog = await openCatalog(await createWorkspace(path.join(folder, 'ws')))
  const { database } = catalog
  try {
    const root = path.join(folder, 'gta5')
    await drawGta5(root, CONTENTS + REFERENCES)
    await startIndexing(catalog, [await addSource(catalog, { root, layout: 'gta5' })])
    const ids = database.prepare('SELECT id FROM image ORDER BY path').pluck().all() as number[]
    const settings = parseSettings(layerSettings(demonstration.settings, { size: SIZE }))
    const [contents = 4, references = 2] = shape.split('x').map(Number)
    const blockShape = { contents, references }
    const pairs = pickConditions.flatMap((condition) =>
      ids
        .slice(REFERENCES)
        .flatMap((content) =>
          ids.slice(0, REFERENCES).map((reference) => ({ condition, content, reference, settings: 0 })),
        ),
    )
    const id = addRun(database, {
      ...{ uid: '0'.repeat(32), name: 'Bench', afterCrash: 'ask', start: 'now' },
      plan: { model: null, provider: 'cpu', precision: 'fp32', blockShape, board: null, sampling: null },
      settings: [{ settings, preset: null, presetVersion: null }],
      transfers: layInBlocks(pairs, blockShape),
    })
    const { singles, calibrated } = await singleSeconds(root, settings)
    const presets = [{ settings, preset: null, presetVersion: null }]
    const expected = durationOf(layInBlocks(pairs, blockShape), presets, calibrated)
    const lease = tryLeaseEngine(catalog.workspace)!
    const own = process.cpuUsage()
    const before = processorSeconds()
    let whole: number | null = null
    const engine = startBlockEngine()
    const stop = async (): Promise<void> => {
      // while the inference process is still there to be counted
      whole = processorSeconds()
      await engine.stop()
    }
    const runner = new Runner({ workspace: catalog.workspace, startEngine: () => ({ ...engine, stop }) })
    await runner.work(new AbortController().signal)
    lease.release()
    const { user, system } = process.cpuUsage(own)
    const summary = summariseRun(database, getRun(database, id))
    const perTransfer = summary.workedSeconds / summary.counts.done
    console.log(
      `${summary.counts.done} transfers at ${SIZE.join('x')} in blocks of ${shape}; load ${loadavg()[0]!.toFixed(1)}, ${availableParallelism()} cores`,
    )
    console.log(`  a single transfer: ${singles.toFixed(2)} s of the engine (mean of ${SINGLES}, the model loaded)`)
    console.log(
      `  a transfer of the run: ${perTransfer.toFixed(2)} s, ${Math.round(summary.saved * 100)} % of evaluations saved`,
    )
    console.log(`  throughput: ${(singles / perTransfer).toFixed(2)} times (target ${targets.throughput})`)
    console.log(
      `  told by a calibration: ${expected.toFixed(0)} s, true: ${summary.workedSeconds.toFixed(0)} s (${(expected / summary.workedSeconds).toFixed(2)} times)`,
    )
    if (before !== null && whole !== null) {
      const share = (user + system) / 1e6 / (whole - before)
      console.log(
        `  processor time outside the inference process: ${(share * 100).toFixed(1)} % (target ${targets.outside * 100} %)`,
      )
    }
  } finally {
    catalog.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Engine seconds of a transfer by itself, in a process that has the model already, and what a calibration measures. */
async function singleSeconds(
  root: string,
  settings: Settings,
): Promise<{ readonly singles: number; readonly calibrated: MeasuredWork }> {
  const engine = startEngine()
  const file = (kind: string, image: number): string => path.join(root, kind, `${String(image).padStart(5, '0')}.png`)
  const seconds: number[] = []
  const transfer = (index: number, how: Settings) => {
    const [content, style] = [REFERENCES + 1 + (index % CONTENTS), 1 + (index % REFERENCES)]
    return engine.transfer({
      ...{ model: null, provider: 'cpu', precision: 'fp32', settings: how, trace: false },
      ...{ content: file('images', content), contentLabel: file('labels', content) },
      ...{ style: file('images', style), styleLabel: file('labels', style) },
    })
  }
  try {
    await transfer(0, { ...settings, skip: settings.steps - 1 })
    const calibration = await transfer(0, { ...settings, skip: settings.steps - CALIBRATION_STEPS })
    for (let index = 0; index <= SINGLES; index++) {
      const { provenance } = await transfer(index, settings)
      if (index > 0) seconds.push(provenance.seconds)
    }
    const singles = seconds.reduce((sum, one) => sum + one, 0) / seconds.length
    return { singles, calibrated: workOfTransfer(calibration.provenance) }
  } finally {
    await engine.stop()
  }
}
