import { setImmediate } from 'node:timers/promises'
import { CancelledError, WeatherglassError } from '../../shared/errors.ts'
import type { EngineEvent, EngineRequest, JobKind, Jobs, Progress } from './protocol.ts'

/** What a job may ask and say while it runs. */
export interface JobContext {
  readonly onProgress: (progress: Progress) => void
  /**
   * Whether the job was cancelled. Inference blocks the thread and with it the messages, so this lets the event loop turn first:
   * between two questions nothing else is heard, the end of the application included.
   */
  readonly isCancelled: () => Promise<boolean>
  /** Aborted, with a CancelledError, as soon as the message arrived: for work that leaves the event loop free. */
  readonly signal: AbortSignal
}

/** With what a job of that kind says beside its progress. */
export type SpeakingContext<Kind extends JobKind> = JobContext & {
  readonly onEvent: (event: Jobs[Kind]['event']) => void
}

export type JobHandlers = {
  readonly [Kind in JobKind]: (
    request: Jobs[Kind]['request'],
    context: SpeakingContext<Kind>,
  ) => Promise<Jobs[Kind]['result']>
}

/**
 * Serves the application at the other end of this process's channel: one job at a time, answered by `done` or
 * `failed`. The process ends when the channel does. Ctrl-C reaches every process of a terminal: it is left to the application, which cancels.
 */
export function serveJobs(handlers: JobHandlers): void {
  const jobs = new Map<number, AbortController>()
  const send = (event: EngineEvent): void => void process.send?.(event)
  process.on('SIGINT', () => undefined)
  process.on('disconnect', () => process.exit())
  process.on('message', (message: EngineRequest) => {
    if (message.type === 'cancel') {
      jobs.get(message.id)?.abort(new CancelledError('The transfer was cancelled; nothing was written.'))
      return
    }
    const controller = new AbortController()
    jobs.set(message.id, controller)
    void runJob(handlers, message, controller.signal, send).finally(() => jobs.delete(message.id))
  })
}

async function runJob(
  handlers: JobHandlers,
  { type, id, request }: Exclude<EngineRequest, { type: 'cancel' }>,
  signal: AbortSignal,
  send: (event: EngineEvent) => void,
): Promise<void> {
  const isCancelled = async (): Promise<boolean> => {
    await setImmediate()
    await setImmediate() // A message that came during a blocking call is read in the poll phase of the next turn only.
    return signal.aborted
  }
  try {
    if (await isCancelled()) signal.throwIfAborted()
    const handler = handlers[type] as (
      request: unknown,
      context: SpeakingContext<JobKind>,
    ) => Promise<Jobs[JobKind]['result']>
    const result = await handler(request, {
      onProgress: (progress) => send({ type: 'progress', id, progress }),
      onEvent: (event) => send({ type: 'event', id, event }),
      isCancelled,
      signal,
    })
    send({ type: 'done', id, result })
  } catch (error) {
    send({ type: 'failed', id, ...describeFailure(error) })
  }
}

function describeFailure(error: unknown): Pick<EngineEvent & { type: 'failed' }, 'error' | 'stack'> {
  if (error instanceof WeatherglassError) return { error: error.describe() }
  if (error instanceof RangeError && /allocation failed|Invalid typed array length/.test(error.message)) {
    const message = 'There was not enough memory for the pictures: evaluate fewer together, or choose a smaller size.'
    return { error: { code: 'out-of-memory', message } }
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  return {
    error: { code: 'engine-failed', message: `The inference process met an unexpected error: ${message}` },
    ...(stack !== undefined && { stack }),
  }
}
