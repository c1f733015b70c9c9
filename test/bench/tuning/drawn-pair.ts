import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import type { BlockImage, BlockRequest } from '../../../src/main/engine/protocol.ts'
import { encodePaletteIds } from '../../../src/main/scenes/label-png.ts'
import { createScene, drawScene } from '../../../src/main/scenes/scene.ts'
import type { Condition } from '../../../src/shared/conditions.ts'
import { demonstration, layerSettings } from '../../../src/shared/presets.ts'
import { parseSettings, type SettingsInput } from '../../../src/shared/settings-schema.ts'

/** A drawn street as files: 640x320, with its label. */
async function writeStreet(folder: string, seed: number, condition: Condition): Promise<BlockImage> {
  const size = { width: 640, height: 320 }
  const scene = createScene(seed, size)
  const [image, label] = ['', '_label'].map((kind) => path.join(folder, `${seed}_${condition}${kind}.png`))
  const { data } = drawScene(scene, condition)
  await sharp(data, { raw: { ...size, channels: 3 } }).toFile(image!)
  await writeFile(label!, encodePaletteIds(size, scene.labelIds))
  return { image: image!, label: label! }
}

/** Streets by day, each with a reference of a condition, with the settings of the demonstration model, for as long as `task` takes. */
export async function withDrawnPairs<Result>(
  conditions: readonly Condition[],
  task: (request: (pair: number, settings?: SettingsInput) => BlockRequest) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(path.join(tmpdir(), 'weatherglass-bench-'))
  try {
    const pairs = await Promise.all(
      conditions.map(async (condition, i) => ({
        content: await writeStreet(folder, 10 + i, 'clear'),
        style: await writeStreet(folder, 510 + i, condition),
      })),
    )
    return await task((pair, settings = {}) => ({
      model: null,
      provider: 'cpu',
      precision: 'fp32',
      weightsCache: path.join(folder, 'cache'),
      contents: [pairs[pair]!.content],
      styles: [pairs[pair]!.style],
      settings: parseSettings(layerSettings(demonstration.settings, settings)),
      keep: 'nothing',
      measures: false,
      watched: false,
    }))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
