import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import sharp, { type OverlayOptions, type Sharp } from 'sharp'
import { z } from 'zod'
import type { MediaFiles, StoredThumbnail } from '../../catalog/media-files.ts'
import { openSourceFile } from './source-file.ts'

const side = z.coerce.number().int().min(16).max(384)

/** `?ids=4,8,15&width=240&height=120`: at most 40 pictures, each covering a cell of so many pixels. */
export const rowSchema = z.strictObject({
  ids: z
    .string()
    .max(1_000)
    .regex(/^[1-9]\d{0,14}(,[1-9]\d{0,14}){0,39}$/)
    .transform((text) => text.split(',').map(Number)),
  width: side,
  height: side,
})
export type RowRequest = z.infer<typeof rowSchema>

export interface RowSprite {
  /** All cells side by side; transparent where there is no thumbnail. */
  readonly webp: Buffer
  /** Names what it is drawn of. */
  readonly tag: string
  readonly complete: boolean
}

/** As for thumbnails: a row is looked at for a moment. */
const FORMAT = { quality: 75, effort: 0 } as const
/** The rest of the row is waited for. */
const MAX_WAIT_MILLISECONDS = 2_000
/** Some two thousand rows. */
const MAX_BYTES = 64e6

/** Rows that are drawn at a time: if all were, the first would be ready only when the last one is. */
const LANES = availableParallelism()

/** Makes an image's thumbnail, and gives its path. */
export type BuildThumbnail = (image: number) => Promise<string>

/** A picture of a row. */
export interface RowCell {
  /** Another where the picture is another. */
  readonly name: string
  /** The bytes of a picture or the path of its file; undefined where it is gone. */
  readonly read: () => Promise<Buffer | string | undefined>
}

/** Undefined where there is none. */
export type RowCells = readonly (RowCell | undefined)[]

/**
 * The thumbnails of images.
 *
 * @param build makes a thumbnail whose file is gone: it was deleted to make room
 */
export const thumbnailCells = (ids: readonly number[], files: MediaFiles, build: BuildThumbnail): RowCells =>
  ids.map((id) => {
    const thumbnail = files.thumbnail(id)
    return thumbnail && { name: thumbnail.name, read: () => readThumbnail(thumbnail, () => build(id)) }
  })

/** What transfers made. Results are files that this program wrote, of known size: they are decoded here. */
export const resultCells = (ids: readonly number[], files: MediaFiles): Promise<RowCells> =>
  Promise.all(
    ids.map(async (id) => {
      const result = files.result(id)
      // a file that is gone leaves a gap, and the rest of the row is seen
      const opened = result && (await openSourceFile(result).catch(() => undefined))
      await opened?.handle.close()
      return opened && { name: `result-${id}-${opened.tag}`, read: () => Promise.resolve(opened.realPath) }
    }),
  )

/** Rows of pictures as one picture each: the gallery asks for one in place of a dozen. The last ones are kept. */
export class RowSprites {
  /** Least recently used first. */
  readonly #kept = new Map<string, RowSprite>()
  #keptBytes = 0
  readonly #lanes: Promise<unknown>[] = Array.from({ length: LANES }, () => Promise.resolve())
  #nextLane = 0

  async draw(request: RowRequest, cells: RowCells): Promise<RowSprite> {
    const tag = tagOf(request, cells)
    const kept = this.#kept.get(tag)
    const sprite = kept ?? { tag, ...(await this.#draw(request, await readAll(cells))) }
    this.#keep(sprite)
    return sprite
  }

  #draw(request: RowRequest, pictures: Pictures): ReturnType<typeof drawRow> {
    const lane = this.#nextLane++ % LANES
    const drawn = this.#lanes[lane]!.then(() => drawRow(request, pictures))
    this.#lanes[lane] = drawn.catch(() => undefined)
    return drawn
  }

  #keep(sprite: RowSprite): void {
    if (this.#kept.delete(sprite.tag)) this.#keptBytes -= sprite.webp.length
    if (!sprite.complete) return
    this.#kept.set(sprite.tag, sprite)
    this.#keptBytes += sprite.webp.length
    for (const [tag, { webp }] of this.#kept) {
      if (this.#keptBytes <= MAX_BYTES) return
      this.#kept.delete(tag)
      this.#keptBytes -= webp.length
    }
  }
}

function tagOf({ width, height }: RowRequest, cells: RowCells): string {
  const names = cells.map((cell) => cell?.name)
  return createHash('sha256')
    .update(JSON.stringify([names, width, height]))
    .digest('hex')
    .slice(0, 32)
}

/** Undefined where one is not there. */
type Pictures = readonly (Buffer | string | undefined)[]

const readAll = (cells: RowCells): Promise<Pictures> => Promise.all(cells.map(async (cell) => cell?.read()))

async function drawRow({ width, height }: RowRequest, pictures: Pictures): Promise<Omit<RowSprite, 'tag'>> {
  // a file that cannot be read as a picture leaves a gap as one that is not there, and the rest of the row is seen
  const draw = (picture: Buffer | string) => drawCell(picture, width, height).catch(() => undefined)
  const cells = await Promise.all(pictures.map(async (picture) => (picture === undefined ? undefined : draw(picture))))
  const there = cells.filter((cell) => cell !== undefined)
  const complete = there.length === cells.length
  const webp = await (complete ? sideBySide(there, width, height) : withGaps(cells, width, height))
    .webp(FORMAT)
    .toBuffer()
  return { webp, complete }
}

/** Rows of pixels are copied: composing takes twice the time. */
function sideBySide(cells: readonly Buffer[], width: number, height: number): Sharp {
  const [cellBytes, rowBytes] = [width * 3, width * 3 * cells.length]
  const pixels = Buffer.alloc(rowBytes * height)
  for (const [index, cell] of cells.entries())
    for (let y = 0; y < height; y++)
      cell.copy(pixels, y * rowBytes + index * cellBytes, y * cellBytes, (y + 1) * cellBytes)
  return sharp(pixels, { raw: { width: width * cells.length, height, channels: 3 } })
}

/** Transparent where a cell is missing. */
function withGaps(cells: readonly (Buffer | undefined)[], width: number, height: number): Sharp {
  const overlays = cells.flatMap((input, index): OverlayOptions[] =>
    input ? [{ input, raw: { width, height, channels: 3 }, left: index * width, top: 0 }] : [],
  )
  const background = { r: 0, g: 0, b: 0, alpha: 0 }
  return sharp({ create: { width: width * cells.length, height, channels: 4, background } }).composite(overlays)
}

/** Undefined where it is gone and cannot be built in time. */
async function readThumbnail({ file }: StoredThumbnail, build: () => Promise<string>): Promise<Buffer | undefined> {
  const there = await readFile(file).catch(() => undefined)
  if (there) return there
  const late = setTimeout(MAX_WAIT_MILLISECONDS, undefined, { ref: false })
  const built = await Promise.race([build().catch(() => undefined), late])
  return built === undefined ? undefined : readFile(built).catch(() => undefined)
}

function drawCell(picture: Buffer | string, width: number, height: number): Promise<Buffer> {
  return sharp(picture).resize({ width, height, fit: 'cover', fastShrinkOnLoad: true }).removeAlpha().raw().toBuffer()
}
