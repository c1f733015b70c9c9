import { readFile } from 'node:fs/promises'
import { pictureAnswer, refusalAnswer, type Picture } from '../media/answers.ts'
import type { OpenWorkspace } from '../workspace/open-workspace.ts'
import { pngOf, PreviewFiles, previewFileNames, type PreviewFileName } from './preview-files.ts'
import type { Previews } from './previews.ts'
import { sweepSheet } from './sweep-sheet.ts'
import type { Sweeps } from './sweeps.ts'

/** Pictures and numbers of previews and sweeps under `/media/`, as `src/shared/tuning.ts` names them. */
export class TuningMedia {
  readonly #previews: Previews
  readonly #sweeps: Sweeps

  constructor(previews: Previews, sweeps: Sweeps) {
    this.#previews = previews
    this.#sweeps = sweeps
  }

  /** Null where the address is not one of these. */
  answer(request: Request, open: OpenWorkspace): Promise<Response> | null {
    const { pathname } = new URL(request.url)
    const [, preview, name, step] =
      /^\/media\/preview\/([0-9a-f]{16})\/(?:(picture|content|reference|filter|classes)|predicted\/(\d{1,4}))$/.exec(
        pathname,
      ) ?? []
    if (preview !== undefined)
      return step === undefined
        ? this.#file(request, open, preview, name as PreviewFileName)
        : this.#predicted(request, preview, Number(step))
    const [, sweep, cell] = /^\/media\/sweep\/([0-9a-f]{16})\/(sheet|\d{1,4})$/.exec(pathname) ?? []
    if (sweep === undefined) return null
    return cell === 'sheet' ? this.#sheet(request, sweep) : this.#cell(request, sweep, Number(cell))
  }

  async #file(
    request: Request,
    { workspace }: OpenWorkspace,
    preview: string,
    name: PreviewFileName,
  ): Promise<Response> {
    const tag = `${preview}-${name}`
    const seen = name === 'content' || name === 'reference' ? this.#previews.current(preview)?.seen?.[name] : undefined
    const bytes = (await new PreviewFiles(workspace).read(preview, name)) ?? (seen ? await pngOf(seen.picture) : null)
    if (!bytes) return nothing()
    const type = previewFileNames[name].endsWith('.png') ? 'image/png' : 'application/octet-stream'
    return answered(request, type, bytes, tag)
  }

  async #predicted(request: Request, preview: string, step: number): Promise<Response> {
    const picture = this.#previews.current(preview)?.predicted.get(step)
    return picture ? answered(request, 'image/png', await pngOf(picture), `${preview}-${step}`) : nothing()
  }

  async #cell(request: Request, sweep: string, cell: number): Promise<Response> {
    const file = this.#sweeps.picture(sweep, cell)
    return file === null ? nothing() : answered(request, 'image/png', await readFile(file), `${sweep}-${cell}`)
  }

  async #sheet(request: Request, sweep: string): Promise<Response> {
    const state = this.#sweeps.current(sweep)
    if (!state) return nothing()
    const done = state.cells.filter((cell) => cell.measures !== null || cell.state === 'done').length
    const sheet = await sweepSheet(state, (cell) => this.#sweeps.picture(sweep, cell))
    return answered(request, 'image/png', sheet, `${sweep}-sheet-${done}`)
  }
}

const nothing = (): Response => refusalAnswer(404, 'There is no picture of that name.')

const answered = (request: Request, type: Picture['type'], bytes: Buffer, tag: string): Response =>
  pictureAnswer(request, { type, body: new Uint8Array(bytes), bytes: bytes.length, tag })
