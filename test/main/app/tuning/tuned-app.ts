import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll } from 'vitest'
import { startEngine, type Engine } from '../../../../src/main/engine/client.ts'
import type { TransferResult } from '../../../../src/main/engine/protocol.ts'
import { encodePaletteIds } from '../../../../src/main/scenes/label-png.ts'
import { demonstration, layerSettings } from '../../../../src/shared/presets.ts'
import { parseSettings, type SettingsInput } from '../../../../src/shared/settings-schema.ts'
import type { Pair, PreviewState, StartPreview, SweepState } from '../../../../src/shared/tuning.ts'
import { eventually, openApp } from '../started-app.ts'

export const [width, height] = [128, 64]
const [ROAD, CAR, SKY] = [7, 26, 23]

/** Sky above road, with a car on it; each with another colour. Of the third there is no label. */
async function drawImages(folder: string): Promise<void> {
  for (const name of ['images', 'labels']) mkdirSync(path.join(folder, name), { recursive: true })
  const ids = new Uint8Array(width * height).map((_, i) => {
    const [y, x] = [Math.floor(i / width), i % width]
    if (y < height / 2) return SKY
    return x > 40 && x < 90 && y < 56 ? CAR : ROAD
  })
  for (const image of [1, 2, 3]) {
    const name = `0000${image}.png`
    const rgb = new Uint8Array(width * height * 3).map(
      (_, i) => (ids[Math.floor(i / 3)]! * 9 + i * 7 + image * 60) % 256,
    )
    await sharp(rgb, { raw: { width, height, channels: 3 } }).toFile(path.join(folder, 'images', name))
    if (image < 3) writeFileSync(path.join(folder, 'labels', name), encodePaletteIds({ width, height }, ids))
  }
}

/** Four denoising steps, three of which mix. */
export const small: SettingsInput = layerSettings(demonstration.settings, {
  size: [height, width],
  steps: 6,
  skip: 2,
  classAdainRange: [1, 4],
})

/** The tuning screen's side of an application over three small drawn images, with the embedded model in the real inference process. */
export class TunedApp {
  readonly folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'weatherglass-tuning-'))
  readonly source = path.join(this.folder, 'gta5')
  #app!: Awaited<ReturnType<typeof openApp>>
  #images!: readonly [number, number, number]
  #alone: Engine | null = null

  async open(): Promise<void> {
    await drawImages(this.source)
    await this.#start()
    await this.calls.sources.add({ folder: this.source, layout: 'gta5' })
    this.#images = await eventually(async () => {
      const [source] = await this.calls.sources.list()
      const ids = await this.calls.gallery.ids({ filter: {}, sort: { by: 'name', descending: false }, from: 0, to: 10 })
      return source?.waiting === 0 && ids.length === 3 ? (ids as [number, number, number]) : undefined
    })
  }

  async #start(): Promise<void> {
    this.#app = await openApp({}, this.folder)
  }

  /** Closes the application and opens it anew on the same workspace. */
  async restart(): Promise<void> {
    await this.#app.close()
    await this.#start()
  }

  async close(): Promise<void> {
    await this.#alone?.stop()
    await this.#app.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  get calls() {
    return this.#app.calls
  }

  /** Both labelled. */
  get pair(): Pair {
    return { content: this.#images[0], reference: this.#images[1] }
  }

  get unlabelled(): number {
    return this.#images[2]
  }

  file(kind: 'images' | 'labels', image: 1 | 2 | 3): string {
    return path.join(this.source, kind, `0000${image}.png`)
  }

  request(settings: SettingsInput = {}, pair = this.pair): StartPreview {
    return { ...pair, settings: layerSettings(small, settings), model: null, presetVersion: null }
  }

  async states(preview: string): Promise<PreviewState[]> {
    const states: PreviewState[] = []
    for await (const state of await this.calls.tuning.watch({ preview })) states.push(state)
    return states
  }

  /** The end of a preview, whatever it is. */
  async end(request: StartPreview): Promise<PreviewState> {
    const { preview } = await this.calls.tuning.start(request)
    return (await this.states(preview)).at(-1)!
  }

  /** A preview that must end well. */
  async run(settings: SettingsInput = {}, pair = this.pair) {
    const last = await this.end(this.request(settings, pair))
    if (last.state !== 'done') throw new Error(`the preview ended as ${JSON.stringify(last)}`)
    return { preview: last.preview, result: last.result }
  }

  async sweepEnd(sweep: string): Promise<SweepState> {
    let last: SweepState | null = null
    for await (const state of await this.calls.tuning.watchSweep({ sweep })) last = state
    return last!
  }

  async media(address: string): Promise<Buffer> {
    const response = await this.#app.app.media(new Request(new URL(address, 'app://weatherglass')))
    if (!response.ok) throw new Error(`${address}: ${response.status} ${await response.text()}`)
    return Buffer.from(await response.arrayBuffer())
  }

  async sizeOf(address: string): Promise<readonly (number | undefined)[]> {
    const { width: w, height: h } = await sharp(await this.media(address)).metadata()
    return [w, h]
  }

  /** The labelled pair as the command line makes it, with a trace, by a process of its own. */
  transferAlone(settings: SettingsInput = {}): Promise<TransferResult> {
    this.#alone ??= startEngine()
    return this.#alone.transfer({
      model: null,
      provider: 'cpu',
      precision: 'fp32',
      content: this.file('images', 1),
      contentLabel: this.file('labels', 1),
      style: this.file('images', 2),
      styleLabel: this.file('labels', 2),
      settings: parseSettings(layerSettings(small, settings)),
      trace: true,
    })
  }
}

/** One application for all tests of a file: what starts is warm for the next one. */
export function tunedApp(): TunedApp {
  const app = new TunedApp()
  beforeAll(() => app.open())
  afterAll(() => app.close())
  return app
}
