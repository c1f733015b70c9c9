import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { outputsFolder, type Workspace } from '../../catalog/workspace/folders.ts'
import type { BlockPicture, SeenImage } from '../../engine/protocol.ts'
import type { RgbImage } from '../../imaging/pixels.ts'
import { writePng } from '../../imaging/write-image.ts'
import { UsageError, WriteError } from '../../../shared/errors.ts'
import type { ClassView, FilterIndex } from '../../../shared/tuning.ts'
import { classNumbers, filterNumbers } from './recorded-numbers.ts'

/** What is shown of a finished preview, by the name of its file. */
export const previewFileNames = {
  picture: 'picture.png',
  content: 'content.png',
  reference: 'reference.png',
  filter: 'filter.bin',
  classes: 'classes.bin',
} as const
export type PreviewFileName = keyof typeof previewFileNames

/** A finished preview as the inference process gave it. */
export interface PreviewPictures {
  readonly picture: BlockPicture
  readonly content: SeenImage
  readonly reference: SeenImage
}

/** Files of finished previews: a folder for each under `outputs/previews` of the workspace, there as a whole or not at all. */
export class PreviewFiles {
  readonly #folder: string

  constructor(workspace: Pick<Workspace, 'folder'>) {
    this.#folder = path.join(outputsFolder(workspace), 'previews')
  }

  /** @throws WriteError */
  async write(preview: string, { picture, content, reference }: PreviewPictures): Promise<void> {
    const partial = path.join(this.#folder, `.weatherglass-${preview}.tmp`)
    const [filter, classes] = [filterNumbers(picture), classNumbers(picture, content, reference)]
    const { width, height, rgb, provenance } = picture
    const file = (name: PreviewFileName) => path.join(partial, previewFileNames[name])
    try {
      await mkdir(partial, { recursive: true })
      await writePng(file('picture'), { width, height, data: rgb }, { weatherglass: JSON.stringify(provenance) })
      await writeFile(file('content'), await pngOf(content.picture))
      await writeFile(file('reference'), await pngOf(reference.picture))
      await writeFile(file('filter'), filter.bytes)
      await writeFile(file('classes'), classes.bytes)
      await writeFile(
        path.join(partial, 'indices.json'),
        JSON.stringify({ filter: filter.index, classes: classes.index }),
      )
      await rename(partial, path.join(this.#folder, preview))
    } catch (error) {
      await rm(partial, { recursive: true, force: true })
      const { code } = error as NodeJS.ErrnoException
      if (error instanceof WriteError || code === undefined) throw error
      const sentence = `The preview could not be kept in ${this.#folder} (${code}); free some space there, or make the folder writable`
      throw new WriteError(sentence, this.#folder, { cause: error })
    }
  }

  /** Null where there is no such file. */
  async read(preview: string, name: PreviewFileName): Promise<Buffer | null> {
    return readFile(path.join(this.#folder, preview, previewFileNames[name])).catch(() => null)
  }

  /** @throws UsageError where its files are gone */
  async indices(preview: string): Promise<{ readonly filter: FilterIndex; readonly classes: ClassView }> {
    const text = await readFile(path.join(this.#folder, preview, 'indices.json'), 'utf8').catch(() => null)
    if (text === null) throw new UsageError('The numbers of this preview are not there any more; run it again')
    return JSON.parse(text) as { filter: FilterIndex; classes: ClassView }
  }

  /** All that is there, half-written ones too. */
  async names(): Promise<string[]> {
    return readdir(this.#folder).catch(() => [])
  }

  async remove(previews: readonly string[]): Promise<void> {
    for (const preview of previews) await rm(path.join(this.#folder, preview), { recursive: true, force: true })
  }
}

export function pngOf({ width, height, data }: RgbImage): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 3 })
    .toBuffer()
}
