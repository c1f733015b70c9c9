import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { planPairs } from '../../../src/main/export/plan/plan-pairs.ts'
import type { ExportRow } from '../../../src/main/export/rows.ts'
import { verifyDataset } from '../../../src/main/export/verify/verify.ts'
import { writeExport } from '../../../src/main/export/write/write-export.ts'
import { filesBelow } from '../../../src/main/export/write/tree.ts'
import { centredBox } from '../../../src/main/imaging/crop.ts'
import type { ExportOptionsInput } from '../../../src/shared/exports.ts'
import {
  bestShift,
  drawSource,
  FRAME,
  labelAt,
  optionsOf,
  SIZE,
  temporaryFolder,
  transfersOf,
  type DrawnSource,
} from './drawn-rows.ts'

interface Asked {
  readonly source: DrawnSource
  readonly rows: readonly ExportRow[]
  readonly options?: Partial<ExportOptionsInput>
  readonly out?: string
  readonly update?: boolean
  readonly link?: boolean
}

async function exported({
  source,
  rows,
  options = {},
  out = path.join(temporaryFolder(), 'set'),
  update = false,
  link = false,
}: Asked) {
  const chosen = optionsOf(options)
  const plan = planPairs(rows, source.contents, chosen)
  const readOnly = [{ name: 'the source GTA5', root: source.root }]
  const result = await writeExport({ plan, options: chosen, out, update, link, readOnly })
  return { out, result, plan }
}

const grey = async (file: string) => {
  const { data, info } = await sharp(file).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  return { data, info }
}

it('writes names, labels and files beside them as Cityscapes tools want them, and they pass the check', async () => {
  const source = await drawSource(6)
  const rows = await transfersOf(source)
  const { out, result } = await exported({
    source,
    rows,
    options: { originals: { amount: { count: 2 } }, also: { huggingFace: true } },
  })
  expect(result).toMatchObject({ pairs: 14, leftOut: 0, kept: 0, removed: 0, out })
  const files = await filesBelow(out)
  expect(files.filter((file) => !file.includes('/')).sort()).toEqual([
    'README.md',
    'contact-sheet.jpg',
    'manifest.jsonl',
    'mmsegmentation.py',
    'sample_class_stats.json',
    'samples_with_class.json',
  ])
  expect(
    files
      .filter((file) => file.includes('gtafog_000100_000040'))
      .map((file) => file.replace(/train|val/, 'SPLIT'))
      .sort(),
  ).toEqual([
    'gtFine/SPLIT/gtafog/gtafog_000100_000040_gtFine_color.png',
    'gtFine/SPLIT/gtafog/gtafog_000100_000040_gtFine_instanceIds.png',
    'gtFine/SPLIT/gtafog/gtafog_000100_000040_gtFine_labelIds.png',
    'gtFine/SPLIT/gtafog/gtafog_000100_000040_gtFine_labelTrainIds.png',
    'leftImg8bit/SPLIT/gtafog/gtafog_000100_000040_leftImg8bit.png',
  ])
  expect(result.bytes).toBe(files.reduce((sum, file) => sum + statSync(path.join(out, file)).size, 0))
  expect(await verifyDataset(out)).toMatchObject({
    ok: true,
    errors: [],
    pairs: 14,
    files: files.length,
    manifest: true,
  })
})

it.each(['generated', 'source', 'full'] as const)(
  'a drawn pattern lands on the same pixel in picture and label: %s',
  async (size) => {
    const source = await drawSource(1)
    const rows = await transfersOf(source, ['fog'])
    const { out } = await exported({ source, rows, options: { image: { size }, originals: { amount: { count: 1 } } } })
    const box = centredBox(FRAME, SIZE)
    for (const city of ['gtafog_000100', 'gtaclear_000000']) {
      const folder = city.slice(0, city.indexOf('_'))
      const image = await grey(path.join(out, `leftImg8bit/train/${folder}/${city}_000040_leftImg8bit.png`))
      const label = await grey(path.join(out, `gtFine/train/${folder}/${city}_000040_gtFine_labelIds.png`))
      const { width, height } = label.info
      expect([image.info.width, image.info.height]).toEqual([width, height])
      const whole = city === 'gtaclear_000000' && size === 'full'
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const at = size === 'full' ? [x, y] : size === 'source' ? [x + box.left, y + box.top] : onFrame(x, y, box)
          const outside = at[1]! < box.top || at[1]! >= box.bottom || at[0]! < box.left || at[0]! >= box.right
          expect(label.data[y * width + x]!).toBe(outside && !whole ? 3 : labelAt(at[0]!, at[1]!, 1))
        }
      }
      expect(bestShift(image, label)).toEqual({ dx: 0, dy: 0 })
    }
  },
)

/** Where a pixel of the run's size lies in the source's frame, by nearest neighbours. */
const onFrame = (x: number, y: number, box: ReturnType<typeof centredBox>): [number, number] => [
  box.left + Math.floor((x + 0.5) * ((box.right - box.left) / SIZE[1])),
  box.top + Math.floor((y + 0.5) * ((box.bottom - box.top) / SIZE[0])),
]

it('pictures stay byte for byte what the run made, as copies or as links', async () => {
  const source = await drawSource(1)
  const rows = await transfersOf(source, ['snow'])
  const from = path.join(source.results, '1.png')
  for (const link of [false, true]) {
    const { out } = await exported({ source, rows, link })
    const file = path.join(out, 'leftImg8bit/train/gtasnow/gtasnow_000100_000040_leftImg8bit.png')
    expect(readFileSync(file).equals(readFileSync(from))).toBe(true)
    expect(statSync(file).ino === statSync(from).ino).toBe(link)
  }
})

