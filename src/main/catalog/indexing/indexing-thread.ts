/** The indexing thread: the entry that `openIndexer` starts, with a connection and readers of its own. */
import { parentPort, workerData } from 'node:worker_threads'
import { CancelledError, WeatherglassError } from '../../../shared/errors.ts'
import { connect } from '../database.ts'
import { catalogFile } from '../workspace/folders.ts'
import { IndexingService } from './indexing-service.ts'
import type { IndexingCalls, IndexingEvent, IndexingRequest, IndexingThreadData } from './messages.ts'

type Call = Extract<IndexingRequest, { readonly call: number; readonly request: unknown }>

const { workspace, readers, maxThumbnailBytes } = workerData as IndexingThreadData
const tell = (event: IndexingEvent): void => parentPort!.postMessage(event)
// what is read can be read again
const database = connect(catalogFile(workspace), { durability: 'crash' })
const service = new IndexingService({
  ...{ database, workspace, readers, maxThumbnailBytes },
  onProgress: (sources) => tell({ type: 'progress', sources }),
})
const calls = new Map<number, AbortController>()

async function answer(message: Call): Promise<void> {
  const controller = new AbortController()
  calls.set(message.call, controller)
  try {
    tell({ type: 'answer', call: message.call, result: await perform(message, controller.signal) })
  } catch (error) {
    tell({ type: 'failed', call: message.call, ...describeFailure(error) })
  }
  calls.delete(message.call)
  if (message.type === 'close') parentPort!.close()
}

async function perform(message: Call, signal: AbortSignal): Promise<IndexingCalls[keyof IndexingCalls]['result']> {
  switch (message.type) {
    case 'index':
      return service.index(message.request, signal)
    case 'thumbnail':
      return service.thumbnailOf(message.request.imageId)
    case 'sweep':
      return service.sweep()
    case 'close':
      await service.close()
      database.close()
      return null
  }
}

function describeFailure(error: unknown): Pick<Extract<IndexingEvent, { type: 'failed' }>, 'error' | 'stack'> {
  if (error instanceof WeatherglassError) return { error: error.describe() }
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  return {
    error: { code: 'engine-failed', message: `Indexing met an unexpected error: ${message}` },
    ...(stack !== undefined && { stack }),
  }
}

const stopped = (): CancelledError =>
  new CancelledError('Indexing was stopped; what was read is kept, and it goes on from there the next time')

parentPort!.on('message', (message: IndexingRequest) => {
  switch (message.type) {
    case 'cancel':
      return calls.get(message.call)?.abort(stopped())
    case 'prioritise':
      return service.prioritise(message.imageIds)
    case 'pace':
      return service.setPace(message.pace)
    case 'index':
    case 'thumbnail':
    case 'sweep':
    case 'close':
      void answer(message)
  }
})
