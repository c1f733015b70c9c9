import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { tinySd } from '../diffusion/random-model/architecture.ts'
import { writeRandomModel } from '../diffusion/random-model/random-model.ts'
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
    .description('Draws a street scene by day and another by night, and restyles the first after the second.')
    .option('--out <folder>', 'where the pictures go', 'demo')
    .action(({ out }: { readonly out: string }) => demo(out))
}

const size = [256, 512] as const
const seeds = { content: 7, style: 12, weights: 1 }

const modelNote =
  'The model is a small untrained stand-in: an autoencoder that averages boxes of 8x8 pixels and a U-Net of random weights that predicts nothing. Every part of the transfer runs, but only the colours move, and the picture is blurred; with real weights use `weatherglass transfer --model`.'

async function demo(folder: string): Promise<void> {
  const file = (name: string): string => path.join(folder, name)
  await mkdir(folder, { recursive: true })
  await drawInputs(file)
  await writeRandomModel(file('model'), {
    architecture: tinySd,
    dtype: 'F32',
    seed: seeds.weights,
    shows: 'pictures',
  })
  const request: TransferRequest = {
    model: file('model'),
    content: file('content.png'),
    contentLabel: file('content_label.png'),
    style: file('style.png'),
    styleLabel: file('style_label.png'),
    settings: resolveSettings({ size: [...size] }),
    provider: 'cpu',
    precision: 'fp32',
    trace: false,
  }
  await cancellable(async (signal) => {
    const result = await runInEngine({}, (engine) => transferWithProgress(engine, request, signal))
    await writeResult(result, file('restyled.png'), { signal })
  })
  await drawSheet(file)
  process.stdout.write(
    `${modelNote}\n\nLook at ${file('sheet.png')}: content, style reference and the restyled content.\n`,
  )
}

/** A labelled scene by day, stored as GTA5 stores it, and another one by night, stored as ACDC does. */
async function drawInputs(file: (name: string) => string): Promise<void> {
  const [height, width] = size
  const content = createScene(seeds.content, { width, height })
  await writePng(file('content.png'), drawScene(content, 'clear'), {})
  await writeFileAtomically(file('content_label.png'), encodePaletteIds(content, content.labelIds))
  const style = createScene(seeds.style, { width, height })
  await writePng(file('style.png'), drawScene(style, 'night'), {})
  await writeFileAtomically(file('style_label.png'), encodeColours(style, style.labelIds, 3))
}

async function drawSheet(file: (name: string) => string): Promise<void> {
  const names = ['content', 'style', 'restyled']
  const pictures: RgbImage[] = await Promise.all(names.map((name) => readImage(file(`${name}.png`))))
  const sheet = await contactSheet([pictures], {
    title: 'Weatherglass: a transfer with an untrained model',
    captions: [['content, by day', 'style reference, by night', 'restyled content']],
  })
  await writePng(file('sheet.png'), sheet, {})
}
