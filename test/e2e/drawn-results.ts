import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { openCatalog, type Catalog } from '../../src/main/catalog/opening.ts'
import {
  claimBlock,
  finishTransfers,
  outputPath,
  type FinishedTransfer,
} from '../../src/main/catalog/transfers/queue.ts'
import { addRun, getRun } from '../../src/main/catalog/transfers/runs.ts'
import { openWorkspace } from '../../src/main/catalog/workspace/workspace.ts'
import type { Size } from '../../src/main/imaging/crop.ts'
import { writePng } from '../../src/main/imaging/write-image.ts'
import { layInBlocks } from '../../src/main/runs/plan/blocks.ts'
import { hash, hashShare } from '../../src/main/scenes/geometry/random.ts'
import { createScene, drawScene } from '../../src/main/scenes/scene.ts'
import { pickConditions } from '../../src/shared/conditions.ts'
import type { PickCondition } from '../../src/shared/gallery.ts'
import { builtInPresets } from '../../src/shared/presets.ts'
import { resolveSettings } from '../../src/shared/settings-schema.ts'

interface DrawnResults {
  /** As the content was drawn with (`writeDemoData`). */
  readonly seed: number
  readonly size: Size
  /** Of each condition. */
  readonly references: number
  /** Results of them failed, the last ones. */
  readonly failed: number
}

/**
 * A run of all contents with a few references of each condition whose results are drawn: the content's scene in the weather, some too
 * weak, some with the colours of another town. Measures are those of a run that mostly went well.
 *
 * @returns the id of the run
 */
export async function drawResults(folder: string, plan: DrawnResults): Promise<number> {
  const catalog = await openCatalog(await openWorkspace(folder))
  try {
    const run = addDrawnRun(catalog, plan)
    const scenes = new Map<number, ReturnType<typeof createScene>>()
    for (;;) {
      const block = claimBlock(catalog.database, getRun(catalog.database, run))
      if (!block) return run
      const finished: FinishedTransfer[] = []
      const failed = []
      for (const { id, position, condition, content } of block.transfers) {
        if (position % 23 === 22 && failed.length < plan.failed) {
          const message = 'The label of the content differs from it in size; index its source again.'
          failed.push({ id, state: 'failed' as const, error: { code: 'bad-label' as const, message } })
          continue
        }
        const frame = Number(path.basename(content!.path, '.png')) - 1
        const scene = scenes.get(frame) ?? createScene(hash(plan.seed, 1, frame), sizeOf(plan.size))
        scenes.set(frame, scene)
        finished.push(await drawResult(catalog, { id, run, position, condition }, scene))
      }
      const work = { seconds: finished.length, evaluations: 40, singleEvaluations: 60, peakBytes: 1e9 }
      finishTransfers(catalog.database, run, { finished, failed, work })
    }
  } finally {
    catalog.close()
  }
}

const sizeOf = ([height, width]: Size) => ({ height, width })

function addDrawnRun({ database }: Catalog, { size, references }: DrawnResults): number {
  const ids = (sql: string, ...values: unknown[]) =>
    database
      .prepare(sql)
      .pluck()
      .all(...values) as number[]
  const contents = ids(
    `SELECT image.id FROM image JOIN source ON source.id = source_id WHERE layout = 'gta5' ORDER BY path`,
  )
  const ofCondition = (condition: PickCondition) =>
    ids(
      `SELECT image.id FROM image JOIN source ON source.id = source_id
       WHERE layout = 'acdc' AND image.condition = ? AND label_path IS NOT NULL ORDER BY path LIMIT ?`,
      ...[condition, references],
    )
  const pairs = pickConditions.flatMap((condition) =>
    ofCondition(condition).flatMap((reference) =>
      contents.map((content) => ({ condition, content, reference, settings: 0 })),
    ),
  )
  const blockShape = { contents: contents.length, references: 1 }
  const [, demonstration] = builtInPresets
  return addRun(database, {
    uid: createHash('md5').update('drawn').digest('hex'),
    name: 'Adverse v2',
    plan: { model: null, provider: 'cpu', precision: 'fp32', blockShape, board: null, sampling: null },
    afterCrash: 'wait',
    settings: [
      {
        settings: resolveSettings({ ...demonstration!.settings, size }),
        ...{ preset: demonstration!.name, presetVersion: null },
      },
    ],
    transfers: layInBlocks(pairs, blockShape),
    start: 'paused',
  })
}

interface Claimed {
  readonly id: number
  readonly run: number
  readonly position: number
  readonly condition: PickCondition
}

async function drawResult(
  { workspace }: Catalog,
  { id, run, position, condition }: Claimed,
  scene: ReturnType<typeof createScene>,
): Promise<FinishedTransfer> {
  const chance = (of: number): number => hashShare(position, of)
  const strength = chance(1) < 0.2 ? 0.35 : 0.8 + 0.2 * chance(2)
  const clear = drawScene(scene, 'clear').data
  const weather = drawScene(scene, condition, chance(3) < 0.1 ? { paletteSeed: position } : {}).data
  const data = clear.map((value, at) => Math.round(value + strength * (weather[at]! - value)))
  const output = outputPath(run, condition, position)
  const file = path.join(workspace.folder, output)
  mkdirSync(path.dirname(file), { recursive: true })
  const { width, height } = scene
  await writePng(file, { width, height, data }, {})
  const bytes = readFileSync(file)
  const structure = 0.62 + 0.33 * Math.sqrt(chance(4))
  const style = 4 + 26 * (1 - strength) + 5 * chance(5)
  const leakage = 0.02 + 0.2 * chance(6) ** 3
  return {
    ...{ id, output, width, height, bytes: bytes.length, seconds: 1 },
    sha256: createHash('sha256').update(bytes).digest(),
    provenance: { settings: {} },
    measures: { structure, style, leakage, all: {} },
  }
}
