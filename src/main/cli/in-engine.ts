import { startEngine, type Engine } from '../engine/client.ts'
import { GpuLock } from '../engine/gpu-lock.ts'
import { GpuTurns } from '../engine/gpu-turns.ts'
import type { Provider, ProviderChoice } from '../../shared/compute.ts'
import type { ProgressBar } from './progress-bar.ts'

interface InEngine {
  readonly env: Readonly<Record<string, string>>
  readonly provider: ProviderChoice
  readonly signal: AbortSignal
  /** Says it where the GPU is waited for. */
  readonly bar: ProgressBar
}

/** Shorter waits are not worth a word: whoever turns out to compute on the CPU gives the GPU back at once. */
const SAID_AFTER_MILLISECONDS = 2000
const gpuIsElsewhere = 'Another window or terminal of Weatherglass computes on the GPU; this one goes on in its turn.'

/**
 * Starts an inference process for a task, in turn with the windows and terminals that compute on the GPU of this machine, and ends it.
 *
 * @param task is to say what computes as soon as that is known: the CPU waits for nobody
 * @throws CancelledError, what the task throws
 */
export async function inEngine<Result>(
  { env, provider, signal, bar }: InEngine,
  task: (engine: Engine, onProvider: (provider: Provider) => void) => Promise<Result>,
): Promise<Result> {
  const engine = startEngine({ env, graceMilliseconds: 3000 })
  const gpu = new GpuTurns(new GpuLock())
  const user = { letGo: () => engine.stop() }
  let since: number | null = null
  const onWait = (): void => {
    since ??= performance.now()
    if (performance.now() - since < SAID_AFTER_MILLISECONDS) return
    bar.note(gpuIsElsewhere)
    since = Infinity
  }
  try {
    if (provider === 'cpu') return await task(engine, () => undefined)
    return await gpu.during(user, signal, (onProvider) => task(engine, onProvider), onWait)
  } finally {
    await engine.stop()
    gpu.leave(user)
    bar.end()
  }
}
