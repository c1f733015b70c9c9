import path from 'node:path'
import sharp from 'sharp'
import { contactSheet } from '../../imaging/contact-sheet.ts'
import { readImage } from '../../imaging/image.ts'
import type { ExportedPair } from '../dataset.ts'

export const CONTACT_SHEET = 'contact-sheet.jpg'
const PICTURES_A_CITY = 4
const CELL_WIDTH = 320

/** A row of pictures for each city, taken at even distances, as a JPEG. */
export async function contactSheetOf(dataset: string, pairs: readonly ExportedPair[]): Promise<Buffer> {
  const cities = [...Map.groupBy(pairs, ({ planned }) => planned.name.city)].sort(([a], [b]) => (a < b ? -1 : 1))
  const chosen = cities.map(([, ofCity]) => evenly(ofCity, PICTURES_A_CITY))
  const cells = await Promise.all(
    chosen.map((row) => Promise.all(row.map(({ files }) => readImage(path.join(dataset, Object.keys(files)[0]!))))),
  )
  const { width, height, data } = await contactSheet(cells, {
    rowTitles: cities.map(([city, ofCity]) => `${city}: ${ofCity.length}`),
    captions: chosen.map((row) => row.map(({ pair }) => pair)),
    cellWidth: CELL_WIDTH,
  })
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 88 })
    .toBuffer()
}

function evenly<Item>(items: readonly Item[], count: number): Item[] {
  const step = Math.max(1, items.length / count)
  return Array.from({ length: Math.min(count, items.length) }, (_, index) => items[Math.floor(index * step)]!)
}
