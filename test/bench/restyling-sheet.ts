import path from 'node:path'
import { parseArgs } from 'node:util'
import sharp from 'sharp'
import type { StableDiffusion } from '../../src/main/diffusion/stable-diffusion.ts'
import { embeddedModel } from '../../src/main/diffusion/resource-path.ts'
import { contactSheet } from '../../src/main/imaging/contact-sheet.ts'
import type { RgbImage } from '../../src/main/imaging/image.ts'
import { labelColours, readLabelMap } from '../../src/main/imaging/labels.ts'
import { prepareImage } from '../../src/main/imaging/prepare-image.ts'
import { writeFileAtomically, writePng } from '../../src/main/imaging/write-image.ts'
import { demonstration } from '../../src/shared/presets.ts'
import { resolveSettings } from '../../src/shared/settings-schema.ts'
import { methods } from '../../src/shared/settings.ts'
import { openOnCpu, restyle, type LabelledPicture } from './restyling/restyle.ts'
import { adverse, Streets } from './restyling/streets.ts'
import { settingsOf } from './restyling/variants.ts'

const preset = demonstration.settings
const { size, fidelity } = resolveSettings(preset)
/** The first streets of the table of measures, as they come. */
const contentSeeds = [20000, 20001, 20002]

/**
 * What restyling looks like: three drawn streets in four conditions by the three methods, or, with `--photographs`, two
 * photographs with labels, each after the other.
 *
 *   npm run bench -- restyling-sheet --out FILE.png [--model PATH] [--photographs IMAGE,LABEL,IMAGE,LABEL]
 */
export async function run(args: readonly string[]): Promise<void> {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...args],
    options: { out: { ...text, default: 'methods.png' }, model: text, photographs: text },
  })
  const model = await openOnCpu(values.model ?? embeddedModel())
  if (values.photographs === undefined) await drawnSheet(model, values.out)
  else await photographSheet(model, values.out, values.photographs.split(','))
  console.log(`written to ${path.resolve(values.out)}`)
}

/** In 256 colours, which halves the file. */
async function drawnSheet(model: StableDiffusion, out: string): Promise<void> {
  const streets = contentSeeds.map((seed) => new Streets(seed, size))
  const byStreet: RgbImage[][][] = []
  for (const drawn of streets) {
    const styles = adverse.map((condition) => drawn.reference(condition))
    byStreet.push(await byMethods(model, drawn.content, styles))
    process.stderr.write(`${byStreet.length} of ${streets.length} streets\n`)
  }
  const rows = adverse.flatMap((condition, at) =>
    streets.map((drawn, street) => [
      drawn.content.image,
      labelColours(drawn.content.label),
      drawn.reference(condition).image,
      ...byStreet[street]!.map((results) => results[at]!),
    ]),
  )
  const captions = ['content', 'its label', 'style reference', ...methods]
  const { width, height, data } = await contactSheet(rows, {
    title: `Drawn streets that the demonstration model never saw, restyled by each method (${fidelity})`,
    rowTitles: adverse.flatMap((condition) => streets.map((_, street) => (street === 0 ? condition : ''))),
    captions: adverse.flatMap(() => streets.map((_, street) => (street === streets.length - 1 ? captions : []))),
    cellWidth: 256,
  })
  const sheet = sharp(data, { raw: { width, height, channels: 3 } })
  await writeFileAtomically(out, await sheet.png({ palette: true, effort: 10, compressionLevel: 9 }).toBuffer())
}

async function photographSheet(model: StableDiffusion, out: string, files: readonly string[]): Promise<void> {
  const [firstImage = '', firstLabel = '', secondImage = '', secondLabel = ''] = files
  const first = await photograph(firstImage, firstLabel)
  const second = await photograph(secondImage, secondLabel)
  const rows: RgbImage[][] = []
  for (const [content, style] of [
    [first, second],
    [second, first],
  ] as const) {
    const results = await byMethods(model, content, [style])
    rows.push([content.image, style.image, ...results.map(([image]) => image!)])
  }
  const captions = ['content', 'style reference', ...methods]
  const sheet = await contactSheet(rows, { captions: rows.map(() => captions), cellWidth: size[1] })
  await writePng(out, sheet, {})
}

async function photograph(imageFile: string, labelFile: string): Promise<LabelledPicture> {
  const { rgb, imageSize } = await prepareImage(imageFile, size)
  return { image: rgb, label: await readLabelMap(labelFile), imageSize }
}

/** By method, by reference. */
async function byMethods(
  model: StableDiffusion,
  content: LabelledPicture,
  styles: readonly LabelledPicture[],
): Promise<RgbImage[][]> {
  const results: RgbImage[][] = []
  for (const restyler of methods)
    results.push(await restyle(model, { content, styles, settings: settingsOf({ fidelity, restyler }, preset) }))
  return results
}
