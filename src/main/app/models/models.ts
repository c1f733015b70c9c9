import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { z } from 'zod'
import { UsageError, WeatherglassError } from '../../../shared/errors.ts'
import type { ModelEntry } from '../../../shared/machine.ts'
import { embeddedModel } from '../../diffusion/resource-path.ts'
import { ConfigFile } from '../config/config-file.ts'
import { runTask } from '../tasks/run-task.ts'
import type { ModelFacts } from '../tasks/tasks.ts'

/** The identity of the model that comes with the application. */
export const EMBEDDED = 'embedded'

const schema = z.object({
  models: z.array(z.object({ id: z.string(), path: z.string() })),
  chosen: z.string(),
})
type Remembered = z.infer<typeof schema>
type RememberedModel = Remembered['models'][number]

/** The models that a person added on this machine, and the embedded one. Files are looked at, never copied or changed. */
export class Models {
  readonly #file = new ConfigFile('models.json', schema, { models: [], chosen: EMBEDDED })

  /** The embedded one first. */
  async list(): Promise<ModelEntry[]> {
    const { models, chosen } = await this.#file.read()
    const entries = await Promise.all([...models, embedded()].map((model) => this.#entry(model, chosen)))
    return [entries.at(-1)!, ...entries.slice(0, -1)]
  }

  /**
   * What the inference process is to load; null: the embedded one.
   *
   * @param id null: the chosen one
   * @throws UsageError where there is none of that name
   */
  async pathOf(id: string | null): Promise<string | null> {
    const { models, chosen } = await this.#file.read()
    const wanted = id ?? chosen
    if (wanted === EMBEDDED) return null
    const model = models.find((each) => each.id === wanted)
    if (!model) throw new UsageError(`There is no model ${wanted} in the list; it was removed`)
    return model.path
  }

  /** @throws as `openModel`: where it is no model of Stable Diffusion at all */
  async check(modelPath: string): Promise<ModelEntry> {
    const model = { id: randomBytes(6).toString('hex'), path: modelPath }
    return entryOf(model, await look(modelPath), null)
  }

  /** @throws as `check`, WriteError; UsageError where it is there already */
  async add(modelPath: string): Promise<ModelEntry> {
    const entry = await this.check(modelPath)
    const { id } = entry
    await this.#file.change(({ models, chosen }) => {
      if (models.some((model) => model.path === modelPath))
        throw new UsageError(`${modelPath} is in the list already`, modelPath)
      return { models: [...models, { id, path: modelPath }], chosen }
    })
    return entry
  }

  /** Forgets it. @throws UsageError for the embedded one, WriteError */
  async remove(id: string): Promise<void> {
    if (id === EMBEDDED) throw new UsageError('The demonstration model comes with Weatherglass and cannot be removed')
    await this.#file.change(({ models, chosen }) => ({
      models: models.filter((model) => model.id !== id),
      chosen: chosen === id ? EMBEDDED : chosen,
    }))
  }

  /** @throws UsageError where there is none of that name or it cannot be used, WriteError */
  async choose(id: string): Promise<void> {
    const model = (await this.list()).find((entry) => entry.id === id)
    if (!model) throw new UsageError(`There is no model ${id} in the list; it was removed`)
    if (model.problems[0] !== undefined)
      throw new UsageError(`${model.name} cannot be used: ${model.problems[0]}`, model.path)
    await this.#file.change(({ models }) => ({ models, chosen: id }))
  }

  async #entry(model: RememberedModel, chosen: string): Promise<ModelEntry> {
    try {
      return entryOf(model, await look(model.path), chosen)
    } catch (error) {
      if (!(error instanceof WeatherglassError)) throw error
      const facts = { name: path.basename(model.path), bytes: 0, problems: [error.message], description: 'not usable' }
      return entryOf(model, facts, chosen)
    }
  }
}

const look = (modelPath: string): Promise<ModelFacts> => runTask('inspectModel', { path: modelPath })

const embedded = (): RememberedModel => ({ id: EMBEDDED, path: embeddedModel() })

const entryOf = ({ id, path: modelPath }: RememberedModel, facts: ModelFacts, chosen: string | null): ModelEntry => ({
  ...facts,
  id,
  path: modelPath,
  demonstration: id === EMBEDDED,
  chosen: chosen === id,
})
