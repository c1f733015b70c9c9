import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { EngineError, errorFromDescription, type ErrorDescription } from '../../../shared/errors.ts'
import { entryBeside } from '../../processes/entry-beside.ts'
import type { Workspace } from '../../catalog/workspace/folders.ts'
import type { RecordingName, RecordingRequest, RecordingResult } from './recorder.ts'

/** To the thread; `close` ends it. */
export interface RecordingCall {
  readonly call: number
  readonly name: RecordingName
  readonly request: unknown
}

/** From the thread; `defect` is a stack for the log. */
export type RecordingAnswer =
  | { readonly call: number; readonly result: unknown }
  | { readonly call: number; readonly error: ErrorDescription }
  | { readonly call: number; readonly defect: string }

interface Waiting {
  readonly resolve: (result: never) => void
  readonly reject: (error: unknown) => void
}

/** Writes, measures and records results in a thread of its own, one call after the other. */
export class Recording {
  readonly #thread: Worker
  readonly #waiting = new Map<number, Waiting>()
  #calls = 0
  #ended: Error | null = null

  /** The workspace's catalog must be open as long as this is. */
  constructor(workspace: Pick<Workspace, 'folder'>) {
    const entry = entryBeside(import.meta.url, 'run-recording.js', 'recording-thread.ts')
    this.#thread = new Worker(entry, { workerData: { folder: workspace.folder } })
    this.#thread.on('message', (answer: RecordingAnswer) => this.#hear(answer))
    this.#thread.on('error', (cause) => this.#end(cause))
    this.#thread.on('exit', () => this.#end())
  }

  /** @throws what `recorder` throws for a person; anything else is a defect */
  async call<Name extends RecordingName>(
    name: Name,
    request: RecordingRequest<Name>,
    transferred: readonly ArrayBuffer[] = [],
  ): Promise<RecordingResult<Name>> {
    if (this.#ended) throw this.#ended
    const call: RecordingCall = { call: ++this.#calls, name, request }
    return await new Promise<RecordingResult<Name>>((resolve, reject) => {
      this.#waiting.set(call.call, { resolve, reject })
      this.#thread.postMessage(call, [...transferred])
    })
  }

  /** Once all that was asked for is done. */
  async close(): Promise<void> {
    if (this.#ended) return
    const gone = once(this.#thread, 'exit')
    this.#thread.postMessage('close')
    await gone
  }

  #hear(answer: RecordingAnswer): void {
    const waiting = this.#waiting.get(answer.call)
    this.#waiting.delete(answer.call)
    if ('result' in answer) return waiting?.resolve(answer.result as never)
    if ('error' in answer) return waiting?.reject(errorFromDescription(answer.error))
    waiting?.reject(Object.assign(new Error('Recording a result failed'), { stack: answer.defect }))
  }

  #end(cause?: unknown): void {
    this.#ended ??= new EngineError('The thread that records results has ended; resume the run', undefined, { cause })
    for (const { reject } of this.#waiting.values()) reject(this.#ended)
    this.#waiting.clear()
  }
}
