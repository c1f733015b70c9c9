import { EngineError, errorFromDescription } from '../../../shared/errors.ts'
import { entryBeside } from '../../processes/entry-beside.ts'
import { forkModule, type ForkedModule } from '../../processes/fork-module.ts'
import type { DecodingAnswer, DecodingOrder } from './decoding.ts'

/** How long the process is kept for the next picture. */
const IDLE_MILLISECONDS = 60_000
/** A picture that takes longer keeps all others waiting. */
const MAX_MILLISECONDS = 30_000

interface Job {
  readonly resolve: (bytes: Uint8Array) => void
  readonly reject: (error: Error) => void
}

/** Decodes in another process, started where it is needed; one picture after the other, which a person looks at. */
export class Decoder {
  #process: ForkedModule | null = null
  #previous: Promise<unknown> = Promise.resolve()
  #idle: NodeJS.Timeout | undefined
  #jobs = 0
  #running: Job | null = null

  /** @throws what is wrong with the file; EngineError where the process crashed on it */
  decode(order: DecodingOrder): Promise<Uint8Array> {
    const decoded = this.#previous.then(() => this.#decode(order))
    this.#previous = decoded.catch(() => undefined)
    return decoded
  }

  close(): void {
    clearTimeout(this.#idle)
    this.#process?.kill('SIGKILL')
    this.#process = null
  }

  async #decode(order: DecodingOrder): Promise<Uint8Array> {
    clearTimeout(this.#idle)
    const child = (this.#process ??= this.#start())
    const tooLong = setTimeout(() => child.kill('SIGKILL'), MAX_MILLISECONDS)
    try {
      return await new Promise<Uint8Array>((resolve, reject) => {
        this.#running = { resolve, reject }
        // a process that is just ending loses the message: its end is what the job hears of
        child.send({ job: ++this.#jobs, order }, () => undefined)
      })
    } finally {
      this.#running = null
      clearTimeout(tooLong)
      this.#idle = setTimeout(() => this.close(), IDLE_MILLISECONDS).unref()
    }
  }

  #start(): ForkedModule {
    const entry = entryBeside(import.meta.url, 'app-decoding.js', 'decoding-process.ts')
    const child = forkModule(entry, { background: true })
    const end = (how: string): void => {
      if (this.#process === child) this.#process = null
      this.#running?.reject(new EngineError(`The picture cannot be shown: the process that decodes it ${how}.`))
    }
    child.on('message', (answer: DecodingAnswer) => {
      if (answer.job !== this.#jobs) return
      if ('bytes' in answer) this.#running?.resolve(answer.bytes)
      else this.#running?.reject(errorFromDescription(answer.error))
    })
    child.on('error', ({ message }: Error) => end(`could not be started (${message})`))
    child.on('exit', (code: number | null, signal: string | null) =>
      end(signal ? `was ended (${signal})` : `ended with code ${code}`),
    )
    return child
  }
}
