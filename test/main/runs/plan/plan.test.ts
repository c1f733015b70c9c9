import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { createBoard } from '../../../../src/main/catalog/boards/boards.ts'
import { putImages } from '../../../../src/main/catalog/boards/changes.ts'
import type { Catalog } from '../../../../src/main/catalog/opening.ts'
import { addRun, findRun, getRun, type PresetSettings } from '../../../../src/main/catalog/transfers/runs.ts'
import { mergeWorkspace } from '../../../../src/main/runs/merge.ts'
import { layInBlocks, type PlannedPair } from '../../../../src/main/runs/plan/blocks.ts'
import { evaluationsOf, single } from '../../../../src/main/runs/evaluations.ts'
import { estimateRun } from '../../../../src/main/runs/plan/estimate.ts'
import { asPlanFile, readPlanFile, runOfPlanFile } from '../../../../src/main/runs/plan/plan-file.ts'
import { planRun } from '../../../../src/main/runs/plan/plan-run.ts'
import { Runner } from '../../../../src/main/runs/runner/runner.ts'
import { planRequestSchema, type PlanRequestInput } from '../../../../src/shared/runs.ts'
import { newCatalog, temporaryFolder } from '../../catalog/temporary-workspace.ts'
import { addSources, newRun, picturesOf, standIn, transfersOf, type TwoSources } from '../planned-workspace.ts'

const pair = (content: number, reference: number): PlannedPair => ({
  condition: 'fog',
  content,
  reference,
  settings: 0,
})

describe('layInBlocks', () => {
  it('puts references with the same contents into rectangles, each pair once and by content', () => {
    const pairs = [1, 2, 3].flatMap((content) => [11, 12, 13].map((reference) => pair(content, reference)))
    const laid = layInBlocks(pairs, { contents: 2, references: 2 })
    expect(laid.map(({ position }) => position)).toEqual(laid.map((_, index) => index))
    expect(new Set(laid.map(({ content, reference }) => `${content} ${reference}`)).size).toBe(9)
    const first = laid.filter(({ block }) => block === 0)
    expect(first.map(({ content, reference }) => [content, reference])).toEqual([
      [1, 11],
      [1, 12],
      [2, 11],
      [2, 12],
    ])
  })

  it('gives references with contents of their own blocks of one reference', () => {
    const laid = layInBlocks([pair(1, 11), pair(2, 11), pair(3, 12), pair(4, 12)], { contents: 4, references: 4 })
    expect(laid.map(({ block, reference }) => [block, reference])).toEqual([
      [0, 11],
      [0, 11],
      [1, 12],
      [1, 12],
    ])
  })
})

async function withBoard(): Promise<{
  readonly catalog: Catalog
  readonly sources: TwoSources
  readonly board: number
}> {
  const catalog = await newCatalog()
  const sources = await addSources(catalog, temporaryFolder(), { contents: 6, references: 2 })
  const { database } = catalog
  database.exec(
    `UPDATE image SET label_path = path, class_pixels = zeroblob(80), reading = 'done', width = 64, height = 64`,
  )
  const board = createBoard(database, 'Board')
  putImages(database, { board, condition: 'night', images: sources.references })
  return { catalog, sources, board }
}

const request = (board: number, images: readonly number[], over: Partial<PlanRequestInput> = {}) =>
  planRequestSchema.parse({
    ...{ name: 'Plan', board, contents: { images }, presets: { preset: 'demonstration' }, model: null },
    sampling: { strategy: 'ordered-repeat', perReference: 4 },
    ...over,
  })

