import { access, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { outputsFolder, type Workspace } from '../../catalog/workspace/folders.ts'
import type { RgbImage } from '../../imaging/pixels.ts'
import { writeFileAtomically, writePng } from '../../imaging/write-image.ts'
import { WriteError } from '../../../shared/errors.ts'
import type { ShownMeasures } from '../../../shared/tuning.ts'

/**
 * Pictures and measures of the last sweep, under `outputs/sweep` of the workspace. Their names say what they are made of, so that a sweep that is
 * begun again, after a failure or a restart too, takes over what is there.
 */
export class SweepFiles {
  readonly #folder: string

  constructor(workspace: Pick<Workspace, 'folder'>) {
    this.#folder = path.join(outputsFolder(workspace), 'sweep')
  }

  picture(name: string): string {
    return path.join(this.#folder, `${name}.png`)
  }

  #measures(name: string): string {
    return path.join(this.#folder, `${name}.json`)
  }

  /** Forgets all but those of these names. @throws WriteError where the pictures have no place */
  async keepOnly(names: ReadonlySet<string>): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true })
      for (const file of await readdir(this.#folder)) {
        if (!names.has(path.parse(file).name)) await rm(path.join(this.#folder, file), { recursive: true, force: true })
      }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === undefined) throw error
      const sentence = `The pictures of a sweep have no place in ${this.#folder} (${code}); free some space there, or make the folder writable`
      throw new WriteError(sentence, this.#folder, { cause: error })
    }
  }

  /** @throws WriteError */
  async writePicture(name: string, image: RgbImage, provenance: unknown): Promise<void> {
    await writePng(this.picture(name), image, { weatherglass: JSON.stringify(provenance) })
  }

  /** What makes a picture whole. @throws WriteError */
  async writeMeasures(name: string, measures: ShownMeasures | null): Promise<void> {
    await writeFileAtomically(this.#measures(name), JSON.stringify(measures))
  }

  /** The measures of a picture that was finished; undefined where there is none. */
  async finished(name: string): Promise<ShownMeasures | null | undefined> {
    const isThere = await access(this.picture(name)).then(
      () => true,
      () => false,
    )
    const text = await readFile(this.#measures(name), 'utf8').catch(() => undefined)
    return text === undefined || !isThere ? undefined : (JSON.parse(text) as ShownMeasures | null)
  }
}
