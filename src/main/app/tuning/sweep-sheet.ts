import sharp from 'sharp'
import type { SweepAxis, SweepCell, SweepState, SweptSetting } from '../../../shared/tuning.ts'
import { contactSheet } from '../../imaging/contact-sheet.ts'
import type { RgbImage } from '../../imaging/pixels.ts'
import { pngOf } from './preview-files.ts'

const CELL_WIDTH = 360

/**
 * The grid of a sweep as a labelled PNG: what is done of it so far, each row with its values, each picture with its measures.
 *
 * @param fileOf the picture of a cell; null where it is not done
 */
export async function sweepSheet(state: SweepState, fileOf: (cell: number) => string | null): Promise<Buffer> {
  const { cells, across, down, pairs } = state
  const rows = [...Map.groupBy(cells, ({ pair, down: row }) => `${pair} ${row}`).values()]
  const pictures = await Promise.all(
    rows.map((row) => Promise.all(row.map((cell) => pictureOf(cell, fileOf(cell.cell))))),
  )
  const swept = [across, ...(down ? [down] : [])].map(({ setting }) => settingWords[setting]).join(' by ')
  const title = `${swept}: structure, style, leakage`
  const sheet = await contactSheet(pictures, {
    title,
    cellWidth: CELL_WIDTH,
    rowTitles: rows.map(([first]) => rowTitle(first!, down, pairs.length)),
    captions: rows.map((row) => row.map((cell) => caption(cell, across))),
  })
  return pngOf(sheet)
}

/** What a person calls them. */
const settingWords: Readonly<Record<SweptSetting, string>> = {
  filterShare: 'kept share',
  contrast: 'contrast',
  skip: 'skipped first',
  steps: 'steps',
  swapGuidance: 'swap guidance',
  inversionGuidance: 'inversion guidance',
  seed: 'seed',
}

/** `kept share 25 %`, `contrast 1.67`. */
function valueInWords({ setting, values }: SweepAxis, index: number): string {
  const value = values[index]!
  const shown = setting === 'filterShare' ? `${Number((value * 100).toFixed(1))} %` : String(value)
  return `${settingWords[setting]} ${shown}`
}

function rowTitle({ pair, down: row }: SweepCell, down: SweepAxis | null, pairs: number): string {
  const parts = [...(pairs > 1 ? [`pair ${pair + 1}`] : []), ...(down ? [valueInWords(down, row)] : [])]
  return parts.join(', ')
}

/** Its value and its measures in the order of the title; short, so that all of it fits below the picture. */
function caption({ across: column, measures, state }: SweepCell, across: SweepAxis): string {
  const value = valueInWords(across, column)
  if (!measures) return state === 'done' ? value : `${value}: ${state}`
  const number = (measure: number | null): string => measure?.toFixed(2) ?? '-'
  return `${value}: ${[measures.structure, measures.style, measures.leakage].map(number).join(', ')}`
}

/** A cell without a picture is grey. */
async function pictureOf({ settings }: SweepCell, file: string | null): Promise<RgbImage> {
  const [height, width] = settings.size
  const empty = { width: CELL_WIDTH, height: Math.round((CELL_WIDTH * height) / width) }
  if (file === null) return { ...empty, data: new Uint8Array(empty.width * empty.height * 3).fill(200) }
  const { data, info } = await sharp(file)
    .resize({ width: CELL_WIDTH })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data: new Uint8Array(data) }
}