it('an update writes what is new, keeps what is the same and takes away what is gone', async () => {
  const source = await drawSource(4)
  const rows = await transfersOf(source)
  const all = { split: { validation: 0 } }
  const { out } = await exported({ source, rows: rows.slice(0, 6), options: all })
  const gone = 'leftImg8bit/train/gtafog/gtafog_000100_000040_leftImg8bit.png'
  const stays = 'leftImg8bit/train/gtanight/gtanight_000101_000040_leftImg8bit.png'
  const before = statSync(path.join(out, stays)).ino
  await expect(exported({ source, rows, out })).rejects.toThrow('is there already and has')
  const { result } = await exported({
    source,
    rows: rows.slice(1),
    out,
    update: true,
    options: { split: { validation: 0 } },
  })
  expect(result.pairs).toBe(7)
  expect(existsSync(path.join(out, gone))).toBe(false)
  expect(result.removed).toBeGreaterThanOrEqual(5)
  const again = await exported({ source, rows, out, update: true, options: all })
  expect(again.result).toMatchObject({ pairs: 8, kept: 35, removed: 0 })
  expect(statSync(path.join(out, stays)).ino).toBe(before)
  expect(await verifyDataset(out)).toMatchObject({ ok: true, pairs: 8 })
  expect(readdirSync(path.dirname(out))).toEqual(['set'])
})

it('an update takes an original anew whose picture changed under its name', async () => {
  const source = await drawSource(3)
  const rows = await transfersOf(source, ['fog'])
  const options = { originals: { amount: { count: 3 } }, split: { validation: 0 } }
  const { out } = await exported({ source, rows, options })
  const { path: name } = source.contents[0]!
  const picture = await sharp(path.join(source.root, name)).negate().png().toBuffer()
  writeFileSync(path.join(source.root, name), picture)
  const { result } = await exported({ source, rows, options, out, update: true })
  expect(result).toMatchObject({ pairs: 6, leftOut: 0, kept: 25 })
  const original = await grey(path.join(out, 'leftImg8bit/train/gtaclear/gtaclear_000000_000040_leftImg8bit.png'))
  const before = await grey(path.join(out, 'leftImg8bit/train/gtafog/gtafog_000100_000040_leftImg8bit.png'))
  expect(original.data[0]).toBe(255 - before.data[0]!)
  expect(await verifyDataset(out)).toMatchObject({ ok: true })
})

it('JPEG pictures, and labels that stay PNG', async () => {
  const source = await drawSource(2)
  const rows = await transfersOf(source, ['rain'])
  const { out } = await exported({ source, rows, options: { image: { format: 'jpeg', quality: 90 } } })
  const files = await filesBelow(out)
  expect(files.filter((file) => file.endsWith('_leftImg8bit.jpg'))).toHaveLength(2)
  expect(readFileSync(path.join(out, 'mmsegmentation.py'), 'utf8')).toContain("img_suffix='_leftImg8bit.jpg'")
  expect(await verifyDataset(out)).toMatchObject({ ok: true })
})

it('a picture or label that changed since the run is left out and named, the rest is exported', async () => {
  const source = await drawSource(4)
  const rows = await transfersOf(source, ['fog'])
  writeFileSync(path.join(source.root, 'labels/00040.png'), readFileSync(path.join(source.root, 'labels/00080.png')))
  rmSync(path.join(source.root, 'labels/00120.png'))
  writeFileSync(path.join(source.results, '4.png'), readFileSync(path.join(source.results, '1.png')))
  const { result, out } = await exported({ source, rows })
  expect(result).toMatchObject({ pairs: 1, leftOut: 3 })
  expect(readFileSync(path.join(out, 'README.md'), 'utf8')).toContain('Label changed since the run: 1')
})

it('refuses to write into a source, through a link, and into what is no export of its own', async () => {
  const source = await drawSource(1)
  const rows = await transfersOf(source)
  const folder = temporaryFolder()
  symlinkSync(source.root, path.join(folder, 'link'))
  mkdirSync(path.join(folder, 'full'))
  writeFileSync(path.join(folder, 'full/notes.txt'), 'mine')
  writeFileSync(path.join(folder, 'file'), '')
  const refused = (out: string, update = false) => expect(exported({ source, rows, out, update })).rejects
  await refused(path.join(source.root, 'export')).toThrow('lies in the source GTA5')
  await refused(path.join(folder, 'link/export')).toThrow('lies in the source GTA5')
  await refused(path.join(folder, 'link')).toThrow('lies in the source GTA5')
  await refused(path.join(folder, 'file')).toThrow('is a file')
  await refused(path.join(folder, 'full'), true).toThrow('no export of Weatherglass')
  const { out } = await exported({ source, rows })
  writeFileSync(path.join(out, 'leftImg8bit/notes.txt'), 'mine')
  await refused(out, true).toThrow('leftImg8bit/notes.txt')
  expect(readFileSync(path.join(folder, 'full/notes.txt'), 'utf8')).toBe('mine')
})

it('a cancelled export leaves no target, and goes on where it was', async () => {
  const source = await drawSource(5)
  const rows = await transfersOf(source)
  const out = path.join(temporaryFolder(), 'set')
  const options = optionsOf()
  const request = { plan: planPairs(rows, [], options), options, out, update: false, link: false, readOnly: [] }
  const stop = new AbortController()
  const onProgress = ({ done }: { done: number }): void => void (done >= 3 && stop.abort())
  await expect(writeExport(request, { signal: stop.signal, onProgress })).rejects.toThrow('cancelled')
  expect(existsSync(out)).toBe(false)
  const result = await writeExport(request)
  expect(result.pairs).toBe(10)
  expect(result.kept).toBeGreaterThanOrEqual(15)
  expect(readdirSync(path.dirname(out))).toEqual(['set'])
  expect(await verifyDataset(out)).toMatchObject({ ok: true })
})
