import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { z } from 'zod'
import { WriteError } from '../../../shared/errors.ts'
import { configFolder } from '../../catalog/workspace/remembered.ts'
import { writeFileAtomically } from '../../imaging/write-image.ts'

/**
 * A file of a person's choices on this machine, in the folder for settings. One that is gone, damaged or of another version
 * counts as empty: it is asked again.
 */
export class ConfigFile<Schema extends z.ZodType> {
  readonly #schema: Schema
  readonly #empty: z.infer<Schema>
  readonly #file: string
  #change: Promise<unknown> = Promise.resolve()

  constructor(name: string, schema: Schema, empty: z.infer<Schema>, folder: string = configFolder()) {
    this.#file = path.join(folder, name)
    this.#schema = schema
    this.#empty = empty
  }

  async read(): Promise<z.infer<Schema>> {
    const text = await readFile(this.#file, 'utf8').catch(() => null)
    if (text === null) return this.#empty
    const stored = this.#schema.safeParse(parsed(text))
    return stored.success ? stored.data : this.#empty
  }

  /** One change after the other. @throws WriteError */
  change(how: (stored: z.infer<Schema>) => z.infer<Schema>): Promise<void> {
    const done = this.#change.then(async () => this.#write(how(await this.read())))
    this.#change = done.catch(() => undefined)
    return done
  }

  async #write(content: z.infer<Schema>): Promise<void> {
    const folder = path.dirname(this.#file)
    try {
      await mkdir(folder, { recursive: true })
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      throw new WriteError(
        `${folder} cannot be made (${code}), so the choice would not be remembered; name another folder with WEATHERGLASS_CONFIG`,
        folder,
        { cause: error },
      )
    }
    await writeFileAtomically(this.#file, `${JSON.stringify(content, null, 2)}\n`)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
