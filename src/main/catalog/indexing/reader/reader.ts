import { forkModule, type ForkedModule } from '../../../processes/fork-module.ts'
import { entryBeside } from '../../../processes/entry-beside.ts'
import type { ReaderEvent, ReaderRequest } from './reading.ts'

/** What a reader tells its pool. */
export interface ReaderOwner {
  onReady(reader: Reader): void
  onAnswer(reader: Reader, event: Exclude<ReaderEvent, { type: 'ready' }>): void
  /** The process is gone; `how` says it in words. */
  onEnd(reader: Reader, how: string): void
}

export interface ReaderOptions {
  /** The module that the process runs; the reader's own where it isn't given. */
  readonly entry?: string | undefined
  /** A reader that has work and says nothing for so long is killed. */
  readonly silenceMilliseconds?: number | undefined
}

/** A picture of 268 Mpixel takes seconds; a disk that wakes up, or a network that comes back, half a minute. */
const SILENCE_MILLISECONDS = 120_000

/** One process that reads images. It is killed rather than asked: it writes nothing but thumbnails, whole or not at all. */
export class Reader {
  /** Numbers of the jobs in hand. */
  readonly jobs = new Set<number>()
  isReady = false
  readonly #child: ForkedModule
  readonly #silenceMilliseconds: number
  #silence: NodeJS.Timeout | undefined
  #wasSilent = false

  constructor(owner: ReaderOwner, { entry, silenceMilliseconds = SILENCE_MILLISECONDS }: ReaderOptions) {
    this.#silenceMilliseconds = silenceMilliseconds
    this.#child = forkModule(entry ?? entryBeside(import.meta.url, 'image-reader.js', 'process.ts'), {
      stderr: process.env['WEATHERGLASS_DEBUG'] ? 'inherit' : 'ignore',
    })
    this.#child.on('message', (event: ReaderEvent) => this.#hear(owner, event))
    this.#watchEnd(owner)
  }

  give(request: ReaderRequest): void {
    this.jobs.add(request.job)
    this.#listen()
    // a process that is just ending doesn't hear it, and its end tells
    if (this.#child.connected) this.#child.send(request, () => undefined)
  }

  /** Ends the process; it is told by `onEnd`. */
  kill(): void {
    this.#child.kill('SIGKILL')
  }

  #hear(owner: ReaderOwner, event: ReaderEvent): void {
    if (event.type === 'ready') {
      this.isReady = true
      return owner.onReady(this)
    }
    this.jobs.delete(event.job)
    this.#listen()
    owner.onAnswer(this, event)
  }

  #listen(): void {
    clearTimeout(this.#silence)
    if (this.jobs.size === 0) return
    this.#silence = setTimeout(() => {
      this.#wasSilent = true
      this.kill()
    }, this.#silenceMilliseconds)
  }

  #watchEnd(owner: ReaderOwner): void {
    let isOver = false
    const end = (how: string): void => {
      if (isOver) return
      isOver = true
      clearTimeout(this.#silence)
      owner.onEnd(this, this.#wasSilent ? `said nothing for ${this.#silenceMilliseconds / 1000} s` : how)
    }
    this.#child.on('error', (error: Error) => end(`could not be started: ${error.message}`))
    this.#child.on('exit', (code: number | null, signal: NodeJS.Signals | null) =>
      end(signal ? `was ended by ${signal}` : `ended with ${code}`),
    )
  }
}
