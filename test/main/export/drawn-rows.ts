import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll } from 'vitest'
import { exportOptionsSchema, type ExportOptions, type ExportOptionsInput } from '../../../src/shared/exports.ts'
import { defaultSettings } from '../../../src/shared/settings.ts'
import type { ExportContent, ExportRow } from '../../../src/main/export/rows.ts'
import { centredBox, crop } from '../../../src/main/imaging/crop.ts'
import { resizeBicubic } from '../../../src/main/imaging/resize.ts'

const made: string[] = []
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'weatherglass-export-'))
  made.push(folder)
  return folder
}

export const optionsOf = (options: Partial<ExportOptionsInput> = {}): ExportOptions =>
  exportOptionsSchema.parse({ runs: [1], ...options })

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Of the source's frames: near 1914x1052 in its aspect, with an odd rest at the crop. */
export const FRAME = { width: 122, height: 67 }
/** [height, width] of the run's pictures. */
export const SIZE = [24, 48] as const

/** Blocks of label ids with borders at odd places; each id has a grey of its own in the picture. */
export const labelAt = (x: number, y: number, seed = 0): number =>
  7 + ((Math.floor(x / 9) + 3 * Math.floor(y / 7) + seed) % 19)
export const greyOf = (labelId: number): number => 5 * labelId

const raw = (frame: typeof FRAME, channels: 1 | 3, at: (x: number, y: number) => number): Uint8Array =>
  Uint8Array.from({ length: frame.width * frame.height * channels }, (_, i) => {
    const pixel = Math.floor(i / channels)
    return at(pixel % frame.width, Math.floor(pixel / frame.width))
  })

/** Grey samples with their size, as sharp gives them. */
export interface Grey {
  readonly data: Uint8Array
  readonly info: { readonly width: number; readonly height: number }
}

/** By how many pixels the label is to be moved so that its greys are nearest to the picture's. */
export function bestShift(image: Grey, label: Grey): { readonly dx: number; readonly dy: number } {
  const { width, height } = label.info
  const shifts = [-2, -1, 0, 1, 2].flatMap((dy) => [-2, -1, 0, 1, 2].map((dx) => ({ dx, dy })))
  const differences = shifts.map(({ dx, dy }) => {
    let sum = 0
    for (let y = 2; y < height - 2; y++) {
      for (let x = 2; x < width - 2; x++) {
        const id = label.data[(y + dy) * width + x + dx]!
        if (id !== 3) sum += Math.abs(image.data[y * width + x]! - greyOf(id))
      }
    }
    return sum
  })
  return shifts[differences.indexOf(Math.min(...differences))]!
}

export interface DrawnSource {
  readonly root: string
  readonly results: string
  readonly contents: readonly ExportContent[]
}

/** A GTA5 tree of a pattern whose label and picture have the same borders; frames and blocks are `scale` times as large. */
export async function drawSource(frames: number, scale = 1): Promise<DrawnSource> {
  const size = { width: FRAME.width * scale, height: FRAME.height * scale }
  const root = path.join(temporaryFolder(), 'gta5')
  const results = temporaryFolder()
  for (const folder of ['images', 'labels']) mkdirSync(path.join(root, folder), { recursive: true })
  const contents: ExportContent[] = []
  for (let frame = 1; frame <= frames; frame++) {
    const name = `${String(frame * 40).padStart(5, '0')}.png`
    const at = (x: number, y: number) => labelAt(Math.floor(x / scale), Math.floor(y / scale), frame)
    const picture = raw(size, 3, (x, y) => greyOf(at(x, y)))
    await sharp(picture, { raw: { ...size, channels: 3 } })
      .png()
      .toFile(path.join(root, 'images', name))
    await sharp(raw(size, 1, at), { raw: { ...size, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toFile(path.join(root, 'labels', name))
    contents.push({
      id: frame,
      source: 'GTA5',
      numbered: true,
      path: `images/${name}`,
      root,
      sequence: null,
      frame: name.slice(0, 5),
      label: { path: `labels/${name}`, encoding: 'labelIds' },
      classPixels: Uint32Array.from({ length: 20 }, (_, id) => id * frame),
    })
  }
  return { root, results, contents }
}

/** Results of every content in the given conditions with one reference each: the crop itself, as a transfer that changes nothing gives it. */
export async function transfersOf(
  { root, results, contents }: DrawnSource,
  conditions: readonly ExportRow['condition'][] = ['fog', 'night'],
): Promise<ExportRow[]> {
  const rows: ExportRow[] = []
  for (const content of contents) {
    const { data, info } = await sharp(path.join(root, content.path)).raw().toBuffer({ resolveWithObject: true })
    const region = crop({ width: info.width, height: info.height, data }, centredBox(info, SIZE))
    const resized = resizeBicubic(region, SIZE[1], SIZE[0])
    for (const [index, condition] of conditions.entries()) {
      const transfer = rows.length + 1
      const file = `${transfer}.png`
      const bytes = await sharp(resized.data, { raw: { width: SIZE[1], height: SIZE[0], channels: 3 } })
        .png()
        .toBuffer()
      writeFileSync(path.join(results, file), bytes)
      rows.push({
        transfer,
        run: 'Adverse',
        condition,
        done: true,
        endedUtc: `2026-01-01T00:00:${String(transfer % 60).padStart(2, '0')}Z`,
        content,
        reference: { id: 100 + index, source: 'ACDC', path: `rgb_anon/${condition}/train/x.png` },
        result: { root: results, path: file, sha256: sha256(bytes), bytes: bytes.length },
        settings: { ...defaultSettings, size: SIZE },
        preset: { name: 'paper', version: 2 },
        model: { name: 'weatherglass-mini', fingerprint: 'f00d' },
        labelSha256: sha256(readFileSync(path.join(root, content.label!.path))),
        metrics: { structure: 0.9, style: 4.2, leakage: 0.01 },
        verdict: { verdict: 'accept', tags: [], note: '', judgedBy: 'Ada', judgedUtc: '2026-01-02T00:00:00Z' },
      })
    }
  }
  return rows
}
