import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { beforeEach, describe, expect, it } from 'vitest'
import { startEngine } from '../../../src/main/engine/client.ts'
import { encodePaletteIds } from '../../../src/main/scenes/label-png.ts'
import { layerSettings, demonstration } from '../../../src/shared/presets.ts'
import { parseSettings, type SettingsInput } from '../../../src/shared/settings-schema.ts'
import type { PreviewState, StartPreview, SweepState } from '../../../src/shared/tuning.ts'
import { failureOf } from './failure-of.ts'
import { eventually, startApp, temporaryFolder, type StartedApp } from './started-app.ts'

/** Previews of two small drawn images with the embedded model, in the real inference process. */
const [width, height] = [128, 64]
const [ROAD, CAR, SKY] = [7, 26, 23]

/** Sky above road, with a car on it; each with another colour. */
async function drawPair(folder: string): Promise<void> {
  for (const name of ['images', 'labels']) mkdirSync(path.join(folder, name), { recursive: true })
  const ids = new Uint8Array(width * height).map((_, i) => {
    const [y, x] = [Math.floor(i / width), i % width]
    if (y < height / 2) return SKY
    return x > 40 && x < 90 && y < 56 ? CAR : ROAD
  })
  for (const image of [1, 2]) {
    const name = `0000${image}.png`
    const rgb = new Uint8Array(width * height * 3).map(
      (_, i) => (ids[Math.floor(i / 3)]! * 9 + i * 7 + image * 60) % 256,
    )
    await sharp(rgb, { raw: { width, height, channels: 3 } }).toFile(path.join(folder, 'images', name))
    writeFileSync(path.join(folder, 'labels', name), encodePaletteIds({ width, height }, ids))
  }
}

const small: SettingsInput = layerSettings(demonstration.settings, {
  size: [height, width],
  steps: 6,
  skip: 2,
  classAdainRange: [1, 4],
})

let started: StartedApp
let pair: { readonly content: number; readonly reference: number }
beforeEach(async () => {
  started = await startApp()
  const { calls } = started
  const folder = path.join(temporaryFolder(), 'gta5')
  await drawPair(folder)
  await calls.sources.add({ folder, layout: 'gta5' })
  pair = await eventually(async () => {
    const ids = await calls.gallery.ids({ filter: {}, sort: { by: 'name', descending: false }, from: 0, to: 10 })
    return ids.length === 2 ? { content: ids[0]!, reference: ids[1]! } : undefined
  })
})

const request = (settings: SettingsInput = {}): StartPreview => ({
  ...pair,
  settings: layerSettings(small, settings),
  model: null,
  presetVersion: null,
})

async function statesOf(preview: string): Promise<PreviewState[]> {
  const states: PreviewState[] = []
  for await (const state of await started.calls.tuning.watch({ preview })) states.push(state)
  return states
}

async function run(settings: SettingsInput = {}) {
  const { preview } = await started.calls.tuning.start(request(settings))
  const states = await statesOf(preview)
  const last = states.at(-1)!
  if (last.state !== 'done') throw new Error(`the preview ended as ${JSON.stringify(last)}`)
  return { preview, states, result: last.result }
}

async function media(address: string): Promise<Buffer> {
  const response = await started.app.media(new Request(new URL(address, 'app://weatherglass')))
  if (!response.ok) throw new Error(`${address}: ${response.status} ${await response.text()}`)
  return Buffer.from(await response.arrayBuffer())
}

const sizeOf = async (address: string) => {
  const { width: w, height: h } = await sharp(await media(address)).metadata()
  return [w, h]
}