describe('a plan', () => {
  it('pairs the references of a board with sampled contents', async () => {
    const { catalog, sources, board } = await withBoard()
    const { run } = planRun(catalog.database, request(board, sources.contents, { size: [64, 128] }))
    expect(run.transfers).toHaveLength(8)
    expect(new Set(run.transfers.map(({ condition }) => condition))).toEqual(new Set(['night']))
    expect(run.settings).toMatchObject([{ preset: 'demonstration', settings: { size: [64, 128], steps: 20 } }])
  })

  it('says what it costs, and what exists already', async () => {
    const { catalog, sources, board } = await withBoard()
    const plan = request(board, sources.contents)
    const before = await estimateRun(catalog.database, catalog.workspace, plan)
    expect(before).toMatchObject({
      transfers: 8,
      contents: 4,
      references: 2,
      seconds: null,
      existing: 0,
      obstacles: [],
    })
    expect(before.perCondition).toEqual({ fog: 0, night: 8, rain: 0, snow: 0 })
    expect(before.diskBytes).toBeGreaterThan(8 * 256 * 512)
    const { run } = planRun(catalog.database, plan)
    addRun(catalog.database, { ...run, start: 'paused' })
    const [{ settings }] = run.settings as [PresetSettings]
    const evaluations = evaluationsOf(settings, { contents: 4, references: 2, outputs: 8 })
    catalog.database.exec(`
      UPDATE transfer SET state = 'done', seconds = 2, output = id || '.png', sha256 = zeroblob(32), width = 512, height = 256;
      UPDATE run SET worked_seconds = 16, evaluations = ${evaluations}`)
    const after = await estimateRun(catalog.database, catalog.workspace, plan)
    expect(after).toMatchObject({ existing: 8, measuredBy: 'results' })
    expect(after.seconds).toBeCloseTo(16, 6)
    const alone = { ...plan, blockShape: { contents: 1, references: 1 } }
    const longer = await estimateRun(catalog.database, catalog.workspace, alone)
    expect(longer.seconds).toBeCloseTo((16 * 8 * evaluationsOf(settings, single)) / evaluations, 6)
    const other = await estimateRun(catalog.database, catalog.workspace, { ...plan, provider: 'cuda' })
    expect(other).toMatchObject({ seconds: null, measuredBy: null })
  })

  it('is the same run after it was written to a file and read', async () => {
    const { catalog, sources, board } = await withBoard()
    const { run } = planRun(catalog.database, request(board, sources.contents))
    const text = JSON.stringify(asPlanFile(catalog.database, run))
    const { transfers, settings, uid } = runOfPlanFile(catalog.database, readPlanFile(text))
    expect({ transfers, settings, uid }).toEqual({ transfers: run.transfers, settings: run.settings, uid: run.uid })
  })

  it('falls into parts that have each transfer once, whole blocks each', async () => {
    const { catalog, sources } = await withBoard()
    const plan = readPlanFile(JSON.stringify(asPlanFile(catalog.database, newRun(sources))))
    const parts = [1, 2, 3].map((shard) => runOfPlanFile(catalog.database, plan, { shard, shards: 3 }).transfers)
    const positions = parts.flatMap((part) => part.map(({ position }) => position))
    expect(positions.sort((a, b) => a - b)).toEqual(newRun(sources).transfers.map(({ position }) => position))
    const blocks = parts.map((part) => new Set(part.map(({ block }) => block)))
    expect([...blocks[0]!].filter((block) => blocks[1]!.has(block))).toEqual([])
  })

  it.each([
    ['no JSON', 'not JSON', 'is not JSON'],
    ['another format', '{"format":"other"}', 'is no plan: at format'],
  ])('that is %s is refused', (_, text, sentence) => {
    expect(() => readPlanFile(text)).toThrow(sentence)
  })

  it.each([
    ['images that it does not have', [[0, 99, 0, 'fog', 0]], 'names what is not in it'],
    ['settings that it does not have', [[0, 0, 1, 'fog', 1]], 'names what is not in it'],
    [
      'a block before the last',
      [
        [1, 0, 1, 'fog', 0],
        [0, 1, 0, 'fog', 0],
      ],
      'names what is not in it',
    ],
    ['no block', [[-1, 0, 1, 'fog', 0]], 'at transfers.0.0'],
    [
      'a pair twice',
      [
        [0, 0, 1, 'fog', 0],
        [0, 0, 1, 'fog', 0],
      ],
      'has each pair once',
    ],
  ])('whose transfers name %s is refused', async (_, transfers, sentence) => {
    const { catalog, sources } = await withBoard()
    const plan = asPlanFile(catalog.database, newRun(sources))
    expect(() => readPlanFile(JSON.stringify({ ...plan, transfers }))).toThrow(sentence)
  })

  it('whose block has two settings is refused, for a block is computed with one', async () => {
    const { catalog, sources } = await withBoard()
    const plan = asPlanFile(catalog.database, newRun(sources))
    const settings = [...plan.settings, ...plan.settings]
    const transfers = [
      [0, 0, 1, 'fog', 0],
      [0, 1, 0, 'fog', 1],
    ]
    expect(() => readPlanFile(JSON.stringify({ ...plan, settings, transfers }))).toThrow('one settings')
    const apart = [
      [0, 0, 1, 'fog', 0],
      [1, 1, 0, 'fog', 1],
    ]
    expect(readPlanFile(JSON.stringify({ ...plan, settings, transfers: apart })).transfers).toHaveLength(2)
  })

  it.each(['../content/00000.png', '/etc/passwd', 'content\\00000.png', 'content/00000.png\0'])(
    'takes images of its sources alone, not %j',
    async (outside) => {
      const { catalog, sources } = await withBoard()
      const plan = asPlanFile(catalog.database, newRun(sources))
      const images = plan.images.map((image, index) => (index === 0 ? { ...image, path: outside } : image))
      const read = readPlanFile(JSON.stringify({ ...plan, images }))
      expect(() => runOfPlanFile(catalog.database, read)).toThrow('which is not there')
    },
  )

  it('whose name would write to a terminal is refused', async () => {
    const { catalog, sources } = await withBoard()
    const plan = asPlanFile(catalog.database, newRun(sources))
    expect(() => readPlanFile(JSON.stringify({ ...plan, name: '\u001b[2J' }))).toThrow('no control characters')
  })
})

