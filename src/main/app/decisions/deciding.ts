import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { EngineError, errorFromDescription } from '../../../shared/errors.ts'
import { entryBeside } from '../../processes/entry-beside.ts'
import type { Workspace } from '../../catalog/workspace/folders.ts'
import type { DecisionName, DecisionRequest, DecisionResult } from './decisions.ts'
import type { DecisionAnswer, DecisionCall } from './messages.ts'

interface Waiting {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

/** Has decisions about a workspace made in a thread, in the order in which they are asked for; it is started with the first. */
export class Deciding {
  readonly #workspace: Workspace
  #thread: Worker | null = null
  readonly #waiting = new Map<number, Waiting>()
  #calls = 0
  #ended: EngineError | null = null

  /** The workspace's catalog must be open as long as this is. */
  constructor(workspace: Workspace) {
    this.#workspace = workspace
  }

  /** Whether all that was asked for is done. */
  get isIdle(): boolean {
    return this.#waiting.size === 0
  }

  /** @throws what the decision throws for a person; anything else is a defect */
  async decide<Name extends DecisionName>(name: Name, request: DecisionRequest<Name>): Promise<DecisionResult<Name>> {
    if (this.#ended) throw this.#ended
    const thread = (this.#thread ??= this.#start())
    const call: DecisionCall = { call: ++this.#calls, name, request }
    const answer = await new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(call.call, { resolve, reject })
      thread.postMessage(call)
    })
    return answer as DecisionResult<Name>
  }

  /** Once all that was asked for is done. */
  async close(): Promise<void> {
    const thread = this.#ended ? null : this.#thread
    this.#ended ??= new EngineError('The workspace was closed; open it again')
    if (!thread) return
    thread.postMessage('close')
    await once(thread, 'exit')
  }

  #start(): Worker {
    const entry = entryBeside(import.meta.url, 'app-decisions.js', 'decision-thread.ts')
    const thread = new Worker(entry, { workerData: this.#workspace })
    thread.on('message', (answer: DecisionAnswer) => this.#hear(answer))
    thread.on('error', (cause) => this.#end(cause))
    thread.on('exit', () => this.#end())
    return thread
  }

  #hear(answer: DecisionAnswer): void {
    const waiting = this.#waiting.get(answer.call)
    this.#waiting.delete(answer.call)
    if ('result' in answer) return waiting?.resolve(answer.result)
    if ('error' in answer) return waiting?.reject(errorFromDescription(answer.error))
    waiting?.reject(Object.assign(new Error('A decision failed'), { stack: answer.defect }))
  }

  #end(cause?: unknown): void {
    this.#ended ??= new EngineError(
      'The thread that writes to the catalog has ended; open the workspace again',
      undefined,
      {
        cause,
      },
    )
    for (const { reject } of this.#waiting.values()) reject(this.#ended)
    this.#waiting.clear()
  }
}
