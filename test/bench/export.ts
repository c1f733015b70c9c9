import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { eachOf } from '../../src/main/export/each-of.ts'
import { imagePath, labelKinds, labelPath } from '../../src/main/export/layout/names.ts'
import { planPairs, type PairPlan, type PlannedPair } from '../../src/main/export/plan/plan-pairs.ts'
import type { ExportContent, ExportRow } from '../../src/main/export/rows.ts'
import { encodeLabel, openLabel, placeLabel, type LabelIds } from '../../src/main/export/write/label-files.ts'
import { syncTree } from '../../src/main/export/write/tree.ts'
import { writeExport } from '../../src/main/export/write/write-export.ts'
import { writePng } from '../../src/main/imaging/write-image.ts'
import { createScene, drawScene } from '../../src/main/scenes/scene.ts'
import { writeGta5Frame } from '../../src/main/scenes/write-gta5.ts'
import { exportOptionsSchema } from '../../src/shared/exports.ts'
import { pickConditions } from '../../src/shared/conditions.ts'
import { defaultSettings } from '../../src/shared/settings.ts'

const SIZE = [512, 1024] as const
/** Scenes that are drawn; the other frames are copies of them under names of their own. */
const SCENES = 6

/** `npm run bench -- export [pairs]`: accepted pairs of four conditions, beside copying the same pictures and encoding the same labels with sharp. */
export async function run(args: readonly string[]): Promise<void> {
  const pairs = Number(args[0] ?? 2000)
  const folder = mkdtempSync(path.join(os.tmpdir(), 'weatherglass-bench-export-'))
  try {
    const plan = planPairs(await drawRows(folder, Math.ceil(pairs / 4)), [], options)
    const rows = []
    // what was read first is warm for all that follow
    await plainly(plan, path.join(folder, 'warm'), 'content')
    for (const each of ['content', 'pair'] as const) {
      const seconds = await plainly(plan, path.join(folder, `plain-${each}`), each)
      rows.push({ what: `copied, labels encoded with sharp for each ${each}`, seconds })
      rmSync(path.join(folder, `plain-${each}`), { recursive: true })
    }
    const out = path.join(folder, 'export')
    const { seconds, bytes } = await writeExport({ plan, options, out, update: false, link: false, readOnly: [] })
    rows.push({ what: 'weatherglass export', seconds })
    console.log(
      `${plan.pairs.length} pairs of ${SIZE[1]}x${SIZE[0]}, ${(bytes / 1e6).toFixed(0)} MB; load ${os.loadavg()[0]!.toFixed(1)}`,
    )
    console.table(
      rows.map(({ what, seconds: taken }) => ({
        what,
        seconds: Number(taken.toFixed(1)),
        'pairs/s': Number((plan.pairs.length / taken).toFixed(0)),
        'export runs at': `${((100 * taken) / seconds).toFixed(0)} %`,
      })),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const options = exportOptionsSchema.parse({ runs: [1] })

async function drawRows(folder: string, contents: number): Promise<ExportRow[]> {
  const root = path.join(folder, 'gta5')
  const results = path.join(folder, 'results')
  for (const one of [path.join(root, 'images'), path.join(root, 'labels'), results]) mkdirSync(one, { recursive: true })
  for (let scene = 0; scene < SCENES; scene++) {
    const drawn = createScene(scene, { width: 1914, height: 1052 })
    await writeGta5Frame(root, scene + 1, drawn)
    for (const condition of pickConditions) {
      const picture = drawScene(createScene(scene, { width: SIZE[1], height: SIZE[0] }), condition)
      await writePng(path.join(results, `${scene}-${condition}.png`), picture, {})
    }
  }
  return Array.from({ length: contents }, (_, index) => rowsOf(root, results, index)).flat()
}

const digits = (frame: number): string => String(frame).padStart(5, '0')
const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')

function rowsOf(root: string, results: string, index: number): ExportRow[] {
  const frame = digits(index + 1)
  const label = `labels/${frame}.png`
  if (index >= SCENES)
    copyFileSync(path.join(root, 'labels', `${digits((index % SCENES) + 1)}.png`), path.join(root, label))
  const content: ExportContent = {
    ...{ id: index + 1, source: 'GTA5', numbered: true, path: `images/${frame}.png`, root, sequence: null, frame },
    ...{ label: { path: label, encoding: 'labelIds' }, classPixels: null },
  }
  return pickConditions.map((condition, at): ExportRow => {
    const name = `${index}-${condition}.png`
    if (index >= SCENES)
      copyFileSync(path.join(results, `${index % SCENES}-${condition}.png`), path.join(results, name))
    const file = path.join(results, name)
    return {
      ...{
        transfer: 4 * index + at + 1,
        run: 'bench',
        condition,
        done: true,
        endedUtc: '2026-01-01T00:00:00Z',
        content,
      },
      reference: { id: at + 1, source: 'ACDC', path: 'x.png' },
      result: { root: results, path: name, sha256: sha256(file), bytes: readFileSync(file).length },
      settings: { ...defaultSettings, size: SIZE },
      ...{ preset: null, model: null, labelSha256: sha256(path.join(root, label)) },
      metrics: { structure: 0.9, style: 4, leakage: 0 },
      verdict: { verdict: 'accept', tags: [], note: '', judgedBy: 'bench', judgedUtc: '2026-01-01T00:00:00Z' },
    }
  })
}

/** The same files without a check, a hash or a manifest: seconds until they are on the disk. Labels are decoded ahead of the clock. */
async function plainly({ pairs }: PairPlan, out: string, each: 'content' | 'pair'): Promise<number> {
  const groups = [...Map.groupBy(pairs, ({ content }) => content.id).values()]
  const labels = new Map<number, LabelIds>()
  for (const [first] of groups) {
    const { read } = await openLabel(first!.content, first!.content.label.path, 'labelIds')
    labels.set(first!.content.id, placeLabel(await read(), SIZE, 'generated'))
  }
  const begin = performance.now()
  await eachOf(groups, os.availableParallelism(), async (group) => {
    const ids = labels.get(group[0]!.content.id)!
    let encoded = await encodeLabel(ids)
    for (const [index, pair] of group.entries()) {
      if (each === 'pair' && index > 0) encoded = await encodeLabel(ids)
      await writePlainly(pair, encoded, out)
    }
  })
  await syncTree(out)
  return (performance.now() - begin) / 1000
}

async function writePlainly(
  { name, row }: PlannedPair,
  labels: Awaited<ReturnType<typeof encodeLabel>>,
  out: string,
): Promise<void> {
  const image = path.join(out, imagePath(name, 'png'))
  await mkdir(path.dirname(image), { recursive: true })
  await copyFile(path.join(row!.result.root, row!.result.path), image)
  await mkdir(path.dirname(path.join(out, labelPath(name, 'color'))), { recursive: true })
  for (const kind of labelKinds) await writeFile(path.join(out, labelPath(name, kind)), labels[kind])
}
