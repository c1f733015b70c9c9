import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { measureLikenessApart } from '../../../../src/main/app/exports/likeness-apart.ts'
import { connect } from '../../../../src/main/catalog/database.ts'
import { catalogFile } from '../../../../src/main/catalog/workspace/folders.ts'
import { Graph } from '../../../../src/main/diffusion/onnx/graph.ts'
import { concat, slice } from '../../../../src/main/diffusion/onnx/operators.ts'
import { writeDemoData } from '../../../../src/main/scenes/demo-data.ts'
import { CancelledError, EngineError } from '../../../../src/shared/errors.ts'
import { likenessSchema, type ConditionLikeness } from '../../../../src/shared/exports.ts'
import { storeRun } from '../../export/stored-transfers.ts'
import { writeRandomInception } from '../../metrics/fid/random-inception.ts'
import { eventually, startApp } from '../started-app.ts'

/** A network that calls what is more red road and what is more blue sky. */
function writeRedOrBlue(file: string): void {
  const graph = new Graph({ device: 'cpu', compute: 'float32' })
  const picture = graph.input('x', 'float32', [1, 3, 16, 32])
  const channel = (at: number) => slice(graph, picture, 1, at, at + 1, 1)
  graph.output('scores', concat(graph, [channel(0), channel(2)], 1))
  writeFileSync(file, graph.finish().bytes)
}

it(
  'a window has results compared with real pictures by networks of the person, and hears of each condition as it is measured',
  { timeout: 600_000 },
  async () => {
    const { calls, folder } = await startApp()
    const drawn = await writeDemoData({
      out: path.join(folder, 'drawn'),
      content: 2,
      references: 2,
      size: [64, 128],
      seed: 4,
    })
    for (const source of [drawn.gta5, drawn.acdc]) await calls.sources.add({ folder: source })
    await eventually(async () => {
      const sources = await calls.sources.list()
      return sources.every(({ images, waiting }) => images > 0 && waiting === 0) ? true : undefined
    })
    const workspace = path.join(folder, 'workspace')
    const database = connect(catalogFile({ folder: workspace }), { durability: 'crash' })
    const run = await storeRun(database, workspace, [16, 32])
    database.close()
    const inception = path.join(folder, 'inception.safetensors')
    await writeRandomInception(inception)
    const file = path.join(folder, 'network.onnx')
    writeRedOrBlue(file)

    const options = { runs: [run], conditions: ['fog', 'night'] as const }
    const segmentation = { file, classes: ['road', 'sky'] as const }
    let conditions: readonly ConditionLikeness[] = []
    let last = { done: 0, total: 0 }
    for await (const step of await calls.exports.likeness({ options, inception, segmentation })) {
      expect(step.conditions.length).toBeGreaterThanOrEqual(conditions.length)
      conditions = step.conditions
      last = step
    }
    expect(last.done).toBe(last.total)
    expect(conditions.map(({ condition }) => condition)).toEqual(['fog', 'night'])
    for (const { fid, kid, agreement, warning, how } of conditions) {
      expect(fid).toBeGreaterThan(0)
      expect(kid!.deviation).toBeGreaterThanOrEqual(0)
      expect(warning).toContain('2,048')
      expect(how).toContain('299')
      const images = agreement!.images
      expect(images.length).toBeGreaterThan(1)
      expect(images.map(({ mean }) => mean)).toEqual(images.map(({ mean }) => mean).toSorted((a, b) => a - b))
      for (const { mean } of [agreement!, ...images]) {
        expect(mean).toBeGreaterThanOrEqual(0)
        expect(mean).toBeLessThanOrEqual(1)
      }
    }
    const cardOf = async (only: readonly ('fog' | 'night')[], out: string): Promise<string> => {
      const { export: id } = await calls.exports.start({ options: { ...options, conditions: only }, out })
      await eventually(async () => {
        const entries = await (await calls.exports.watch()).next()
        const entry = entries.done ? undefined : entries.value.find((one) => one.export === id)
        return entry?.state === 'done' ? true : undefined
      })
      return readFileSync(path.join(out, 'README.md'), 'utf8')
    }
    const card = await cardOf(['fog'], path.join(folder, 'set'))
    expect(card).toContain(`| fog | 2 | 2 | ${conditions[0]!.fid!.toFixed(1)} |`)
    expect(card).toContain('2,048')
    expect(card).not.toContain('| night |')
    await calls.review.judge({ transfers: [1], verdict: 'reject' })
    expect(await cardOf(['fog'], path.join(folder, 'fewer'))).not.toContain('Likeness')

    const strange = path.join(folder, 'nothing.onnx')
    const steps = await calls.exports.likeness({ options, segmentation: { file: strange } })
    await expect(steps.next()).rejects.toThrow(/nothing.onnx/)
  },
)

const task = { workspace: { folder: '/nowhere' }, request: likenessSchema.parse({ options: { runs: [1] } }) }
const entryOf = (name: string): string => fileURLToPath(new URL(`processes/${name}.ts`, import.meta.url))

it('a process that dies becomes an error of the measurement alone', async () => {
  const hearing = { signal: new AbortController().signal, onStep: () => undefined, onMeasured: () => undefined }
  const measured = measureLikenessApart(task, { ...hearing, entry: entryOf('crash') })
  await expect(measured).rejects.toThrow(EngineError)
  await expect(measured).rejects.toThrow(/SIGKILL/)
})

it('a process that does not hear that it is cancelled is ended', async () => {
  const stop = new AbortController()
  const measured = measureLikenessApart(task, {
    signal: stop.signal,
    onStep: () => stop.abort(),
    onMeasured: () => undefined,
    entry: entryOf('deaf'),
    graceMilliseconds: 50,
  })
  await expect(measured).rejects.toThrow(CancelledError)
})
