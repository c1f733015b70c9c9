import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { EngineError, errorFromDescription } from '../../../shared/errors.ts'
import { entryBeside } from '../../catalog/indexing/entry.ts'
import type { Workspace } from '../../catalog/workspace/folders.ts'
import type { DecisionName, DecisionRequest, DecisionResult } from './decisions.ts'
import type { DecisionAnswer, DecisionCall } from './messages.ts'

interface Waiting {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

/** Has decisions about a workspace made in a thread, in the order in which they are asked for. */
export class Deciding {
  readonly #thread: Worker
  readonly #waiting = new Map<number, Waiting>()
  #calls = 0
  #ended: EngineError | null = null

  /** The workspace's catalog must be open as long as this is. */
  constructor(workspace: Workspace) {
    const entry = entryBeside(import.meta.url, 'app-decisions.js', 'decision-thread.ts')
    this.#thread = new Worker(entry, { workerData: workspace })
    this.#thread.on('message', (answer: DecisionAnswer) => this.#hear(answer))
    this.#thread.on('error', (cause) => this.#end(cause))
    this.#thread.on('exit', () => this.#end())
  }

  /** @throws what the decision throws for a person; anything else is a defect */
  async decide<Name extends DecisionName>(name: Name, request: DecisionRequest<Name>): Promise<DecisionResult<Name>> {
    if (this.#ended) throw this.#ended
    const call: DecisionCall = { call: ++this.#calls, name, request }
    const answer = await new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(call.call, { resolve, reject })
      this.#thread.postMessage(call)
    })
    return answer as DecisionResult<Name>
  }

  /** Once all that was asked for is done. */
  async close(): Promise<void> {
    if (this.#ended) return
    this.#thread.postMessage('close')
    await once(this.#thread, 'exit')
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
