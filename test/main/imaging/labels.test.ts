import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { labelColours, readLabelMap } from '../../../src/main/imaging/labels.ts'
import { LabelError } from '../../../src/shared/errors.ts'
import { classColours, labels } from '../../../src/shared/labels.ts'
import { oraclePath } from '../../oracle.ts'
import { drawPng } from './drawn-png.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'weatherglass-labels-'))
afterAll(() => rmSync(folder, { recursive: true }))

function write(name: string, bytes: Uint8Array): string {
  const file = path.join(folder, name)
  writeFileSync(file, bytes)
  return file
}

const grey = (name: string, ...values: number[]) =>
  write(name, drawPng({ width: values.length, height: 1, colourType: 0, rows: Uint8Array.from(values) }))
const palette = (name: string, colours: readonly (readonly number[])[], ...indices: number[]) =>
  write(
    name,
    drawPng({ width: indices.length, height: 1, colourType: 3, rows: Uint8Array.from(indices), palette: colours }),
  )
const colours = (name: string, colourType: 2 | 6, ...pixels: number[][]) =>
  write(name, drawPng({ width: pixels.length, height: 1, colourType, rows: Uint8Array.from(pixels.flat()) }))

const idPalette = labels.filter(({ id }) => id >= 0).map(({ colour }) => colour)
const [road, sidewalk, car] = [classColours[0]!, classColours[1]!, classColours[13]!]

describe('reading a label map', () => {
  it.each([
    [
      'GTA5 palette indices',
      () => palette('gta.png', [...idPalette, [0, 0, 142]], 7, 26, 34, 0),
      'labelIds',
      [0, 13, 255, 255],
    ],
    ['indices of a palette that means nothing', () => oraclePath('cactif', 'content_label.png'), 'labelIds', undefined],
    [
      'palette indices that are train ids',
      () => palette('p.png', classColours, 0, 13, 18),
      'labelTrainIds',
      [0, 13, 18],
    ],
    [
      'a palette in an order of its own',
      () => palette('q.png', [car, [0, 0, 0], road, sidewalk], 0, 1, 2, 3),
      'colours',
      [13, 255, 0, 1],
    ],
    [
      'RGB colours',
      () => colours('c.png', 2, [...road], [...car], [111, 74, 0], [1, 2, 3]),
      'colours',
      [0, 13, 255, 255],
    ],
    ['opaque RGBA colours', () => colours('d.png', 6, [...road, 255], [...car, 255]), 'colours', [0, 13]],
    ['label ids by name', () => grey('a_gtFine_labelIds.png', 0, 1, 7, 8, 11), 'labelIds', [255, 255, 0, 1, 2]],
    ['train ids by name', () => grey('a_gtFine_labelTrainIds.png', 7, 8, 11), 'labelTrainIds', [7, 8, 11]],
    ['label ids by values above 18', () => grey('1.png', 3, 7, 23), 'labelIds', [255, 0, 10]],
    ['train ids by 255', () => grey('2.png', 7, 8, 255), 'labelTrainIds', [7, 8, 255]],
    ['label ids by their road', () => grey('3.png', 7, 8, 11), 'labelIds', [0, 1, 2]],
    ['train ids by their road', () => grey('4.png', 0, 7, 8), 'labelTrainIds', [0, 7, 8]],
  ])('finds %s', async (_, file, encoding, trainIds) => {
    const label = await readLabelMap(file())
    expect(label.encoding).toBe(encoding)
    if (trainIds) expect([...label.trainIds]).toEqual(trainIds)
  })

  it('takes the encoding that is given over what it would find', async () => {
    const file = grey('given.png', 0, 7, 8)
    expect([...(await readLabelMap(file, { encoding: 'labelIds' })).trainIds]).toEqual([255, 0, 1])
  })

  it('takes one channel of exactly the latent size for train ids', async () => {
    const file = grey('latent.png', 7, 8, 11)
    expect((await readLabelMap(file, { latentSize: [1, 3] })).encoding).toBe('labelTrainIds')
    expect((await readLabelMap(file, { latentSize: [3, 1] })).encoding).toBe('labelIds')
  })

  it.each([
    [
      'a photograph',
      () => colours('photo.png', 2, [1, 2, 3], [9, 8, 7], [...road]),
      '67 % of its pixels have no Cityscapes colour',
    ],
    ['only void', () => grey('x_labelIds.png', 0, 1, 2, 3), 'no pixel of a known class'],
    [
      'values that are no label',
      () => grey('w.png', 7, 99, 128),
      'holds the value 99, expected label ids 0 to 34 and 255',
    ],
    [
      'label ids named as train ids',
      () => grey('x_labelTrainIds.png', 7, 26),
      'holds the value 26, expected train ids 0 to 18 and 255',
    ],
    ['transparent colours', () => colours('t.png', 6, [...road, 255], [...car, 0]), 'has transparent pixels'],
    [
      '16-bit instances',
      () => write('i.png', drawPng({ width: 1, height: 1, depth: 16, colourType: 0, rows: new Uint8Array(2) })),
      '16-bit',
    ],
    ['a folder', () => folder, 'is a folder; give the label file itself'],
    ['a JPEG', () => write('l.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0])), 'is not a PNG'],
  ])('refuses %s in one sentence', async (_, file, sentence) => {
    const error: unknown = await readLabelMap(file()).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(LabelError)
    expect((error as LabelError).message).toContain(sentence)
    expect((error as LabelError).message).toMatch(/^[^\n]+; [^\n]+$/)
  })

  it('refuses colours read as ids and grey read as colours', async () => {
    const rgb = colours('rgb.png', 2, [...road])
    await expect(readLabelMap(rgb, { encoding: 'labelIds' })).rejects.toThrow('has 3 channels')
    await expect(readLabelMap(grey('g.png', 7), { encoding: 'colours' })).rejects.toThrow(
      'is a grey image, expected colours',
    )
  })
})

describe('the colours of a label map', () => {
  it('are those of its ids, black where there is none', async () => {
    const label = await readLabelMap(palette('gta2.png', [...idPalette, [0, 0, 142]], 7, 5, 34))
    expect([...labelColours(label).data]).toEqual([...road, 111, 74, 0, 0, 0, 0])
    const trainIds = await readLabelMap(grey('b_labelTrainIds.png', 13, 255))
    expect([...labelColours(trainIds).data]).toEqual([...car, 0, 0, 0])
  })
})
