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
}

export type JobHandlers = {
  readonly [Kind in JobKind]: (request: Jobs[Kind]['request'], context: JobContext) => Promise<Jobs[Kind]['result']>
}

/**
 * Serves the application at the other end of this process's channel: one job at a time, answered by `done` or
 * `failed`. The process ends when the channel does. Ctrl-C reaches every process of a terminal: it is left to the application, which cancels.
 */
export function serveJobs(handlers: JobHandlers): void {
  const cancelled = new Set<number>()
  const send = (event: EngineEvent): void => void process.send?.(event)
  process.on('SIGINT', () => undefined)
  process.on('disconnect', () => process.exit())
  process.on('message', (message: EngineRequest) => {
    if (message.type === 'cancel') cancelled.add(message.id)
    else void runJob(handlers, message, cancelled, send)
  })
}

async function runJob(
  handlers: JobHandlers,
  { type, id, request }: Exclude<EngineRequest, { type: 'cancel' }>,
  cancelled: Set<number>,
  send: (event: EngineEvent) => void,
): Promise<void> {
  const isCancelled = async (): Promise<boolean> => {
    await setImmediate()
    await setImmediate() // A message that came during a blocking call is read in the poll phase of the next turn only.
    return cancelled.has(id)
  }
  try {
    if (await isCancelled()) throw new CancelledError('cancelled before it began')
    const handler = handlers[type] as (request: unknown, context: JobContext) => Promise<Jobs[JobKind]['result']>
    const result = await handler(request, {
      onProgress: (progress) => send({ type: 'progress', id, progress }),
      isCancelled,
    })
    send({ type: 'done', id, result })
  } catch (error) {
    send({ type: 'failed', id, ...describeFailure(error) })
  } finally {
    cancelled.delete(id)
  }
}

function describeFailure(error: unknown): Pick<EngineEvent & { type: 'failed' }, 'error' | 'stack'> {
  if (error instanceof WeatherglassError) return { error: error.describe() }
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  return {
    error: { code: 'engine-failed', message: `The inference process met an unexpected error: ${message}` },
    ...(stack !== undefined && { stack }),
  }
}
