import { Worker } from 'node:worker_threads'
import { CancelledError, EngineError, errorFromDescription } from '../../../shared/errors.ts'
import { entryBeside } from '../../processes/entry-beside.ts'
import { catalogFile } from '../workspace/folders.ts'
import type { Answer, QueryName, Question, ThreadReply, ThreadRequest } from './protocol.ts'

export interface QueryOptions {
  /** Ends the question with a CancelledError: the answer is not computed where that was not begun. */
  readonly signal?: AbortSignal | undefined
}

/** The questions of `CatalogReader`, answered by a thread of their own; the thread that asks is never blocked. */
export type CatalogQueries = {
  readonly [Name in QueryName]: (...question: [...Question<Name>, options?: QueryOptions]) => Promise<Answer<Name>>
} & {
  /** Ends the thread; questions that are not answered fail. Resolves when it has closed the catalog. */
  readonly close: () => Promise<void>
}

export interface CatalogQueriesOptions {
  /** The module that the thread runs; the queries' own where it isn't given. */
  readonly entry?: string
}

const ownEntry = (): string => entryBeside(import.meta.url, 'catalog-queries.js', 'query-thread.ts')

/**
 * Starts the thread that answers what windows ask of the catalog of a workspace, which must be open (`openCatalog`). It answers one
 * question at a time, pages first and all else in their order, each from what is committed at that moment. A crash of the thread fails the questions that
 * wait; the next one starts a new thread.
 */
export function startCatalogQueries(
  workspace: { readonly folder: string },
  { entry = ownEntry() }: CatalogQueriesOptions = {},
): CatalogQueries {
  const file = catalogFile(workspace)
  let thread: QueryThread | null = null
  let closed = false
  const ask = <Name extends QueryName>(query: Name, question: Question<Name>, options?: QueryOptions) => {
    if (closed) return Promise.reject(new EngineError('The catalog was closed: open its workspace again.'))
    if (!thread || thread.hasEnded) thread = new QueryThread(entry, file)
    return thread.ask(query, question, options?.signal)
  }
  return {
    page: (request, options) => ask('page', [request], options),
    facets: (filter, options) => ask('facets', [filter], options),
    sequences: (request, options) => ask('sequences', [request], options),
    position: (request, options) => ask('position', [request], options),
    ids: (request, options) => ask('ids', [request], options),
    image: (id, options) => ask('image', [id], options),
    problems: (request, options) => ask('problems', [request], options),
    sources: (options) => ask('sources', [], options),
    boards: (options) => ask('boards', [], options),
    board: (id, options) => ask('board', [id], options),
    coverage: (request, settings, options) => ask('coverage', [request, settings], options),
    suggestions: (request, settings, options) => ask('suggestions', [request, settings], options),
    runs: (options) => ask('runs', [], options),
    transfers: (request, options) => ask('transfers', [request], options),
    failures: (run, options) => ask('failures', [run], options),
    reviewPage: (request, options) => ask('reviewPage', [request], options),
    reviewIds: (request, options) => ask('reviewIds', [request], options),
    reviewResult: (transfer, options) => ask('reviewResult', [transfer], options),
    countRule: (request, options) => ask('countRule', [request], options),
    reviewStatistics: (filter, options) => ask('reviewStatistics', [filter], options),
    verdictLines: (filter, options) => ask('verdictLines', [filter], options),
    state: (options) => ask('state', [], options),
    close: async () => {
      closed = true
      await thread?.close()
    },
  }
}

interface WaitingQuestion {
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: Error) => void
}

class QueryThread {
  readonly #worker: Worker
  readonly #waiting = new Map<number, WaitingQuestion>()
  readonly #ended: Promise<void>
  #nextId = 1
  hasEnded = false

  constructor(entry: string, file: string) {
    this.#worker = new Worker(entry, { workerData: file })
    this.#worker.unref()
    this.#worker.on('message', (reply: ThreadReply) => this.#hear(reply))
    this.#ended = new Promise((resolve) => {
      this.#worker.on('error', (error: Error) => this.#fail(error.message, error))
      this.#worker.on('exit', (code) => {
        this.#fail(`exit code ${code}`)
        resolve()
      })
    })
  }

  async ask<Name extends QueryName>(
    query: Name,
    question: Question<Name>,
    signal: AbortSignal | undefined,
  ): Promise<Answer<Name>> {
    if (signal?.aborted) throw new CancelledError(cancelledMessage)
    const id = this.#nextId++
    const cancel = (): void => {
      this.#send({ type: 'cancel', id })
      this.#take(id)?.reject(new CancelledError(cancelledMessage))
    }
    signal?.addEventListener('abort', cancel)
    try {
      return (await new Promise<unknown>((resolve, reject) => {
        // the process stays as long as somebody waits
        if (this.#waiting.size === 0) this.#worker.ref()
        this.#waiting.set(id, { resolve, reject })
        this.#send({ type: 'ask', id, query, question })
      })) as Answer<Name>
    } finally {
      signal?.removeEventListener('abort', cancel)
    }
  }

  async close(): Promise<void> {
    for (const id of [...this.#waiting.keys()])
      this.#take(id)?.reject(new EngineError('The catalog was closed: open its workspace again.'))
    if (!this.hasEnded) this.#send({ type: 'close' })
    this.#worker.ref()
    await this.#ended
  }

  #hear(reply: ThreadReply): void {
    const question = this.#take(reply.id)
    switch (reply.type) {
      case 'answer':
        return question?.resolve(reply.answer)
      case 'failed':
        return question?.reject(errorFromDescription(reply.error))
      case 'defect':
        return question?.reject(reply.error)
    }
  }

  #fail(reason: string, cause?: unknown): void {
    this.hasEnded = true
    for (const id of [...this.#waiting.keys()])
      this.#take(id)?.reject(
        new EngineError(`The thread that searches the catalog ended unexpectedly (${reason}): try again.`, undefined, {
          cause,
        }),
      )
  }

  #take(id: number): WaitingQuestion | undefined {
    const question = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (this.#waiting.size === 0) this.#worker.unref()
    return question
  }

  #send(request: ThreadRequest): void {
    this.#worker.postMessage(request)
  }
}

const cancelledMessage = 'The question to the catalog was cancelled; nothing was changed.'