describe('a preview', () => {
  it('is told step by step and shown as it becomes', async () => {
    const { preview } = await started.calls.tuning.start(request())
    const shown: number[] = []
    for await (const state of await started.calls.tuning.watch({ preview })) {
      expect(state).toMatchObject({ preview, ...pair, denoisingSteps: 4 })
      if (state.predicted === null || shown.at(-1) === state.predicted) continue
      shown.push(state.predicted)
      expect(await sizeOf(`/media/preview/${preview}/predicted/${state.predicted}`)).toEqual([width / 8, height / 8])
    }
    expect(shown.at(-1)).toBe(3)
    expect(shown).toEqual([...shown].sort((a, b) => a - b))
    for (const name of ['picture', 'content', 'reference'])
      expect(await sizeOf(`/media/preview/${preview}/${name}`)).toEqual([width, height])
  })

  it('keeps its numbers: those of the trace of the command line, bit for bit', async () => {
    const { preview } = await run()
    const { calls } = started
    const index = await calls.tuning.filter({ preview })
    const bytes = await media(`/media/preview/${preview}/filter`)
    expect(bytes.length).toBe(index.tokens * 9)
    const { trace } = await transferAlone()
    const numbers = new Uint8Array(bytes).buffer
    const similarities = new Float32Array(numbers, 0, index.tokens)
    const targets = new Int32Array(numbers, index.tokens * 4, index.tokens)
    const filtered = new Uint8Array(numbers, index.tokens * 8, index.tokens)
    // mixing in three of four steps, four layers of the embedded model
    expect(index.entries).toHaveLength(12)
    for (const { step, layer, threshold, offset } of index.entries) {
      const { scope, rows, columns } = index.layers[layer]!
      const end = offset + rows * columns
      const traced = (name: string) => trace!.get(`step${step}.${scope}.${name}`)!.data
      expect(similarities.slice(offset, end)).toEqual(traced('similarity'))
      expect(targets.slice(offset, end)).toEqual(traced('max_idx'))
      expect(filtered.slice(offset, end)).toEqual(traced('filtered'))
      expect(threshold).toBe(traced('threshold')[0])
      expect(Uint8Array.from(similarities.slice(offset, end), (value) => (value < threshold ? 1 : 0))).toEqual(
        filtered.slice(offset, end),
      )
    }
    expect(new Set(index.layers.map(({ rows, columns }) => `${rows}x${columns}`))).toEqual(new Set(['4x8', '8x16']))
  })

  it('tells of each class what AdaIN did, and obeys the map of classes', async () => {
    const { preview } = await run({ classMap: { car: 'road', sky: null } })
    const view = await started.calls.tuning.classes({ preview })
    expect(view).toMatchObject({ rows: 8, columns: 16, hasContentLabel: true, hasReferenceLabel: true, step: 3 })
    const classes = new Map(view.classes.map((each) => [each.trainId, each]))
    expect(classes.get(10)).toMatchObject({ referenceTrainId: null, outcome: 'off', after: classes.get(10)!.before })
    expect(classes.get(13)).toMatchObject({ referenceTrainId: 0 })
    expect(classes.get(0)).toMatchObject({ referenceTrainId: 0, outcome: 'acted' })
    expect(classes.get(0)!.after!.mean[0]).toBeCloseTo(classes.get(0)!.reference!.mean[0]!, 1)
    const map = await media(`/media/preview/${preview}/classes`)
    expect(map).toHaveLength(2 * 8 * 16)
    expect([map[0], map[8 * 16 - 1]]).toEqual([10, 0])
    const mapped = await media(`/media/preview/${preview}/picture`)
    const unmapped = await media(`/media/preview/${(await run()).preview}/picture`)
    expect(await sharp(mapped).raw().toBuffer()).not.toEqual(await sharp(unmapped).raw().toBuffer())
  })

  it('starts warm where a setting leaves branches as they are, and ends the same', async () => {
    const cold = await run()
    const warm = await run({ filterShare: 0.5 })
    // the content and the reference are not evaluated again
    expect(cold.result.evaluations).toBe(2 + 3 * 3)
    expect(warm.result.evaluations).toBe(4)
    expect(warm.result.measures).toEqual({
      structure: expect.any(Number) as unknown,
      style: expect.any(Number) as unknown,
      leakage: expect.any(Number) as unknown,
    })
    const { rgb } = await transferAlone({ filterShare: 0.5 })
    const shown = await sharp(await media(`/media/preview/${warm.preview}/picture`))
      .raw()
      .toBuffer()
    const difference = Math.max(...rgb.map((value, i) => Math.abs(value - shown[i]!)))
    expect(difference).toBeLessThanOrEqual(1)
  })

  it('is cancelled, and the next one runs', async () => {
    const { calls } = started
    const { preview } = await calls.tuning.start(request({ steps: 200, skip: 0 }))
    const states: PreviewState[] = []
    for await (const state of await calls.tuning.watch({ preview })) {
      states.push(state)
      if (state.denoised >= 1) await calls.tuning.cancel({ preview })
    }
    expect(states.at(-1)!.state).toBe('cancelled')
    expect(await calls.tuning.history(pair)).toEqual([])
    await run()
  })

  it('ends the one before it', async () => {
    const { calls } = started
    const first = await calls.tuning.start(request({ steps: 200, skip: 0 }))
    const ended = statesOf(first.preview)
    await run()
    expect((await ended).at(-1)!.state).toBe('cancelled')
  })

  it('says in a sentence that its process was killed, and the next one runs', async () => {
    const { calls } = started
    const { preview } = await calls.tuning.start(request({ steps: 200, skip: 0 }))
    let last: PreviewState | null = null
    let isKilled = false
    for await (const state of await calls.tuning.watch({ preview })) {
      last = state
      if (isKilled || state.denoised === 0) continue
      killEngine()
      isKilled = true
    }
    expect(last).toMatchObject({ state: 'failed', failure: { code: 'engine-failed' } })
    await run()
  })

  it('refuses wrong settings in one sentence', async () => {
    const wrong = request({ contrast: -1 })
    expect(await failureOf(started.calls.tuning.start(wrong))).toMatchObject({ code: 'bad-settings' })
  })
})

