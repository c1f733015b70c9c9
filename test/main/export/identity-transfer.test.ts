import { readFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { startEngine } from '../../../src/main/engine/client.ts'
import { planPairs } from '../../../src/main/export/plan/plan-pairs.ts'
import { writeExport } from '../../../src/main/export/write/write-export.ts'
import { writePng } from '../../../src/main/imaging/write-image.ts'
import { demonstration } from '../../../src/shared/presets.ts'
import { parseSettings } from '../../../src/shared/settings-schema.ts'
import { bestShift, drawSource, optionsOf, sha256, temporaryFolder, transfersOf, type Grey } from './drawn-rows.ts'

const size = [128, 256] as const
/** The frame after itself, with nothing mixed: what comes out is the content. */
const identity = parseSettings({
  ...demonstration.settings,
  ...{ size, steps: 4, skip: 2, freeU: null },
  ...{ mixRange: { full: [0, 0], half: [0, 0] }, classAdainRange: [0, 0] },
})

const grey = async (file: string): Promise<Grey> =>
  sharp(file).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })

it.each(['generated', 'source', 'full'] as const)(
  'a drawn pattern goes through crop, the model and the export, and lands on the same pixel in both: %s',
  { timeout: 300_000 },
  async (scale) => {
    const source = await drawSource(1, 3)
    const [drawn] = await transfersOf(source, ['fog'])
    const { content } = drawn!
    const image = path.join(source.root, content!.path)
    const label = path.join(source.root, content!.label!.path)
    const file = path.join(source.results, 'restyled.png')
    const engine = startEngine()
    try {
      const { rgb, width, height } = await engine.transfer({
        ...{ model: null, settings: identity, provider: 'cpu', precision: 'auto', trace: false },
        ...{ content: image, contentLabel: label, style: image, styleLabel: label },
      })
      await writePng(file, { width, height, data: rgb }, {})
    } finally {
      await engine.stop()
    }
    const bytes = readFileSync(file)
    const result = { root: source.results, path: 'restyled.png', sha256: sha256(bytes), bytes: bytes.length }
    const options = optionsOf({ image: { size: scale } })
    const plan = planPairs([{ ...drawn!, result, settings: identity }], source.contents, options)
    const out = path.join(temporaryFolder(), 'set')
    await writeExport({ plan, options, out, update: false, link: false, readOnly: [] })
    const picture = await grey(path.join(out, 'leftImg8bit/train/gtafog/gtafog_000100_000040_leftImg8bit.png'))
    const ids = await grey(path.join(out, 'gtFine/train/gtafog/gtafog_000100_000040_gtFine_labelIds.png'))
    expect(picture.info).toMatchObject({ width: ids.info.width, height: ids.info.height })
    expect(bestShift(picture, ids)).toEqual({ dx: 0, dy: 0 })
  },
)
