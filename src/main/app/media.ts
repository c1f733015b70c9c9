import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { WeatherglassError } from '../../shared/errors.ts'
import type { Log } from './log/log-file.ts'
import { pictureAnswer, refusalAnswer } from './media/answers.ts'
import { Decoder } from './media/decoder.ts'
import { resultThumbnailAnswer } from './media/result-pictures.ts'
import { resultCells, rowSchema, RowSprites, thumbnailCells, type RowCells } from './media/row-sprite.ts'
import { imageAnswer, labelAnswer } from './media/source-pictures.ts'
import type { TuningMedia } from './tuning/tuning-media.ts'
import type { OpenWorkspace } from './workspace/open-workspace.ts'
import type { Workspaces } from './workspace/workspaces.ts'

/**
 * Pictures by relative addresses, the same in a window and in a browser:
 * - `/media/thumbnail/17`: at most 384 pixels a side, WebP.
 * - `/media/row?ids=4,8,15&width=240&height=120`: a row of thumbnails side by side, one WebP; each covers its cell, one that is
 *   not there yet is transparent.
 * - `/media/image/17`: the file itself where browsers show its format, else a JPEG of it.
 * - `/media/label/17`: the train ids of its label, or of the one that was predicted for it, as a grey PNG of 8 bits, 0 to 18 and 255 for void: the page gives them colours, so
 *   that single classes can be shown and hidden.
 * - `/media/result/17`: what the transfer of that id made, as its file; `/media/result-thumbnail/17`: at most 384 pixels a side, WebP;
 *   `/media/result-row?ids=4,8,15&width=240&height=120`: a row of them, as of thumbnails.
 *
 * `/media/preview/` and `/media/sweep/` are those of the tuning screen (`src/shared/tuning.ts`).
 *
 * Addresses name images of the open workspace by their id; no part of an address becomes a path.
 */
export class Media {
  readonly #workspaces: Workspaces
  readonly #log: Log
  readonly #tuning: TuningMedia
  readonly #rows = new RowSprites()
  readonly #decoder = new Decoder()

  constructor(workspaces: Workspaces, log: Log, tuning: TuningMedia) {
    this.#tuning = tuning
    this.#workspaces = workspaces
    this.#log = log
  }

  /** Answers a request, whatever it asks for: with a sentence where there is no picture. */
  async answer(request: Request): Promise<Response> {
    if (request.method !== 'GET') return refusalAnswer(405, 'Pictures are only to be had by GET.')
    try {
      const open = await this.#workspaces.opened()
      if (!open) return refusalAnswer(404, 'No workspace is open.')
      return await this.#find(request, open)
    } catch (error) {
      if (error instanceof WeatherglassError) return refusalAnswer(404, error.message)
      const name = this.#log.defect(error, new URL(request.url).pathname)
      return refusalAnswer(503, `Weatherglass met an unexpected error; the log has it as ${name}.`)
    }
  }

  close(): void {
    this.#decoder.close()
  }

  #find(request: Request, open: OpenWorkspace): Promise<Response> | Response {
    const { media: files } = open
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === '/media/row') return this.#thumbnailRow(request, searchParams, open)
    if (pathname === '/media/result-row') return this.#row(request, searchParams, (ids) => resultCells(ids, files))
    const [, kind, id] = /^\/media\/(thumbnail|image|label)\/([1-9]\d{0,14})$/.exec(pathname) ?? []
    if (kind === 'thumbnail') return thumbnailAnswer(request, Number(id), open)
    const [, size, transfer] = /^\/media\/(result|result-thumbnail)\/([1-9]\d{0,14})$/.exec(pathname) ?? []
    const result = size === undefined ? undefined : files.result(Number(transfer))
    if (result)
      return size === 'result' ? imageAnswer(request, result, this.#decoder) : resultThumbnailAnswer(request, result)
    const ofTuning = this.#tuning.answer(request, open)
    if (ofTuning) return ofTuning
    const image = kind === 'image' && files.image(Number(id))
    if (image) return imageAnswer(request, image, this.#decoder)
    const label = kind === 'label' && (files.label(Number(id)) ?? files.predictedLabel(Number(id)))
    if (label) return labelAnswer(request, label, this.#decoder)
    return refusalAnswer(404, 'There is no picture of that name.')
  }

  #thumbnailRow(request: Request, query: URLSearchParams, { media, indexing }: OpenWorkspace): Promise<Response> {
    indexing.giveWay()
    const build = (image: number) => indexing.thumbnailOf(image)
    const cells = (ids: readonly number[]) => thumbnailCells(ids, media, build)
    return this.#row(request, query, cells, (ids) => indexing.prioritise(ids))
  }

  async #row(
    request: Request,
    query: URLSearchParams,
    cellsOf: (ids: readonly number[]) => RowCells | Promise<RowCells>,
    onIncomplete?: (ids: readonly number[]) => void,
  ): Promise<Response> {
    const row = rowSchema.safeParse(Object.fromEntries(query))
    if (!row.success) return refusalAnswer(400, 'Expected ids of pictures and the width and height of a cell.')
    const { webp, tag, complete } = await this.#rows.draw(row.data, await cellsOf(row.data.ids))
    if (!complete) onIncomplete?.(row.data.ids)
    const body = new Uint8Array(webp)
    return pictureAnswer(request, { type: 'image/webp', body, bytes: webp.length, tag, incomplete: !complete })
  }
}

/** The one that was written, or one that is built now: a picture that someone looks at is not waited for until its turn. */
async function thumbnailAnswer(request: Request, id: number, { media, indexing }: OpenWorkspace): Promise<Response> {
  indexing.giveWay()
  const stored = media.thumbnail(id)?.file
  const webp = stored === undefined ? undefined : await readFile(stored).catch(() => undefined)
  const file = webp && stored !== undefined ? stored : await indexing.thumbnailOf(id)
  const body = new Uint8Array(webp ?? (await readFile(file)))
  return pictureAnswer(request, { type: 'image/webp', body, bytes: body.length, tag: path.basename(file, '.webp') })
}
