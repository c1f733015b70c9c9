import type { Failure } from '../../shared/contract.ts'

/** After an answer, before the next question: what changes many times a second is not asked for as often. */
const PAUSE_MILLISECONDS = 700

export interface Answered<Value> {
  readonly value?: Value
  readonly failure?: Failure
}

interface Listening<Value> {
  readonly onAnswer: (answer: Answered<Value>) => void
  readonly explain: (error: unknown) => Failure
}

/**
 * Asks a question again whenever what it is about changed: one question at a time, and the last change is never missed.
 */
export class Refresher<Value> {
  readonly #ask: (signal: AbortSignal) => Promise<Value>
  readonly #listening: Listening<Value>
  readonly #closing = new AbortController()
  #mark: number | undefined
  #isAsking = false
  #isDue = false

  constructor(ask: (signal: AbortSignal) => Promise<Value>, listening: Listening<Value>) {
    this.#ask = ask
    this.#listening = listening
  }

  /** Asks, unless it was asked for the same mark already. */
  refresh(mark: number): void {
    if (mark === this.#mark) return
    this.#mark = mark
    this.#isDue = true
    if (!this.#isAsking) void this.#askUntilCurrent()
  }

  close(): void {
    this.#closing.abort()
  }

  async #askUntilCurrent(): Promise<void> {
    this.#isAsking = true
    while (this.#isDue && !this.#closing.signal.aborted) {
      this.#isDue = false
      const answer = await this.#answer()
      if (this.#closing.signal.aborted) break
      this.#listening.onAnswer(answer)
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS))
    }
    this.#isAsking = false
  }

  async #answer(): Promise<Answered<Value>> {
    try {
      return { value: await this.#ask(this.#closing.signal) }
    } catch (error) {
      return { failure: this.#listening.explain(error) }
    }
  }
}