describe('earlier previews of a pair', () => {
  it('are there after a restart, with all that is shown of them', async () => {
    const first = await run()
    const second = await run({ filterShare: 0.6 })
    await started.calls.tuning.star({ preview: first.preview, starred: true })
    started.page.close()
    await started.app.close()
    started = await startApp({}, started.folder)
    const past = await started.calls.tuning.history(pair)
    expect(past.map(({ preview, starred }) => [preview, starred])).toEqual([
      [second.preview, false],
      [first.preview, true],
    ])
    expect(past[0]!.settings.filterShare).toBe(0.6)
    expect(past[0]!.result).toEqual(second.result)
    expect((await started.calls.tuning.filter({ preview: first.preview })).entries).toHaveLength(12)
    expect(await sizeOf(`/media/preview/${second.preview}/picture`)).toEqual([width, height])
    await started.calls.tuning.forget({ preview: second.preview })
    expect(await started.calls.tuning.history(pair)).toHaveLength(1)
    await expect(media(`/media/preview/${second.preview}/picture`)).rejects.toThrow('404')
  })
})

describe('a sweep', () => {
  it('fills its grid, measures each picture, and shares what it can', async () => {
    const { calls } = started
    const { sweep } = await calls.tuning.startSweep({
      pairs: [pair],
      settings: small,
      model: null,
      across: { setting: 'filterShare', values: [0, 0.25, 0.5, 0.75, 1] },
      down: { setting: 'contrast', values: [1, 1.67] },
    })
    let last: SweepState | null = null
    for await (const state of await calls.tuning.watchSweep({ sweep })) last = state
    expect(last).toMatchObject({ state: 'done', failure: null })
    expect(last!.cells.map(({ state }) => state)).toEqual(Array.from({ length: 10 }, () => 'done'))
    expect(last!.cells.every(({ measures }) => measures !== null)).toBe(true)
    expect(last!.cells[7]!.settings).toMatchObject({ filterShare: 0.5, contrast: 1.67 })
    // k + 2 rows a step that mixes, and of the second row of the grid k
    expect(last!.evaluations).toBe(6 + 3 * 7 + 4 * 5)
    expect(await sizeOf(`/media/sweep/${sweep}/9`)).toEqual([width, height])
    const [sheetWidth] = await sizeOf(`/media/sweep/${sweep}/sheet`)
    expect(sheetWidth).toBeGreaterThan(5 * 300)
  })
})

describe('presets', () => {
  it('have versions that never change, and leave the list with their versions kept', async () => {
    const { calls } = started
    const save = (contrast: number) =>
      calls.presets.save({ name: 'Soft lamps', condition: 'night', settings: layerSettings(small, { contrast }) })
    const [first, second, same] = [await save(1.5), await save(2), await save(2)]
    expect([first.version, second.version, same.id]).toEqual([1, 2, second.id])
    const { preview } = await calls.tuning.start({ ...request({ contrast: 2 }), presetVersion: second.id })
    await statesOf(preview)
    const [listed] = await calls.presets.list()
    expect(listed).toMatchObject({ name: 'Soft lamps', condition: 'night', versions: [{ version: 2 }, { version: 1 }] })
    expect(listed!.versions[1]!.settings).toEqual(parseSettings(layerSettings(small, { contrast: 1.5 })))
    await calls.presets.remove({ preset: listed!.id })
    expect(await calls.presets.list()).toEqual([])
    expect((await calls.tuning.history(pair))[0]!.presetVersion).toBe(second.id)
    expect((await save(3)).version).toBe(1)
  })
})

/** As the command line makes it, with a trace. */
async function transferAlone(settings: SettingsInput = {}) {
  const engine = startEngine()
  const folder = await sourceFolder()
  const file = (kind: string, image: number) => path.join(folder, kind, `0000${image}.png`)
  try {
    return await engine.transfer({
      model: null,
      provider: 'cpu',
      precision: 'fp32',
      content: file('images', 1),
      contentLabel: file('labels', 1),
      style: file('images', 2),
      styleLabel: file('labels', 2),
      settings: parseSettings(layerSettings(small, settings)),
      trace: true,
    })
  } finally {
    await engine.stop()
  }
}

const sourceFolder = async (): Promise<string> => (await started.calls.sources.list())[0]!.root

function killEngine(): void {
  const entry = path.join('engine', 'process.ts')
  const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' })
  const [line] = children.split('\n').filter((each) => each.includes(entry))
  process.kill(Number(line!.trim().split(' ')[0]), 'SIGKILL')
}
