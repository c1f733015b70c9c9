import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { CancelledError, EngineError, errorFromDescription } from '../../shared/errors.ts'
import { forkModule, type ForkedModule } from '../processes/fork-module.ts'
import type { EngineEvent, EngineRequest, JobKind, JobRequest, Jobs, Progress } from './protocol.ts'

export interface JobOptions {
  readonly onProgress?: (progress: Progress) => void
  /** Ends the job with a CancelledError: between two steps, or by killing the process after the grace period. */
  readonly signal?: AbortSignal
}

type Job<Kind extends JobKind> = (request: Jobs[Kind]['request'], options?: JobOptions) => Promise<Jobs[Kind]['result']>

/**
 * The inference process. It does one job at a time, in the order they were asked for. A crash or a hard cancel ends the running job
 * with an error; the next one starts a new process.
 */
export type Engine = { readonly [Kind in JobKind]: Job<Kind> } & {
  /** Ends the process; jobs that aren't done fail. Resolves when it is gone. */
  readonly stop: () => Promise<void>
}

export interface EngineOptions {
  /** Added to the environment of the process. */
  readonly env?: Readonly<Record<string, string>>
  /** The module that the process runs; the engine's own where it isn't given. */
  readonly entry?: string
  /** How long a cancelled job may take to reach the end of its step before the process is killed. */
  readonly graceMilliseconds?: number
}

interface RunningJob {
  readonly id: number
  readonly resolve: (result: Jobs[JobKind]['result']) => void
  readonly reject: (error: Error) => void
  readonly onProgress: ((progress: Progress) => void) | undefined
}

/** In the built application the entry is a file beside this one, in a clone the module of this folder. */
function ownEntry(): string {
  const built = fileURLToPath(new URL('engine.js', import.meta.url))
  return existsSync(built) ? built : fileURLToPath(new URL('process.ts', import.meta.url))
}

/**
 * Starts the inference process. ONNX Runtime blocks the thread it is called on, cannot be interrupted and may be killed for
 * memory: in a process of its own it does none of that to the application. The process writes no file that anyone sees, so
 * that killing it leaves nothing half-written.
 */
export function startEngine({ env, entry = ownEntry(), graceMilliseconds = 10_000 }: EngineOptions = {}): Engine {
  let current: EngineProcess | null = new EngineProcess(entry, env)
  let nextId = 1
  let stopped = false
  let previous: Promise<unknown> = Promise.resolve()

  async function run<Kind extends JobKind>(
    type: Kind,
    request: Jobs[Kind]['request'],
    { onProgress, signal }: JobOptions,
  ): Promise<Jobs[Kind]['result']> {
    if (signal?.aborted) throw new CancelledError(cancelledMessage)
    if (stopped) throw new EngineError('The inference process was stopped.')
    if (!current || current.hasEnded) current = new EngineProcess(entry, env)
    const engine = current
    const id = nextId++
    let grace: NodeJS.Timeout | undefined
    const cancel = (): void => {
      engine.send({ type: 'cancel', id })
      grace = setTimeout(() => engine.kill(new CancelledError(cancelledMessage)), graceMilliseconds)
    }
    signal?.addEventListener('abort', cancel)
    try {
      return await engine.run({ type, id, request }, onProgress)
    } catch (error) {
      // Ctrl-C reaches the process too, and ends it where it is still starting.
      throw signal?.aborted ? new CancelledError(cancelledMessage) : error
    } finally {
      clearTimeout(grace)
      signal?.removeEventListener('abort', cancel)
    }
  }

  const queued =
    <Kind extends JobKind>(type: Kind): Job<Kind> =>
    (request, options = {}) => {
      const job = previous.then(() => run(type, request, options))
      previous = job.catch(() => undefined)
      return job
    }

  return {
    transfer: queued('transfer'),
    verify: queued('verify'),
    stop: async () => {
      stopped = true
      await current?.stop()
    },
  }
}

const cancelledMessage = 'The transfer was cancelled; nothing was written.'
const stderrTail = 4000

class EngineProcess {
  readonly #child: ForkedModule
  readonly #ended: Promise<void>
  #job: RunningJob | null = null
  #lastWords = ''
  hasEnded = false

  constructor(entry: string, env: EngineOptions['env']) {
    this.#child = forkModule(entry, { env: { ...process.env, ...env }, stderr: 'pipe' })
    this.#child.on('message', (event: EngineEvent) => this.#hear(event))
    const stderr = this.#child.stderr!.setEncoding('utf8')
    stderr.on('data', (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-stderrTail)
      if (process.env['WEATHERGLASS_DEBUG']) process.stderr.write(text)
    })
    this.#ended = this.#watchEnd(once(stderr, 'close'))
  }

  #watchEnd(silence: Promise<unknown>): Promise<void> {
    const killWithApplication = (): void => void this.#child.kill('SIGKILL')
    process.on('exit', killWithApplication)
    return new Promise((resolve) => {
      const end = (error: EngineError): void => {
        process.removeListener('exit', killWithApplication)
        this.hasEnded = true
        this.#job?.reject(error)
        resolve()
      }
      this.#child.on('error', (error: Error) =>
        end(new EngineError(`The inference process could not be started (${error.message}).`)),
      )
      // Not 'close': Node leaves it out where this side disconnected first.
      this.#child.on('exit', (code: number | null, signal: NodeJS.Signals | null) => {
        void silence.then(() => end(new EngineError(describeEnd(code, signal), undefined, { cause: this.#lastWords })))
      })
    })
  }

  async run<Kind extends JobKind>(
    request: JobRequest<Kind>,
    onProgress: RunningJob['onProgress'],
  ): Promise<Jobs[Kind]['result']> {
    try {
      return await new Promise<Jobs[JobKind]['result']>((resolve, reject) => {
        this.#job = { id: request.id, resolve, reject, onProgress }
        this.send(request)
      })
    } finally {
      this.#job = null
    }
  }

  /** A message to a process that is just ending is lost; its end is what its job hears of. */
  send(request: EngineRequest): void {
    if (this.#child.connected) this.#child.send(request, () => undefined)
  }

  kill(reason: Error): void {
    this.#job?.reject(reason)
    this.hasEnded = true
    this.#child.kill('SIGKILL')
  }

  async stop(): Promise<void> {
    if (this.#job) this.kill(new EngineError('The inference process was stopped.'))
    else if (this.#child.connected) this.#child.disconnect()
    await this.#ended
  }

  #hear(event: EngineEvent): void {
    const job = this.#job
    if (job?.id !== event.id) return
    switch (event.type) {
      case 'progress':
        return job.onProgress?.(event.progress)
      case 'done':
        return job.resolve(event.result)
      case 'failed': {
        const error = errorFromDescription(event.error)
        if (event.stack !== undefined) error.stack = event.stack
        return job.reject(error)
      }
    }
  }
}

/** What the end of the process means for a person. */
export function describeEnd(code: number | null, signal: NodeJS.Signals | null): string {
  const debug = 'WEATHERGLASS_DEBUG=1 shows its messages'
  if (signal === 'SIGKILL')
    return 'The inference process was killed (SIGKILL), most probably because the machine ran out of memory: close other programs or choose a smaller size.'
  if (signal === 'SIGTERM' || signal === 'SIGHUP') return `The inference process was ended from outside (${signal}).`
  const how = signal ? `crashed (${signal})` : `ended unexpectedly (exit code ${code})`
  return `The inference process ${how}: try the provider "cpu", or a smaller size; ${debug}.`
}