describe('mergeWorkspace', () => {
  it('takes what another workspace has, once, and reports what differs or is damaged', async () => {
    const folder = temporaryFolder()
    const [into, from] = [await newCatalog(), await newCatalog()]
    const sources = await addSources(from, folder, { contents: 2, references: 2 })
    const here = await addSources(into, folder, { contents: 2, references: 2 })
    const run = addRun(from.database, newRun(sources))
    const runner = new Runner({ workspace: from.workspace, startEngine: () => standIn() })
    await runner.work(new AbortController().signal)
    const [damaged] = transfersOf(from.database, run)
    const file = path.join(from.workspace.folder, damaged!.output!)
    writeFileSync(file, 'damaged')
    const first = mergeWorkspace(into, from)
    expect(first).toMatchObject({ runs: 1, taken: 3, same: 0 })
    expect(first.conflicts).toMatchObject([expect.stringContaining('is not what was recorded of it')])
    rmSync(file)
    expect(mergeWorkspace(into, from)).toMatchObject({
      taken: 0,
      same: 3,
      conflicts: [expect.stringContaining('ENOENT')],
    })
    const merged = findRun(into.database, newRun(here).uid)!
    expect((await picturesOf(into, merged.id)).size).toBe(3)
    expect(getRun(into.database, merged.id).state).toBe('paused')
  })

  it('takes what a part did since it was merged before it was done', async () => {
    const folder = temporaryFolder()
    const [into, from] = [await newCatalog(), await newCatalog()]
    const sources = await addSources(from, folder, { contents: 2, references: 2 })
    const here = await addSources(into, folder, { contents: 2, references: 2 })
    const run = addRun(from.database, newRun(sources))
    const runner = new Runner({ workspace: from.workspace, startEngine: () => standIn() })
    await runner.work(new AbortController().signal)
    from.database.exec(`UPDATE transfer SET state = 'queued' WHERE position > 1`)
    expect(mergeWorkspace(into, from)).toMatchObject({ taken: 2, same: 0, conflicts: [] })
    from.database.exec(`UPDATE transfer SET state = 'done' WHERE run_id = ${run}`)
    expect(mergeWorkspace(into, from)).toMatchObject({ taken: 2, same: 2, conflicts: [] })
    const merged = findRun(into.database, newRun(here).uid)!
    expect((await picturesOf(into, merged.id)).size).toBe(4)
    expect(merged.state).toBe('done')
  })

  it('takes nothing where the plan here is another, or where the same is computed just now', async () => {
    const folder = temporaryFolder()
    const [into, from] = [await newCatalog(), await newCatalog()]
    const sources = await addSources(from, folder, { contents: 2, references: 2 })
    const here = await addSources(into, folder, { contents: 2, references: 2 })
    addRun(from.database, newRun(sources))
    const runner = new Runner({ workspace: from.workspace, startEngine: () => standIn() })
    await runner.work(new AbortController().signal)
    const plan = newRun(here)
    const [first, second, ...others] = plan.transfers
    const exchanged = [
      { ...first!, content: second!.content, reference: second!.reference },
      { ...second!, content: first!.content, reference: first!.reference },
      ...others,
    ]
    const run = addRun(into.database, { ...plan, transfers: exchanged })
    into.database.exec(`UPDATE transfer SET state = 'running' WHERE position = 2`)
    const report = mergeWorkspace(into, from)
    expect(report).toMatchObject({ taken: 1, same: 0 })
    expect(report.conflicts).toMatchObject([
      expect.stringContaining('its plan differs'),
      expect.stringContaining('its plan differs'),
      expect.stringContaining('is computed here just now'),
    ])
    expect(transfersOf(into.database, run).map(({ state }) => state)).toEqual(['queued', 'queued', 'running', 'done'])
  })
})
