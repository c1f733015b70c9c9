import sharp from 'sharp'
import type { RgbImage } from './pixels.ts'
import { resizeBicubic } from './resize.ts'
import { fitText, LINE_HEIGHT, textPath, textWidth } from './stroke-font.ts'

export interface ContactSheetOptions {
  readonly title?: string
  /** One for each row, above it. */
  readonly rowTitles?: readonly string[]
  /** One for each picture, below it. */
  readonly captions?: readonly (readonly string[])[]
  /** Pictures are scaled to this width in pixels, aspect kept. */
  readonly cellWidth?: number
}

const MARGIN = 24
const GUTTER = 14
const TITLE_SIZE = 18
const ROW_TITLE_SIZE = 13
const CAPTION_SIZE = 10
const PAPER = 250
const INK = '#20262d'

interface Placed {
  readonly image: RgbImage
  readonly left: number
  readonly top: number
}

interface Line {
  readonly text: string
  readonly left: number
  readonly top: number
  readonly size: number
}

interface Layout {
  readonly width: number
  readonly height: number
  readonly pictures: readonly Placed[]
  readonly lines: readonly Line[]
}

/**
 * Pictures in rows on one labelled sheet. Lettering is drawn as strokes, so it needs no font on the machine; text that is
 * too long for its place ends in "..."; a title is made smaller first.
 */
export async function contactSheet(
  cells: readonly (readonly RgbImage[])[],
  options: ContactSheetOptions = {},
): Promise<RgbImage> {
  const { width, height, pictures, lines } = layOut(cells, options)
  const sheet = new Uint8Array(width * height * 3).fill(PAPER)
  for (const picture of pictures) paste(picture, sheet, width)
  const data = await sharp(sheet, { raw: { width, height, channels: 3 } })
    .composite([{ input: Buffer.from(lettering(lines, width, height)) }])
    .removeAlpha()
    .raw()
    .toBuffer()
  return { width, height, data: new Uint8Array(data) }
}

function layOut(cells: readonly (readonly RgbImage[])[], options: ContactSheetOptions): Layout {
  const { title, rowTitles, captions, cellWidth = 480 } = options
  const columns = Math.max(1, ...cells.map((row) => row.length))
  const width = 2 * MARGIN + columns * cellWidth + (columns - 1) * GUTTER
  const pictures: Placed[] = []
  const lines: Line[] = []
  let top = MARGIN
  const line = (text: string | undefined, left: number, size: number, room: number, at = top): number => {
    if (text) lines.push({ text: fitText(text, size, room), left, top: at, size })
    return text ? Math.ceil(size * LINE_HEIGHT) : 0
  }
  if (title) top += line(title, MARGIN, titleSize(title, width - 2 * MARGIN), width - 2 * MARGIN) + GUTTER
  for (const [r, row] of cells.entries()) {
    const titleHeight = line(rowTitles?.[r], MARGIN, ROW_TITLE_SIZE, width - 2 * MARGIN)
    top += titleHeight && titleHeight + GUTTER / 2
    const placed = row.map((cell, c) => ({
      image: scaledTo(cell, cellWidth),
      left: MARGIN + c * (cellWidth + GUTTER),
      top,
    }))
    pictures.push(...placed)
    top += Math.max(0, ...placed.map(({ image }) => image.height))
    const captionHeights = placed.map(({ left }, c) =>
      line(captions?.[r]?.[c], left, CAPTION_SIZE, cellWidth, top + GUTTER / 2),
    )
    const captionHeight = Math.max(0, ...captionHeights)
    top += (captionHeight && captionHeight + GUTTER / 2) + GUTTER
  }
  return { width, height: top - GUTTER + MARGIN, pictures, lines }
}

/** No smaller than what it stands above. */
const titleSize = (title: string, room: number): number =>
  Math.max(CAPTION_SIZE, Math.min(TITLE_SIZE, (TITLE_SIZE * room) / textWidth(title, TITLE_SIZE)))

const scaledTo = (image: RgbImage, width: number): RgbImage =>
  resizeBicubic(image, width, Math.max(1, Math.round((image.height * width) / image.width)))

function paste({ image, left, top }: Placed, sheet: Uint8Array, sheetWidth: number): void {
  for (let y = 0; y < image.height; y++) {
    const row = image.data.subarray(y * image.width * 3, (y + 1) * image.width * 3)
    sheet.set(row, ((top + y) * sheetWidth + left) * 3)
  }
}

function lettering(lines: readonly Line[], width: number, height: number): string {
  const paths = lines.map(
    ({ text, left, top, size }) =>
      `<path d="${textPath(text, left, top, size)}" stroke-width="${(size / 8).toFixed(2)}"/>`,
  )
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" fill="none" stroke="${INK}" ` +
    `stroke-linecap="round" stroke-linejoin="round">${paths.join('')}</svg>`
  )
}
