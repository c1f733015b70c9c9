import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startEngine, type Engine } from '../../../src/main/engine/client.ts'
import type { TransferResult } from '../../../src/main/engine/protocol.ts'
import { labelColours, readLabelMap, type LabelMap } from '../../../src/main/imaging/labels.ts'
import { latentLabels } from '../../../src/main/imaging/latent-labels.ts'
import { labelOfColour } from '../../../src/shared/labels.ts'
import { parseSettings } from '../../../src/shared/settings-schema.ts'
import { oraclePath } from '../../oracle.ts'

/** One label in every encoding restyles alike, in the real inference process on the oracle's pair. */
let folder: string
let engine: Engine
let label: Record<'content' | 'style', LabelMap>
let expected: TransferResult
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'weatherglass-labels-'))
  engine = startEngine()
  label = {
    content: await readLabelMap(oraclePath('cactif', 'content_label.png')),
    style: await readLabelMap(oraclePath('cactif', 'style_label.png')),
  }
  expected = await restyle(await encoded('colours'))
})
afterAll(async () => {
  await engine.stop()
  await rm(folder, { recursive: true })
})

const size = [128, 256] as const
const latentSize = [16, 32] as const
// class-wise AdaIN at every step, so that labels decide
const settings = parseSettings({ size, steps: 4, skip: 2, classAdainRange: [0, 4] })

interface LabelFiles {
  readonly contentLabel: string
  readonly styleLabel: string
}

const restyle = (labels: Partial<LabelFiles>): Promise<TransferResult> =>
  engine.transfer({
    model: oraclePath('tiny-sd'),
    content: oraclePath('cactif', 'content.png'),
    style: oraclePath('cactif', 'style.png'),
    ...labels,
    settings,
    provider: 'cpu',
    precision: 'fp32',
    trace: false,
  })

async function write(name: string, width: number, height: number, data: Uint8Array): Promise<string> {
  const file = path.join(folder, name)
  const channels = data.length / width / height === 3 ? 3 : 1
  const image = sharp(data, { raw: { width, height, channels } })
  await (channels === 1 ? image.toColourspace('b-w') : image).png().toFile(file)
  return file
}

/** Both labels at full size in that encoding. */
async function encoded(encoding: 'colours' | 'labelIds' | 'labelTrainIds'): Promise<LabelFiles> {
  const file = (role: 'content' | 'style'): Promise<string> => {
    const { width, height } = label[role]
    return write(`${role}_${encoding}.png`, width, height, samplesOf(label[role], encoding))
  }
  return { contentLabel: await file('content'), styleLabel: await file('style') }
}

function samplesOf(map: LabelMap, encoding: 'colours' | 'labelIds' | 'labelTrainIds'): Uint8Array {
  const { data } = labelColours(map)
  if (encoding === 'colours') return data
  if (encoding === 'labelTrainIds') return map.trainIds
  return map.trainIds.map((_, i) => labelOfColour(data[3 * i]!, data[3 * i + 1]!, data[3 * i + 2]!)?.id ?? 0)
}

it.each(['labelIds', 'labelTrainIds'] as const)('%s gives the same picture as colours', async (encoding) => {
  const { rgb, provenance } = await restyle(await encoded(encoding))
  expect(provenance.classes).toEqual(expected.provenance.classes)
  expect(rgb).toEqual(expected.rgb)
})

it('the classes decide what the picture is', async () => {
  expect(expected.provenance.classes.filter(({ acted }) => acted).length).toBeGreaterThan(3)
  expect((await restyle({})).rgb).not.toEqual(expected.rgb)
})

it('train ids at the size of the latents are used as they are', async () => {
  const atLatentSize = async (role: 'content' | 'style'): Promise<string> => {
    const options = { role, size, latentSize, labelShrink: 'colours', imageSize: label[role] } as const
    const labels = latentLabels(label[role], options)
    if (labels.kind !== 'hard') throw new Error('expected train ids')
    return write(`${role}_latent.png`, latentSize[1], latentSize[0], labels.trainIds)
  }
  const files = { contentLabel: await atLatentSize('content'), styleLabel: await atLatentSize('style') }
  expect((await restyle(files)).rgb).toEqual(expected.rgb)
})
