import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { embeddedModel } from '../diffusion/resource-path.ts'
import type { TransferRequest } from '../engine/protocol.ts'
import { contactSheet } from '../imaging/contact-sheet.ts'
import { readImage, type RgbImage } from '../imaging/image.ts'
import { writeFileAtomically, writePng } from '../imaging/write-image.ts'
import { encodeColours, encodePaletteIds } from '../scenes/label-png.ts'
import { createScene, drawScene } from '../scenes/scene.ts'
import { resolveSettings } from '../../shared/settings-schema.ts'
import { cancellable } from './cancellation.ts'
import { runInEngine, transferWithProgress, writeResult } from './transfer.ts'

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('Draws a street scene by day and restyles it after drawn references in fog, night, rain and snow.')
    .option('--out <folder>', 'where the pictures go', 'demo')
    .action(({ out }: { readonly out: string }) => demo(out))
}

const size = [256, 512] as const
const contentSeed = 73
/** A reference for each condition, each another street. */
const references = [
  ['fog', 9],
  ['night', 12],
  ['rain', 19],
  ['snow', 26],
] as const

/** What the demonstration model was made for. */
const settings = resolveSettings({
  fidelity: 'corrected',
  size: [...size],
  steps: 20,
  skip: 4,
  mixRange: { full: [1, 20], half: [1, 20] },
  classAdainRange: [3, 16],
  freeU: null,
})

const modelNote =
  'The model is the small demonstration model that comes with Weatherglass, trained on drawn scenes alone: it shows the method, not its quality. Real work wants Stable Diffusion 1.5 weights: `weatherglass transfer --model`.'

async function demo(folder: string): Promise<void> {
  const file = (name: string): string => path.join(folder, name)
  await mkdir(folder, { recursive: true })
  await drawContent(file)
  for (const [condition, seed] of references) await drawReference(file, condition, seed)
  await cancellable((signal) =>
    runInEngine({}, async (engine) => {
      for (const [index, [condition]] of references.entries()) {
        process.stderr.write(`${condition}, ${index + 1} of ${references.length}\n`)
        const result = await transferWithProgress(engine, requestFor(file, condition), signal)
        await writeResult(result, file(`restyled_${condition}.png`), { signal })
      }
    }),
  )
  await drawSheet(file)
  process.stdout.write(
    `${modelNote}\n\nLook at ${file('sheet.png')}: the content, the references and what became of it.\n`,
  )
}

function requestFor(file: (name: string) => string, condition: string): TransferRequest {
  return {
    model: embeddedModel(),
    content: file('content.png'),
    contentLabel: file('content_label.png'),
    style: file(`style_${condition}.png`),
    styleLabel: file(`style_${condition}_label.png`),
    settings,
    provider: 'auto',
    precision: 'auto',
    trace: false,
  }
}

/** A labelled scene by day, its label stored as GTA5 stores it, and in colours to look at. */
async function drawContent(file: (name: string) => string): Promise<void> {
  const [height, width] = size
  const scene = createScene(contentSeed, { width, height })
  await writePng(file('content.png'), drawScene(scene, 'clear'), {})
  await writeFileAtomically(file('content_label.png'), encodePaletteIds(scene, scene.labelIds))
  await writeFileAtomically(file('content_label_colours.png'), encodeColours(scene, scene.labelIds, 3))
}

/** Another labelled scene in that condition, stored as ACDC does. */
async function drawReference(
  file: (name: string) => string,
  condition: (typeof references)[number][0],
  seed: number,
): Promise<void> {
  const [height, width] = size
  const scene = createScene(seed, { width, height })
  await writePng(file(`style_${condition}.png`), drawScene(scene, condition), {})
  await writeFileAtomically(file(`style_${condition}_label.png`), encodeColours(scene, scene.labelIds, 3))
}

async function drawSheet(file: (name: string) => string): Promise<void> {
  const conditions = references.map(([condition]) => condition)
  const rows = [
    ['content', ...conditions.map((condition) => `style_${condition}`)],
    ['content_label_colours', ...conditions.map((condition) => `restyled_${condition}`)],
  ]
  const pictures: RgbImage[][] = await Promise.all(
    rows.map((names) => Promise.all(names.map((name) => readImage(file(`${name}.png`))))),
  )
  const sheet = await contactSheet(pictures, {
    title: 'Weatherglass: one drawn street after four references (demonstration model)',
    captions: [
      ['content', ...conditions.map((condition) => `style reference: ${condition}`)],
      ['its labels, kept', ...conditions.map((condition) => `restyled: ${condition}`)],
    ],
  })
  await writePng(file('sheet.png'), sheet, {})
}
