import { startEngine, type Engine, type JobOptions } from '../../engine/client.ts'
import { cudaEnvironment } from '../../engine/devices/cuda-libraries.ts'
import type { GpuTurns, GpuUser } from '../../engine/gpu-turns.ts'
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

/** The inference process of the tuning screen, which keeps the last pair warm. One preview or sweep at a time: the next one ends it.
 * Where a run works on the GPU, it waits for the end of its block. */
export class TuningEngine {
  readonly #models: Models
  readonly #device = chosenDevice()
  readonly #gpu: GpuTurns
  readonly #user: GpuUser = { letGo: () => this.close() }
  #engine: Engine | null = null
  #idle: NodeJS.Timeout | undefined
  /** Blocks that are computed or end just now: the one before may end after the next has begun. */
  #blocks = 0
  #turn = new AbortController()

  constructor(models: Models, gpu: GpuTurns) {
    this.#models = models
    this.#gpu = gpu
  }

  /** Ends what is going on; what begins now listens to the signal. */
  takeTurn(): AbortController {
    this.#turn.abort()
    return (this.#turn = new AbortController())
  }

  /** Where it computes, and with which files. @throws UsageError where the model is not in the list */
  async computesWith(model: string | null): Promise<Pick<BlockRequest, 'model' | 'provider' | 'precision'>> {
    return { ...(await this.#device.read()), model: await this.#models.pathOf(model) }
  }

  /** @throws as the job `block`, and UsageError where the model is not in the list */
  async block({ model, ...request }: TunedBlock, options: JobOptions<'block'>): Promise<BlockJobResult> {
    clearTimeout(this.#idle)
    this.#blocks++
    try {
      const asked = await this.computesWith(model)
      const block = { ...asked, ...request, keep: 'branches' as const, measures: true }
      if (asked.provider === 'cpu') return await (await this.#started()).block(block, options)
      return await this.#gpu.during(this.#user, options.signal, async (onProvider) =>
        (await this.#started()).block(block, {
          ...options,
          onEvent: (event) => (event.type === 'provider' ? onProvider(event.provider) : options.onEvent?.(event)),
        }),
      )
    } finally {
      this.#blocks--
      if (this.#blocks === 0) this.#idle = setTimeout(() => void this.close(), IDLE_MILLISECONDS).unref()
    }
  }

  async #started(): Promise<Engine> {
    return (this.#engine ??= startEngine({ env: await cudaEnvironment(undefined) }))
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle)
    const engine = this.#engine
    this.#engine = null
    await engine?.stop()
  }
}
