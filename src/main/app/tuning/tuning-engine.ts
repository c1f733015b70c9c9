import { startEngine, type Engine, type JobOptions } from '../../engine/client.ts'
import { cudaEnvironment } from '../../engine/devices/cuda-libraries.ts'
import type { BlockJobResult, BlockRequest } from '../../engine/protocol.ts'
import { chosenDevice } from '../machine/chosen-device.ts'
import type { Models } from '../models/models.ts'

/** How long model and branches stay in memory for the next preview. */
const IDLE_MILLISECONDS = 10 * 60_000

/** What a preview or a sweep asks for; where it computes and with which files is known here. */
export type TunedBlock = Omit<BlockRequest, 'model' | 'provider' | 'precision' | 'keep' | 'measures'> & {
  /** Its identity in the list of models; null: the chosen one. */
  readonly model: string | null
}

/** The inference process of the tuning screen, which keeps the last pair warm. One preview or sweep at a time: the next one ends it. */
export class TuningEngine {
  readonly #models: Models
  readonly #device = chosenDevice()
  #engine: Engine | null = null
  #idle: NodeJS.Timeout | undefined
  #turn = new AbortController()

  constructor(models: Models) {
    this.#models = models
  }

  /** Ends what is going on; what begins now listens to the signal. */
  takeTurn(): AbortController {
    this.#turn.abort()
    return (this.#turn = new AbortController())
  }

  /** @throws as the job `block`, and UsageError where the model is not in the list */
  async block({ model, ...request }: TunedBlock, options: JobOptions<'block'>): Promise<BlockJobResult> {
    clearTimeout(this.#idle)
    try {
      const engine = (this.#engine ??= startEngine({ env: await cudaEnvironment(undefined) }))
      const asked = { ...(await this.#device.read()), model: await this.#models.pathOf(model) }
      return await engine.block({ ...asked, ...request, keep: 'branches', measures: true }, options)
    } finally {
      this.#idle = setTimeout(() => void this.close(), IDLE_MILLISECONDS).unref()
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle)
    const engine = this.#engine
    this.#engine = null
    await engine?.stop()
  }
}
