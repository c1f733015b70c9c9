import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { CancelledError, EngineError, errorFromDescription, MemoryError } from '../../shared/errors.ts'
import { forkModule, type ForkedModule } from '../processes/fork-module.ts'
import type { EngineEvent, EngineRequest, JobKind, JobRequest, Jobs, Progress } from './protocol.ts'

export interface JobOptions<Kind extends JobKind = JobKind> {
  readonly onProgress?: (progress: Progress) => void
  /** Hears what the job says beside its progress. */
  readonly onEvent?: (event: Jobs[Kind]['event']) => void
  /** Kills the process where it says nothing for so long, with an EngineError; default: never. A step of a large block takes minutes. */
  readonly silenceMilliseconds?: number
  /** Ends the job with a CancelledError: between two steps, or by killing the process after the grace period. */
  readonly signal?: AbortSignal
}

type Job<Kind extends JobKind> = (
  request: Jobs[Kind]['request'],
  options?: JobOptions<Kind>,
) => Promise<Jobs[Kind]['result']>

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
  readonly options: JobOptions
  /** Restarts with everything that the process says. */
  readonly silence: NodeJS.Timeout | undefined
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
    options: JobOptions<Kind>,
  ): Promise<Jobs[Kind]['result']> {
    const { signal } = options
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
      return await engine.run({ type, id, request }, options as JobOptions)
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
    block: queued('block'),
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
  readonly #killedBefore = processesKilledForMemory()
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
      const end = (error: Error): void => {
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
        void silence.then(() => end(this.#errorOfEnd(code, signal)))
      })
    })
  }

  async run<Kind extends JobKind>(request: JobRequest<Kind>, options: JobOptions): Promise<Jobs[Kind]['result']> {
    try {
      return await new Promise<Jobs[JobKind]['result']>((resolve, reject) => {
        this.#job = { id: request.id, resolve, reject, options, silence: this.#watchSilence(options) }
        this.send(request)
      })
    } finally {
      clearTimeout(this.#job?.silence)
      this.#job = null
    }
  }

  #watchSilence({ silenceMilliseconds: limit }: JobOptions): NodeJS.Timeout | undefined {
    if (limit === undefined) return undefined
    const seconds = Math.round(limit / 1000)
    return setTimeout(
      () =>
        this.kill(new EngineError(`The inference process made no progress for ${seconds} s and was ended: try again.`)),
      limit,
    )
  }

  #errorOfEnd(code: number | null, signal: NodeJS.Signals | null): Error {
    const killed = signal === 'SIGKILL' && processesKilledForMemory() > this.#killedBefore
    const failed = /bad_alloc|heap out of memory|out of memory/i.test(this.#lastWords)
    const error = killed || failed ? MemoryError : EngineError
    return new error(describeEnd(killed || failed ? null : code, killed || failed ? 'SIGKILL' : signal), undefined, {
      cause: this.#lastWords,
    })
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
    job.silence?.refresh()
    switch (event.type) {
      case 'progress':
        return job.options.onProgress?.(event.progress)
      case 'event':
        return job.options.onEvent?.(event.event)
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

/** How many processes of this machine Linux has killed for memory so far; 0 where nobody counts. */
function processesKilledForMemory(): number {
  if (process.platform !== 'linux') return 0
  const [, count] = /^oom_kill (\d+)$/m.exec(readFileSync('/proc/vmstat', 'utf8')) ?? []
  return Number(count ?? 0)
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
