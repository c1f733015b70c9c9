import { Worker } from 'node:worker_threads'
import { CancelledError, errorFromDescription } from '../../../shared/errors.ts'
import { entryBeside } from '../../processes/entry-beside.ts'
import type { TaskEvent, TaskName, TaskOrder, TaskProgress, TaskRequest, TaskResult } from './tasks.ts'

export interface TaskOptions {
  readonly onProgress?: (progress: TaskProgress) => void
  /** Asks the task to end; it does so where nothing is left half-done, with a CancelledError. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Runs a task in a thread of its own.
 *
 * @throws what the task throws for a person; anything else is a defect
 */
export async function runTask<Name extends TaskName>(
  task: Name,
  request: TaskRequest<Name>,
  { onProgress, signal }: TaskOptions = {},
): Promise<TaskResult<Name>> {
  if (signal?.aborted) throw new CancelledError('It was cancelled before it began; nothing was changed.')
  const order: TaskOrder<Name> = { task, request }
  const thread = new Worker(entryBeside(import.meta.url, 'app-task.js', 'task-thread.ts'), { workerData: order })
  const cancel = (): void => thread.postMessage('cancel')
  signal?.addEventListener('abort', cancel)
  try {
    return await new Promise((resolve, reject) => {
      thread.on('message', (event: TaskEvent) => {
        if (event.type === 'progress') onProgress?.(event.progress)
        else if (event.type === 'done') resolve(event.result)
        else reject(errorFromDescription(event.error))
      })
      thread.on('error', reject)
      thread.on('exit', (code) => reject(new Error(`The thread of the task ${task} ended with ${code}`)))
    })
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}
