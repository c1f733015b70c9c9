import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import type { Engine } from '../engine/client.ts'
import type { TransferRequest } from '../engine/protocol.ts'
import { contactSheet } from '../imaging/contact-sheet.ts'
import { readImage, type RgbImage } from '../imaging/image.ts'
import { writeFileAtomically, writePng } from '../imaging/write-image.ts'
import { encodeColours, encodePaletteIds } from '../scenes/label-png.ts'
import { createScene, drawScene } from '../scenes/scene.ts'
import { demonstration } from '../../shared/presets.ts'
import { resolveSettings } from '../../shared/settings-schema.ts'
import { cancellable } from './cancellation.ts'
import { ProgressBar } from './progress-bar.ts'
import { demonstrationNote, runInEngine, writeResult } from './transfer.ts'

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('Draws a street scene by day and restyles it after drawn references in fog, night, rain and snow.')
    .option('--out <folder>', 'where the pictures go', 'demo')
    .action(({ out }: { readonly out: string }) => demo(out))
}

const settings = resolveSettings(demonstration.settings)
const contentSeed = 73
/** A reference for each condition, each another street. */
const references = [
  ['fog', 9],
  ['night', 12],
  ['rain', 19],
  ['snow', 26],
] as const

type FileOf = (name: string) => string

async function demo(folder: string): Promise<void> {
  const file: FileOf = (name) => path.join(folder, name)
  await mkdir(folder, { recursive: true })
  const bar = new ProgressBar(process.stderr)
  try {
    await drawInputs(file, bar)
    await cancellable((signal) => runInEngine({}, (engine) => restyle(engine, file, { bar, signal })))
  } finally {
    bar.end()
  }
  await drawSheet(file)
  process.stdout.write(
    `${demonstrationNote}\n\nLook at ${file('sheet.png')}: the content, the references and what became of it.\n`,
  )
}

async function drawInputs(file: FileOf, bar: ProgressBar): Promise<void> {
  const steps = 1 + references.length
  bar.report({ phase: 'draw', step: 0, steps })
  await drawContent(file)
  for (const [index, [condition, seed]] of references.entries()) {
    bar.report({ phase: 'draw', step: 1 + index, steps })
    await drawReference(file, condition, seed)
  }
  bar.report({ phase: 'draw', step: steps, steps })
}

async function restyle(
  engine: Engine,
  file: FileOf,
  { bar, signal }: { readonly bar: ProgressBar; readonly signal: AbortSignal },
): Promise<void> {
  for (const [index, [condition]] of references.entries()) {
    bar.begin({ name: condition, number: index + 1, count: references.length })
    const onProgress = bar.report.bind(bar)
    const result = await engine.transfer(requestFor(file, condition), { signal, onProgress })
    await writeResult(result, file(`restyled_${condition}.png`), { signal })
  }
}

function requestFor(file: FileOf, condition: string): TransferRequest {
  return {
    model: null,
    preset: demonstration.name,
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
async function drawContent(file: FileOf): Promise<void> {
  const [height, width] = settings.size
  const scene = createScene(contentSeed, { width, height })
  await writePng(file('content.png'), drawScene(scene, 'clear'), {})
  await writeFileAtomically(file('content_label.png'), encodePaletteIds(scene, scene.labelIds))
  await writeFileAtomically(file('content_label_colours.png'), encodeColours(scene, scene.labelIds, 3))
}

/** Another labelled scene in that condition, stored as ACDC does. */
async function drawReference(file: FileOf, condition: (typeof references)[number][0], seed: number): Promise<void> {
  const [height, width] = settings.size
  const scene = createScene(seed, { width, height })
  await writePng(file(`style_${condition}.png`), drawScene(scene, condition), {})
  await writeFileAtomically(file(`style_${condition}_label.png`), encodeColours(scene, scene.labelIds, 3))
}

async function drawSheet(file: FileOf): Promise<void> {
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
