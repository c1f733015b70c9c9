import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { problemOf } from '../../../../src/main/imaging/defects.ts'
import { labelHistogram, type LabelHistogram } from '../../../../src/main/imaging/digest/label-histogram.ts'
import { readLabelMap, type LabelEncoding, type LabelMap } from '../../../../src/main/imaging/labels.ts'
import { encodeColours, encodeIds, encodeInstanceIds, encodePaletteIds } from '../../../../src/main/scenes/label-png.ts'
import { createScene } from '../../../../src/main/scenes/scene.ts'
import { LabelError } from '../../../../src/shared/errors.ts'
import { classColours, trainIdOfLabelId, VOID } from '../../../../src/shared/labels.ts'
import { drawPng } from '../drawn-png.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'weatherglass-histogram-'))
afterAll(() => rmSync(folder, { recursive: true }))

const scene = createScene(7, { height: 64, width: 128 })
const trainIds = Uint8Array.from(scene.labelIds, trainIdOfLabelId)

const counted = ({ width, height, encoding, trainIds }: LabelMap): LabelHistogram => {
  const classPixels = new Uint32Array(20)
  for (const trainId of trainIds) classPixels[trainId === VOID ? 19 : trainId]!++
  return { width, height, encoding, classPixels }
}

/** The label map's counts by the slower way: read as a map, then counted. */
async function readAndCounted(name: string, bytes: Uint8Array, encoding?: LabelEncoding): Promise<LabelHistogram> {
  const file = path.join(folder, name)
  writeFileSync(file, bytes)
  return counted(await readLabelMap(file, encoding ? { encoding } : {}))
}

async function reason(read: () => unknown): Promise<LabelError> {
  try {
    await read()
  } catch (error) {
    expect(error).toBeInstanceOf(LabelError)
    return error as LabelError
  }
  throw new Error('nothing was refused')
}

const filtered = (bytes: Buffer): Promise<Buffer> => sharp(bytes).png({ adaptiveFiltering: true }).toBuffer()
const fourBits = () => {
  const samples = Uint8Array.from(trainIds, (trainId) => (trainId === VOID ? 15 : trainId % 15))
  const rows = Uint8Array.from({ length: samples.length / 2 }, (_, i) => (samples[2 * i]! << 4) | samples[2 * i + 1]!)
  const palette = [...classColours.slice(0, 15), [0, 0, 0]]
  return drawPng({ width: scene.width, height: scene.height, depth: 4, colourType: 3, rows, palette })
}

describe('the histogram of a label map', () => {
  it.each([
    ['GTA5 palette indices', 'gta.png', () => encodePaletteIds(scene, scene.labelIds), undefined],
    ['label ids by name', 'a_gtFine_labelIds.png', () => encodeIds(scene, scene.labelIds), undefined],
    ['train ids by name', 'a_gtFine_labelTrainIds.png', () => encodeIds(scene, trainIds), undefined],
    ['ids by their values', '1.png', () => encodeIds(scene, scene.labelIds), undefined],
    ['colours', 'c.png', () => encodeColours(scene, scene.labelIds, 3), undefined],
    ['opaque RGBA colours', 'd.png', () => encodeColours(scene, scene.labelIds, 4), undefined],
    ['filtered rows of colours', 'e.png', () => filtered(encodeColours(scene, scene.labelIds, 3)), undefined],
    ['a palette of 4 bits', 'f.png', fourBits, undefined],
    ['a palette read as colours', 'g.png', () => encodePaletteIds(scene, scene.labelIds), 'colours'],
    ['indices beyond the palette, as colours', 'h.png', () => beyondPalette(), 'colours'],
    ['an encoding given against the name', 'i_labelIds.png', () => encodeIds(scene, trainIds), 'labelTrainIds'],
  ] as const)('counts %s as reading the map does', async (_, name, encode, encoding) => {
    const bytes = await encode()
    const histogram = labelHistogram(bytes, name, encoding)
    expect(histogram).toEqual(await readAndCounted(name, bytes, encoding))
    expect(histogram.classPixels.reduce((sum, pixels) => sum + pixels)).toBe(histogram.width * histogram.height)
    expect(histogram.classPixels.filter((pixels) => pixels > 0).length).toBeGreaterThan(1)
  })

  const beyondPalette = () =>
    drawPng({
      width: 4,
      height: 1,
      colourType: 3,
      rows: Uint8Array.of(0, 1, 2, 9),
      palette: [classColours[13]!, classColours[0]!],
    })
  const grey = (...values: number[]) =>
    drawPng({ width: values.length, height: 1, colourType: 0, rows: Uint8Array.from(values) })
  const rgb = (colourType: 2 | 6, ...pixels: number[][]) =>
    drawPng({ width: pixels.length, height: 1, colourType, rows: Uint8Array.from(pixels.flat()) })

  it.each([
    ['a photograph', 'p.png', rgb(2, [1, 2, 3], [9, 8, 7], [...classColours[0]!]), undefined, 'wrong-colour-type'],
    ['only void', 'x_labelIds.png', grey(0, 1, 2, 3), undefined, 'no-known-class'],
    ['values that are no label', 'w.png', grey(7, 99, 200), undefined, 'wrong-colour-type'],
    ['label ids named as train ids', 'x_labelTrainIds.png', grey(7, 26), undefined, 'wrong-colour-type'],
    [
      'transparent colours',
      't.png',
      rgb(6, [...classColours[0]!, 255], [...classColours[0]!, 0]),
      undefined,
      'wrong-colour-type',
    ],
    [
      '16-bit instances',
      'i.png',
      encodeInstanceIds({ width: 1, height: 1 }, Uint16Array.of(7)),
      undefined,
      'wrong-colour-type',
    ],
    ['colours given as ids', 'j.png', rgb(2, [...classColours[0]!]), 'labelIds', 'wrong-colour-type'],
    ['grey given as colours', 'k.png', grey(7), 'colours', 'wrong-colour-type'],
    ['a JPEG', 'l.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0]), undefined, 'unreadable'],
    ['a truncated PNG', 'm.png', grey(7, 7).subarray(0, 50), undefined, 'unreadable'],
  ] as const)('refuses %s as reading the map does', async (_, name, bytes, encoding, problem) => {
    const error = await reason(() => labelHistogram(Buffer.from(bytes), name, encoding))
    expect(problemOf(error)).toBe(problem)
    const other = await reason(() => readAndCounted(name, bytes, encoding))
    expect(other.message).toBe(`${folder}/${error.message}`)
    expect(problemOf(other)).toBe(problem)
  })

  it('refuses a header that promises more than the file can hold, at once', async () => {
    const bytes = Buffer.from(grey(7, 7))
    bytes.writeUInt32BE(16_000, 16)
    bytes.writeUInt32BE(16_000, 20)
    expect((await reason(() => labelHistogram(Buffer.from(bytes), 'b.png'))).message).toContain('checksum')
    const declared = drawPng({ width: 16_000, height: 16_000, colourType: 0, rows: new Uint8Array(0) })
    expect((await reason(() => labelHistogram(declared, 'b.png'))).message).toContain('promises 256016000 bytes')
    const larger = drawPng({ width: 60_000, height: 60_000, colourType: 0, rows: new Uint8Array(0) })
    expect(problemOf(await reason(() => labelHistogram(larger, 'b.png')))).toBe('too-large')
  })
})
